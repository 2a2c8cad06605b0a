"""What rules match: what folds, what does not, and tricks with domains."""

import pytest

from core.rules.domains import domain_of
from core.rules.matching import Rules
from core.rules.models import ContentRule, RuleAct
from core.rules.services import folded_of

Kind = ContentRule.Kind


def rules_of(kind: str, *texts: str, act: str = "hold") -> Rules:
    """Rules with these texts."""
    return Rules.of((kind, folded_of(kind, text), act) for text in texts)


WORDS = {
    "buy VIAGRA now": True,
    "víàgra": True,
    "ｖｉａｇｒａ": True,
    "via\u200bgra": True,
    "vi\u00adag\u2060ra": True,
    "\u202eviagra\u202c": True,
    "viagra!": True,
    "“viagra”": True,
    "viagras": False,
    "nonviagra": False,
    "v.i.a.g.r.a": False,
    # Letters of other scripts that look alike are other letters.
    "vi\u0430gra": False,
    "v1agra": False,
    "Cheap   Pills": True,
    "cheap, pills": True,
    "cheap blue pills": False,
    "pills": False,
}


def test_words() -> None:
    rules = rules_of(Kind.WORDS, "Viagra", "cheap pills")
    found = {text: rules.judge(text) is not None for text in WORDS}
    assert found == WORDS


LINKS = {
    "https://evil.example/": True,
    "http://EVIL.Example:8080/x?y#z": True,
    "https://a.b.evil.example.": True,
    "see evil.example, thanks": True,
    "https://good.com@evil.example/": True,
    "https://evil.example@good.com/": True,
    "https:\\\\evil.example\\x": True,
    "//evil.example": True,
    "https://evil%2eexample/": True,
    "https://evil%2Eexample/": True,
    "https://%65vil.example/": True,
    "https://ev\u200bil.exam\u00adple/": True,
    "https://evil。example/": True,
    "https://evil．example/": True,
    "https://ｅｖｉｌ.example/": True,
    "https://good.com/evil.example": True,
    "https://good.com/?u=https%3A%2F%2Fevil.example": True,
    "write me@evil.example": True,
    "https://evil.example.good.com/": False,
    "https://notevil.example/": False,
    "https://evil.examples/": False,
    "evil[.]example": False,
    "evil dot example": False,
    "evil\nexample": False,
    # Another domain, which looks alike.
    "https://ev\u0456l.example/": False,
    "https://bücher.example/": True,
    "https://XN--BCHER-KVA.example/": True,
    "https://\u0042\u0055\u0308CHER.example/": True,
    "https://bucher.example/": False,
}


def test_domains_of_links() -> None:
    rules = rules_of(Kind.LINK, "evil.example", "*.Bücher.example.", act="refuse")
    found = {text: rules.judge(text) is RuleAct.REFUSE for text in LINKS}
    assert found == LINKS


def test_domains_of_addresses() -> None:
    rules = rules_of(Kind.EMAIL, "Trash.example", act="refuse")
    for email, is_refused in {
        "a@trash.example": True,
        "a@TRASH.example": True,
        "a@sub.trash.example": True,
        "trash.example@good.com": False,
        "a@nottrash.example": False,
    }.items():
        assert rules.refuses_address(email) is is_refused, email
    assert rules.judge("a@trash.example") is None


def test_the_strictest_rule_decides() -> None:
    rules = Rules.of(
        [("words", " spam ", "hold"), ("words", " scam ", "refuse"), ("link", "a.example", "hold")]
    )
    assert rules.judge("spam") is rules.judge("a.example") is RuleAct.HOLD
    assert rules.judge("spam and scam at a.example") is RuleAct.REFUSE
    assert rules.judge("ham") is None


@pytest.mark.parametrize("text", ["", " ", "com", "a b.com", "a..com", "http://a.com", "é" * 300])
def test_what_is_no_domain(text: str) -> None:
    with pytest.raises(ValueError, match=r"^This is not a domain\.$"):
        domain_of(text)


def test_ten_thousand_rules_find_what_one_finds() -> None:
    """Dictionaries are asked for the words and domains of the text alone."""
    few = rules_of(Kind.WORDS, "spam")
    many = Rules.of(
        [
            *(("words", f" w{n} x ", "hold") for n in range(5_000)),
            *(("link", f"d{n}.example", "hold") for n in range(5_000)),
        ]
    )
    text = "Nothing of it is here. " * 200
    assert few.judge(text) is many.judge(text) is None
    assert many.judge(text + "see d77.example") is many.judge(text + "w7 x") is RuleAct.HOLD
