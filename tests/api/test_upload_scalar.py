"""The scalar `Upload`: taken as a variable, and in no other way."""

from typing import Any

import graphene
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.scalars import Upload


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", content, "image/png")


class Query(graphene.ObjectType):
    size = graphene.Int(file=Upload(), files=graphene.List(graphene.NonNull(Upload)))
    back = graphene.Field(Upload)

    def resolve_size(self, info: graphene.ResolveInfo, file: Any = None, files: Any = ()) -> int:
        return sum(each.size for each in [*([file] if file else []), *files])

    def resolve_back(self, info: graphene.ResolveInfo) -> str:
        return "secret"


SCHEMA = graphene.Schema(query=Query)


def test_upload_takes_a_file() -> None:
    query = "query ($a: Upload, $b: [Upload!]) { size(file: $a, files: $b) }"
    values = {"a": file(b"12"), "b": [file(b"3"), file(b"456")]}
    result = SCHEMA.execute(query, variable_values=values)
    assert (result.errors, result.data) == (None, {"size": 6})
    assert SCHEMA.execute(query, variable_values={"a": None, "b": []}).data == {"size": 0}


@pytest.mark.parametrize("value", ["text", 1, True, {"name": "a"}, ["a"]])
def test_upload_takes_nothing_else(value: Any) -> None:
    result = SCHEMA.execute("query ($a: Upload) { size(file: $a) }", variable_values={"a": value})
    assert result.data is None
    assert "An Upload must be a file sent in a multipart request." in str(result.errors)


@pytest.mark.parametrize("literal", ['"text"', "1", "{name: 1}", "FILE", "[1]"])
def test_upload_is_never_written_in_the_query(literal: str) -> None:
    result = SCHEMA.execute(f"{{ size(file: {literal}) }}")
    assert result.data is None
    assert "An Upload cannot be written in the query; send it as a variable." in str(result.errors)


def test_upload_is_never_given_out() -> None:
    result = SCHEMA.execute("{ back }")
    assert result.data == {"back": None}
    assert [error.message for error in result.errors or []] == ["An Upload can be sent, not read."]
