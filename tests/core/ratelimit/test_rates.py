"""The settings of rates, and the address that attempts are counted by."""

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from core.common.rates import Rate, parse_rate
from core.server.client_address import client_address


@pytest.mark.parametrize(
    ("text", "rate", "seconds"),
    [
        ("10/hour", Rate(10, "hour"), 360.0),
        ("1/minute", Rate(1, "minute"), 60.0),
        ("1000000/day", Rate(1_000_000, "day"), 0.0864),
    ],
)
def test_a_rate_and_what_one_costs(text: str, rate: Rate, seconds: float) -> None:
    assert parse_rate(text, name="RATE_POSTS") == rate
    assert rate.step.total_seconds() == seconds


def test_no_limit() -> None:
    assert parse_rate("off", name="RATE_POSTS") is None


@pytest.mark.parametrize(
    "text",
    ["", "10", "10/", "/hour", "0/hour", "-1/hour", "1.5/hour", "10/week", "1000001/day", "²/day"],
)
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        parse_rate(text, name="RATE_POSTS")
    assert str(refusal.value) == (
        f"Refusing to start: RATE_POSTS is {text!r}; it can be 'off', or a number from 1 to "
        "1,000,000 and one of minute, hour, day, as in '10/hour'."
    )


PEER = "198.51.100.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        # Nothing in front: what the header says anybody can have written.
        (0, "203.0.113.7", PEER),
        # One: the last entry is what it saw, the rest is invented.
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6,203.0.113.7:4711", "203.0.113.7"),
        # Two: the last entry is the outer one's own address.
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        # Past the proxies, or none that says anything sensible.
        (2, "6.6.6.6", PEER),
        (1, "", PEER),
        (1, "unknown", PEER),
        (1, "6.6.6.6, ", PEER),
        (1, "203.0.113.7, <script>", PEER),
        # One customer's network is one address.
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        (1, "fe80::1%eth0", "fe80::/64"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_whose_request_it_is(
    proxies: int, forwarded: str, address: str, settings: LazySettings
) -> None:
    settings.TRUSTED_PROXIES = proxies
    meta = {"REMOTE_ADDR": PEER, "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(meta) == address


def test_a_unix_socket_has_no_address(settings: LazySettings) -> None:
    assert client_address({"REMOTE_ADDR": ""}) == ""
    assert client_address({}) == ""
    settings.TRUSTED_PROXIES = 1
    meta = {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    assert client_address(meta) == "203.0.113.7"
