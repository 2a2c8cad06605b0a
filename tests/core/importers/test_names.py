"""Names for people who chose none here."""

import pytest

from core.accounts.models import USERNAME_VALIDATOR
from core.importers.names import name_of_key, name_of_person, source_name


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("José", "de la Cruz"), "jose.delacruz"),
        (("Ada", ""), "ada"),
        (("张", "伟"), ""),
        (("K.", "O'Neill-Smith"), "k.oneillsmith"),
        (("Wolfeschlegelstein", "Hausenbergerdorff"), "wolfeschlegelstein.hausenberge"),
    ],
)
def test_names_of_people(names: tuple[str, str], expected: str) -> None:
    assert name_of_person(*names) == expected


@pytest.mark.parametrize(
    ("source", "key", "expected"),
    [
        ("lastfm-asia", "17", "lastfm-asia-17"),
        ("a-network-with-a-very-long-name", "123456", "a-network-with-a-very-l-123456"),
        ("net", "a b", "net-a-b-c8687a08"),
        ("net", "x" * 100, "net-xxxxxxxxxxx-09ecb6eb"),
    ],
)
def test_names_of_keys_are_valid_and_differ(source: str, key: str, expected: str) -> None:
    name = name_of_key(source, key)
    USERNAME_VALIDATOR(name)
    assert len(name) <= 30
    assert name == expected


def test_names_of_sources() -> None:
    assert source_name("LDBC SNB (sample)") == "ldbc-snb-sample"
    assert source_name("…") == ""
