"""Files in GraphQL: the multipart request of graphql-multipart-request-spec, and `Upload`.

A request has the parts `operations` (the JSON body, with null where a file belongs), `map` (JSON,
from the name of a file's part to the paths it fills) and the files.
Source: https://github.com/jaydenseric/graphql-multipart-request-spec
"""

import json
import re
from typing import Any, NoReturn

import graphene
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from graphql import GraphQLError
from graphql.language import ValueNode

from core.errors import InvalidInput
from core.images import MAX_BYTES

MAX_FILES = 5
"""The images of a post, and one for a profile."""

MAX_BODY_BYTES = MAX_FILES * MAX_BYTES + 1024 * 1024
"""All files at their largest, and the rest of the form."""

PREFLIGHT_HEADERS = ("GraphQL-Preflight", "X-Requested-With", "Apollo-Require-Preflight")
"""A page of another site can post a form, but cannot set one of these without being asked first."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")


class Upload(graphene.Scalar):
    """A file, given as a variable of a multipart request."""

    @staticmethod
    def parse_value(value: Any) -> "UploadedFile[bytes]":
        if not isinstance(value, UploadedFile):
            raise GraphQLError("An Upload must be a file sent in a multipart request.")
        return value

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> NoReturn:
        raise GraphQLError("An Upload cannot be written in the query; send it as a variable.")

    @staticmethod
    def serialize(value: Any) -> NoReturn:
        raise GraphQLError("An Upload can be sent, not read.")


def parse_multipart(request: HttpRequest) -> dict[str, Any]:
    """The operation of a multipart request, with its files in their places in `variables`.

    Raises `InvalidInput`, whose `field` is the part at fault, for every request that does not
    keep to the specification or to `MAX_FILES`, `MAX_BYTES` a file and `MAX_BODY_BYTES`. One
    operation a request. Nothing of the body is read before header and length are checked.
    """
    if not any(request.headers.get(name) for name in PREFLIGHT_HEADERS):
        names = ", ".join(PREFLIGHT_HEADERS)
        raise InvalidInput(f"A multipart request needs one of the headers {names}.")
    if _declared_length(request) > MAX_BODY_BYTES:
        raise InvalidInput(f"The request is larger than {MAX_BODY_BYTES // 2**20} MiB.")
    try:
        fields, parts = request.POST, request.FILES
    except (MultiPartParserError, SuspiciousOperation, BadRequest, UnreadablePostError) as error:
        raise InvalidInput(f"The multipart body cannot be read: {error}") from error
    operation = _json_object(fields.get("operations"), "operations")
    paths = _json_object(fields.get("map"), "map")
    files = {name: _one_file(name, parts.getlist(name)) for name in parts}
    _check_names(paths, files)
    for name, file in files.items():
        _place(operation, file, name, paths[name])
    return operation


def _declared_length(request: HttpRequest) -> int:
    """`Content-Length`; 0 where it is missing or no number, and then Django reads no body."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _json_object(text: str | None, part: str) -> dict[str, Any]:
    if text is None:
        raise InvalidInput(f"The part “{part}” is missing.", part)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The part “{part}” is not JSON.", part) from error
    if part == "operations" and isinstance(value, list):
        raise InvalidInput("Send one operation a request; batches are not taken.", part)
    if not isinstance(value, dict):
        raise InvalidInput(f"The part “{part}” must be a JSON object.", part)
    return value


def _one_file(name: str, files: list["UploadedFile[bytes]"]) -> "UploadedFile[bytes]":
    if len(files) > 1:
        raise InvalidInput(f"Two files are called {_quoted(name)}.", name)
    if (files[0].size or 0) > MAX_BYTES:
        raise InvalidInput(
            f"The file {_quoted(name)} is larger than {MAX_BYTES // 2**20} MiB.", name
        )
    return files[0]


def _check_names(paths: dict[str, Any], files: dict[str, "UploadedFile[bytes]"]) -> None:
    if max(len(paths), len(files)) > MAX_FILES:
        raise InvalidInput(f"At most {MAX_FILES} files can be sent at once.", "map")
    for name in paths:
        if name not in files:
            raise InvalidInput(f"The map names a file {_quoted(name)} that was not sent.", "map")
    for name in files:
        if name not in paths:
            raise InvalidInput(f"The file {_quoted(name)} is not in the map.", "map")


def _place(operation: dict[str, Any], file: "UploadedFile[bytes]", name: str, paths: Any) -> None:
    """Put `file` where each of its `paths` leads."""
    if not (isinstance(paths, list) and paths and all(isinstance(path, str) for path in paths)):
        raise InvalidInput(f"The map must give {_quoted(name)} a list of paths.", "map")
    for path in paths:
        *parents, last = path.split(".")
        if not parents or parents[0] != "variables":
            raise InvalidInput(f"The path {_quoted(path)} does not begin with “variables.”.", "map")
        place: Any = operation
        for step in parents:
            place = place[_key(place, step, path)]
        key = _key(place, last, path)
        if isinstance(place[key], UploadedFile):
            raise InvalidInput(f"Two files have the path {_quoted(path)}.", "map")
        if place[key] is not None:
            raise InvalidInput(
                f"The path {_quoted(path)} leads to a value that is not null.", "map"
            )
        place[key] = file


def _key(place: Any, step: str, path: str) -> str | int:
    """`step` as it is used on `place`: a key that is there, or an index in bounds."""
    if isinstance(place, dict) and step in place:
        return step
    if isinstance(place, list) and _INDEX.fullmatch(step) and int(step) < len(place):
        return int(step)
    raise InvalidInput(f"The path {_quoted(path)} leads nowhere.", "map")


def _quoted(text: str) -> str:
    """`text` for a message: no longer than a person reads, without halves of surrogate pairs."""
    text = text.encode(errors="replace").decode()
    return f"“{text}”" if len(text) <= 80 else f"“{text[:80]}…”"
