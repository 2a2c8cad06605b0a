"""Names of any direction inside a text."""

import unicodedata

import pytest

from core.accounts.models import User
from core.common.bidi import isolated
from core.suggestions.reasons import followed_by

FSI, PDI = "\u2068", "\u2069"


def opened_outside(text: str) -> int:
    """How deep in explicit directions the text ends (UAX 9, rules X1 to X8), 0 for not at all.

    Raises AssertionError where an isolate ends that was not opened.
    """
    stack: list[str] = []
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI"):
            stack.append(kind)
        elif kind == "PDF":
            if stack and not stack[-1].endswith("I"):
                stack.pop()
        elif kind == "PDI":
            assert any(each.endswith("I") for each in stack)
            while not stack.pop().endswith("I"):
                pass
    return len(stack)


@pytest.mark.parametrize("name", ["Ada", "ada_1", "José", "李", "हिन्दी", "R2-D2 (7)", "", "👍🏽"])
def test_a_name_that_turns_nothing_stays_as_it_is(name: str) -> None:
    assert isolated(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "evil\u202egnp.exe", "\u202b", "\u202d\u202e\u202a", "\u2067\u2067never closed", "שלום",
        "علي", "\u202cb", "\u200fa", "\u061c1", "\u202e" * 200, "\u2066" * 200, "١٢٣",
    ],
)  # fmt: skip
def test_another_is_isolated(name: str) -> None:
    found = isolated(name)
    assert found.startswith(FSI + name)
    assert found.endswith(PDI)
    assert opened_outside(f"Followed by {found}") == 0


@pytest.mark.parametrize("name", [f"a{PDI}\u202eb", PDI * 3, f"\u2067{PDI}{PDI}\u202ex"])
def test_a_name_cannot_end_its_isolate(name: str) -> None:
    found = isolated(name)
    assert opened_outside(f"Followed by {found}") == 0
    # Nothing of the name comes after the end of ours.
    depth = 0
    for position, character in enumerate(found):
        depth += (unicodedata.bidirectional(character) in ("LRI", "RLI", "FSI")) - (
            character == PDI
        )
        assert depth > 0 or position == len(found) - 1


def test_reasons_keep_their_direction() -> None:
    evil = User(username="eve", display_name="Eve\u202e")
    ada = User(username="ada", display_name="Ada")
    assert followed_by([evil, ada], 5) == (
        f"Followed by {FSI}Eve\u202e{PDI}, Ada and 3 others you follow"
    )
    assert (
        followed_by([ada, evil], 2) == f"Followed by Ada and {FSI}Eve\u202e{PDI}, whom you follow"
    )
