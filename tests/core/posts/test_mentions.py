"""What a text mentions."""

import pytest

from core.common.errors import InvalidInput
from core.posts.mentions import check_mentions, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("Hello @ada.", ["ada"]),
        ("@Ada, (@BOB) and “@cyd”!", ["ada", "bob", "cyd"]),
        ("@ada and @ADA", ["ada"]),
        ("@a.d-a_1... you?", ["a.d-a_1"]),
        ("你好@ada你好", ["ada"]),
        ("Write to ada@example.com or a+b@ada.", []),
        ("https://example.com/@ada", []),
        ("@ada@example.com", []),
        ("@@ada", []),
        ("@ @. @… a @", []),
        ("@ada\n@bob", ["ada", "bob"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_the_bound_is_of_names_and_not_of_users() -> None:
    check_mentions(" ".join(f"@nobody{number}" for number in range(20)) + " @NOBODY0")
    with pytest.raises(InvalidInput) as refusal:
        check_mentions(" ".join(f"@nobody{number}" for number in range(21)))
    assert (refusal.value.message, refusal.value.field) == (
        "This mentions 21 people; at most 20 are allowed.",
        "content",
    )
