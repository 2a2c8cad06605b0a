"""Global ids, and what is none."""

from base64 import b64encode

import pytest

from api.relay.ids import from_global, to_global
from core.common.errors import InvalidInput


def b64(text: str) -> str:
    return b64encode(text.encode()).decode()


def test_an_id_leads_back_to_its_number() -> None:
    assert to_global("Post", 123) == b64("Post:123") == "UG9zdDoxMjM="
    assert from_global("UG9zdDoxMjM=", "Post") == 123


@pytest.mark.parametrize(
    "malformed",
    [
        "",
        "123",
        "Post:123",
        "UG9zdDoxMjM",
        "UG9zdDoxMjM==",
        " UG9zdDoxMjM=",
        "🙂",
        b64("Post"),
        b64("Post:"),
        b64("Post:0"),
        b64("Post:-1"),
        b64("Post:+1"),
        b64("Post: 1"),
        b64("Post:01"),
        b64("Post:1_0"),
        b64("Post:١"),
        b64("Post:1.0"),
        b64(f"Post:{2**63}"),
        b64("Post:" + "9" * 5000),
    ],
)
def test_what_is_no_id_is_refused_by_the_arguments_name(malformed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_global(malformed, "Post", "before")

    assert refused.value.message == "Invalid ID. Use an ID returned by this API, unchanged."
    assert refused.value.field == "before"


def test_the_id_of_another_type_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        from_global(to_global("User", 5), "Post")

    assert refused.value.message == "This is the ID of a User. Expected the ID of a Post."
    assert refused.value.field == "id"
