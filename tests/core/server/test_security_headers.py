"""Which answers get which headers."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.server.security_headers import POLICY_FOR_DATA, POLICY_FOR_PAGES, browser_headers


@pytest.mark.parametrize(
    ("content_type", "policy"),
    [
        ("text/html; charset=utf-8", POLICY_FOR_PAGES),
        ("application/json", POLICY_FOR_DATA),
        ("application/graphql-response+json; charset=utf-8", POLICY_FOR_DATA),
        ("text/javascript; charset=utf-8", None),
        ("text/css", None),
    ],
)
def test_the_policy_goes_by_what_is_answered(content_type: str, policy: str | None) -> None:
    respond = browser_headers(lambda request: HttpResponse("x", content_type=content_type))
    response = respond(RequestFactory().get("/"))
    assert response.get("Content-Security-Policy") == policy
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_an_answer_says_itself_stays() -> None:
    own = {"Content-Security-Policy": "default-src 'self'", "Permissions-Policy": "usb=*"}
    respond = browser_headers(lambda request: HttpResponse("x", headers=own))
    response = respond(RequestFactory().get("/graphql/"))
    assert {name: response[name] for name in own} == own
