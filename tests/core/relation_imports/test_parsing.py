"""Whom the lists of other networks name, and what is not a list."""

import json

import pytest

from core.common.errors import InvalidInput
from core.relation_imports.parsing import MAX_BYTES, MAX_ROWS, NO_CAR, Named, people_in

HEAD = "Account address,Show boosts,Notify on new posts,Languages\n"


def named(data: bytes | str) -> list[Named]:
    return people_in(data.encode() if isinstance(data, str) else data, field="file")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (HEAD + "ada@a.example,true,false,\nBob@B.example,true,false,en\n", "ada@a bob@b"),
        ("Account address,Hide notifications\nada@a.example,false\n", "ada@a"),
        ("ada@a.example\nbob@b.example\n", "ada@a bob@b"),
        ("\ufeff@ada@a.example\r\n\r\nADA@a.example\r\n", "ada@a"),
        ("did,handle\ndid:plc:x,ada.a.example\n", "ada"),
        ("ada.a.example\nbob\n", "ada bob"),
        ("username,at\n'ada,2026\n", "ada@"),
        (json.dumps(["ada.a.example", {"handle": "bob.example"}, 7, {}, None]), "ada bob"),
        (json.dumps([{"did": "did:plc:x"}, {"acct": "ada@a.example"}]), "- ada@a"),
        ('"ada@a.example",x\n', "ada@a"),
        ("Account address;Show boosts\r\nada@a.example;true\r\n", "ada@a"),
        ("Account address\tShow boosts\nada@a.example\ttrue\n", "ada@a"),
        ('["a\\u0000b@a.example", "\\ud800@a.example", "ada@a.example\\u2028"]', "ada@a"),
        ('["a\\u2028b@a.example", "a\\nb@a.example", "bob@a.example"]', "bob@a"),
        # A letter of another alphabet makes another name.
        ("\u0430da@a.example\nada@a.example\n", "\u0430da@a ada@a"),
    ],
)
def test_the_forms_of_lists(text: str, names: str) -> None:
    found = [
        f"{each.name or '-'}"
        + ("" if each.domain is None else f"@{each.domain.removesuffix('.example')}")
        for each in named(text)
    ]
    assert found == names.split()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The list names nobody."),
        (HEAD, "The list names nobody."),
        ("[]", "The list names nobody."),
        ("x" * (MAX_BYTES + 1), "The file is larger than 2 MiB."),
        ("x" * 1_001, "Line 1 is longer than 1,000 characters."),
        ("a@b.example\n" + "x" * 1_001, "Line 2 is longer than 1,000 characters."),
        ("ada@a.example".encode("utf-16"), "The file is not a text in UTF-8."),
        ("Jürgen@a.example".encode("latin-1"), "The file is not a text in UTF-8."),
        ("ada\0@a.example", "The file is not a text in UTF-8."),
        (bytes(range(256)), "The file is not a text in UTF-8."),
        (b"\x3a\xa2eroots\x81\xd8\x2agversion\x01", NO_CAR),
        ("[" * 100_000, "The file is not JSON."),
        ('["a",', "The file is not JSON."),
        ('{"follows": ["ada"]}', "The JSON is not a list."),
        ('["a\\u0000b@a.example"]', "The list names nobody."),
        ('ada@a.example\n"bob@a.example\ncyd@a.example\n', "The file is not CSV."),
        ("a@b\n" * 500_000, "more than 10,000 rows."),
        (f"[{'1,' * 1_000_000}1]", "more than 10,000 rows."),
        ("\n".join(f"a{n}@b.example" for n in range(MAX_ROWS + 1)), "more than 10,000 rows."),
        ("1" * 600 + "@a.example", "The list names nobody."),
    ],
)
def test_what_is_no_list(data: bytes | str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        named(data)
    assert refused.value.message.endswith(message)
    assert refused.value.field == "file"
