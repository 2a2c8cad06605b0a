"""A `Content-Type` that Django cannot read does not reach it."""

from collections.abc import Iterable
from typing import Any

import pytest

from core.server.content_type_guard import with_readable_type


def seen(content_type: str) -> str:
    """What the application finds in place of this."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return [environ["CONTENT_TYPE"].encode("latin-1")]

    [found] = with_readable_type(application)({"CONTENT_TYPE": content_type}, None)
    return found.decode("latin-1")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; a*=unknown''%41",
        "multipart/form-data; boundary*=unknown''%41",
        "text/plain; a*=\u00ff''%41",
    ],
)
def test_an_unknown_encoding(content_type: str) -> None:
    assert seen(content_type) == ""


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "multipart/form-data; boundary*=UTF-8''%41",
        "text/plain; charset=unknown",
        "text/plain; a*=unknown",
        "; ; =;",
    ],
)
def test_what_can_be_read_stays(content_type: str) -> None:
    assert seen(content_type) == content_type
