"""Where a webhook may be sent: no spelling of an address that is not public."""

from collections.abc import Sequence
from ipaddress import ip_address

import pytest
from django.conf import LazySettings

from core.common.errors import InvalidInput
from core.webhooks import addresses
from core.webhooks.addresses import (
    NOT_ALLOWED,
    Address,
    Unreachable,
    addresses_of,
    is_public,
    target_of,
)

PUBLIC = ("1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e")
NOT_PUBLIC = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.9.9.9"),  # noqa: S104
    *("168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
    *("192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1"),
    *("2002:7f00:1::", "2002:a00:1::1", "3fff::1", "4000::1", "fc00::1", "fd00:ec2::254"),
    *("fe80::1", "fec0::1", "ff02::1"),
)
NO_URLS = (
    "",
    "https://",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "//example.com/",
    "https://ada:secret@example.com/",
    "https://example.com@127.0.0.1/",
    "https://example.com\\@127.0.0.1/",
    "https://example.com/#there",
    "https://example.com/ there",
    "https://exam\tple.com/",
    "https://example.com:99999/",
    "https://[::1%25lo]/",
    "https://ⓔxample.com/",
    "https://127。0。0。1/",
    f"https://example.com/{'a' * 2_000}",
)
SPELLINGS = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001"),
    *("0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("169.254.169.254", "[fd00:ec2::254]", "10.0.0.1", "192.168.0.1", "[2002:7f00:1::]"),
)


def test_what_is_public() -> None:
    assert [each for each in PUBLIC if not is_public(ip_address(each))] == []
    assert [each for each in NOT_PUBLIC if is_public(ip_address(each))] == []


def test_what_is_no_url_of_a_webhook() -> None:
    for url in (*NO_URLS, *(f"https://{each}/" for each in SPELLINGS)):
        with pytest.raises(InvalidInput) as refused:
            target_of(url)
        assert refused.value.field == "url", url


def test_another_port_and_http_are_for_the_networks_of_the_setting(settings: LazySettings) -> None:
    for url in ("http://example.com/", "https://example.com:8443/", "https://example.com:22/"):
        with pytest.raises(InvalidInput, match="Use https, at port 443"):
            target_of(url)

    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]

    assert addresses_of(target_of("http://127.0.0.1:8000/")) == [ip_address("127.0.0.1")]
    with pytest.raises(InvalidInput, match="This address is not public"):
        target_of("http://10.0.0.1:8000/")
    with pytest.raises(InvalidInput, match="This address is not public"):
        target_of("https://1.1.1.1:8443/")
    assert target_of("https://1.1.1.1/").is_usual


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "localhost.localdomain."])
def test_a_name_of_this_machine(name: str) -> None:
    with pytest.raises(Unreachable, match="has no public address"):
        addresses_of(target_of(f"https://{name}/"))


def test_one_address_that_is_not_public_refuses_all_and_nothing_else_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: Sequence[list[str]] = (["1.1.1.1", "10.0.0.1"], ["::ffff:1.1.1.1"], ["fd00::1"], [])
    target = target_of("https://example.com/")
    for answer in answers:
        found: list[Address] = [ip_address(each) for each in answer]
        monkeypatch.setattr(addresses, "_resolve", lambda host, port, found=found: found)

        with pytest.raises(Unreachable) as refused:
            addresses_of(target)

        assert str(refused.value) == NOT_ALLOWED
