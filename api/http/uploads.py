"""File uploads: the multipart request of graphql-multipart-request-spec.

A request has the parts `operations` (the JSON body, with null in place of each file), `map` (JSON,
from the name of a file's part to its paths in `variables`) and the files.
Source: https://github.com/jaydenseric/graphql-multipart-request-spec

The first two may have a file name: that is how a browser sends a Blob, with the media type
application/json.
"""

import re
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict

from api.errors import RequestError, bad_request
from api.execution.strict_json import NotJSON, parse_json
from api.limits import MAX_TEXT_BYTES
from core.media import MAX_BYTES

from .bodies import TooLong, bound_body, refuse_length

MAX_FILES = 5
"""Four images of a post and one profile image."""

MAX_BODY_BYTES = MAX_FILES * MAX_BYTES + 1024 * 1024
"""The largest files plus 1 MiB for the rest of the form."""

PREFLIGHT_HEADERS = ("GraphQL-Preflight", "X-Requested-With", "Apollo-Require-Preflight")
"""A page of another site can send a form, but one of these headers requires a CORS preflight."""

_TEXT_PARTS = ("operations", "map")

BROKEN_OFF = "The multipart body is incomplete."

_TEXT = f"{MAX_TEXT_BYTES // 1024} kB"
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")


def parse_multipart(request: HttpRequest) -> dict[str, Any]:
    """Return the operation of a multipart request, with the files in `variables`.

    Raises RequestError for a request that violates the specification or exceeds `MAX_FILES`,
    `MAX_BYTES` per file, `MAX_TEXT_BYTES` per text part or `MAX_BODY_BYTES` in total; `field` is
    the part at fault or, for a file, its path in `variables`. The parts may have any order. The
    body is read only after headers and length are checked; a file beyond a limit is discarded.
    """
    if not any(request.headers.get(name) for name in PREFLIGHT_HEADERS):
        names = ", ".join(PREFLIGHT_HEADERS)
        raise bad_request(f"A multipart request needs one of the headers {names}.")
    if (request.encoding or "utf-8").lower().replace("-", "") != "utf8":
        raise bad_request("Send the body in UTF-8.", status=415)
    texts, parts = _read(request)
    operation = _json_object(texts, "operations")
    paths = _json_object(texts, "map")
    files = {name: _one_file(name, parts.getlist(name)) for name in parts}
    _check_names(paths, files)
    for name, file in files.items():
        _place(operation, file, name, paths[name])
    return operation


def _read(request: HttpRequest) -> tuple[QueryDict, "MultiValueDict[str, UploadedFile[bytes]]"]:
    """Return the texts and files of a form. Raises RequestError if incomplete or too large."""
    boundary = (request.content_params or {}).get("boundary", "")
    end = f"--{boundary}--".encode("ascii", "replace")
    body = bound_body(request, longest=MAX_BODY_BYTES, end=end)
    # Media types are case-insensitive, except in Django's parser.
    _, _, parameters = request.META.get("CONTENT_TYPE", "").partition(";")
    request.META["CONTENT_TYPE"] = f"multipart/form-data;{parameters}"
    bounds = _Bounds(request)
    request.upload_handlers = [bounds, *request.upload_handlers]
    try:
        texts, files = request.POST, request.FILES
    except TooLong:
        refuse_length(MAX_BODY_BYTES)
    except UnreadablePostError:
        raise bad_request(BROKEN_OFF) from None
    except RequestDataTooBig:
        raise bad_request(f"The text parts are longer than {_TEXT}.", status=413) from None
    except SuspiciousOperation:
        raise bad_request("The form has too many parts.") from None
    except (MultiPartParserError, BadRequest) as error:
        raise bad_request(f"The multipart body cannot be read: {error}") from error
    if body.too_long:
        refuse_length(MAX_BODY_BYTES)
    if bounds.too_large in _TEXT_PARTS:
        raise _too_long(bounds.too_large)
    if bounds.too_large is not None:
        message = f"The file {_quoted(bounds.too_large)} is larger than {MAX_BYTES // 2**20} MiB."
        raise bad_request(message, field=_field(texts, bounds.too_large), status=413)
    if bounds.count > MAX_FILES:
        raise _too_many()
    if not body.ends:
        raise bad_request(BROKEN_OFF)
    return _with_blobs(texts, files)


def _with_blobs(
    texts: QueryDict, files: "MultiValueDict[str, UploadedFile[bytes]]"
) -> "tuple[QueryDict, MultiValueDict[str, UploadedFile[bytes]]]":
    """Return texts and files, after those parts that are texts have moved. Raises RequestError."""
    texts, files = texts.copy(), files.copy()
    for part in _TEXT_PARTS:
        for blob in files.getlist(part):
            texts.appendlist(part, _text_of(blob, part))
        files.pop(part, None)
    return texts, files


def _text_of(blob: "UploadedFile[bytes]", part: str) -> str:
    try:
        return str(blob.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise bad_request(f"The part “{part}” is not JSON.", field=part) from None


class _Bounds(FileUploadHandler):
    """Stops reading at the first file that is too large or exceeds MAX_FILES.

    A text that is sent as a file does not count, and has the limit of a text.
    """

    count = 0
    too_large: str | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count the file. Raises StopUpload after MAX_FILES."""
        super().new_file(*args, **kwargs)
        self.count += self.field_name not in _TEXT_PARTS
        if self.count > MAX_FILES:
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Return the data for the next handler. Raises StopUpload after MAX_BYTES."""
        most = MAX_TEXT_BYTES if self.field_name in _TEXT_PARTS else MAX_BYTES
        if start + len(raw_data) > most:
            self.too_large = self.field_name
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Return None: another handler returns the file."""


def _json_object(texts: QueryDict, part: str) -> dict[str, Any]:
    found = texts.getlist(part)
    if not found:
        raise bad_request(f"The part “{part}” is missing.", field=part)
    if len(found) > 1:
        raise bad_request(f"Two parts are named “{part}”.", field=part)
    if len(found[0].encode()) > MAX_TEXT_BYTES:
        raise _too_long(part)
    try:
        value = parse_json(found[0])
    except NotJSON:
        raise bad_request(f"The part “{part}” is not JSON.", field=part) from None
    if part == "operations" and isinstance(value, list):
        raise bad_request("Send one operation per request. Batches are not supported.", field=part)
    if not isinstance(value, dict):
        raise bad_request(f"The part “{part}” must be a JSON object.", field=part)
    return value


def _field(texts: QueryDict, name: str) -> str:
    """Return the path of the file in `variables`, or its name if the map has none."""
    try:
        paths = _json_object(texts, "map").get(name)
    except RequestError:
        return name
    match paths:
        case [str(path), *_] if path.startswith("variables."):
            return path.removeprefix("variables.")
    return name


def _one_file(name: str, files: list["UploadedFile[bytes]"]) -> "UploadedFile[bytes]":
    if len(files) > 1:
        raise bad_request(f"Two files are named {_quoted(name)}.", field=name)
    return files[0]


def _too_long(part: str) -> RequestError:
    return bad_request(f"The part “{part}” is longer than {_TEXT}.", field=part, status=413)


def _too_many() -> RequestError:
    return bad_request(f"At most {MAX_FILES} files can be sent at once.", field="map")


def _check_names(paths: dict[str, Any], files: dict[str, "UploadedFile[bytes]"]) -> None:
    if max(len(paths), len(files)) > MAX_FILES:
        raise _too_many()
    for name in paths:
        if name not in files:
            raise bad_request(
                f"The map names a file {_quoted(name)} that was not sent.", field="map"
            )
    for name in files:
        if name not in paths:
            raise bad_request(f"The file {_quoted(name)} is not in the map.", field="map")


def _place(operation: dict[str, Any], file: "UploadedFile[bytes]", name: str, paths: Any) -> None:
    """Put `file` at each of its `paths`. Raises RequestError for an invalid path."""
    if not (isinstance(paths, list) and paths and all(isinstance(path, str) for path in paths)):
        raise bad_request(f"The map entry {_quoted(name)} must be a list of paths.", field="map")
    for path in paths:
        *parents, last = path.split(".")
        if not parents or parents[0] != "variables":
            raise bad_request(
                f"The path {_quoted(path)} does not begin with “variables.”.", field="map"
            )
        place: Any = operation
        for step in parents:
            place = place[_key(place, step, path)]
        key = _key(place, last, path)
        if isinstance(place[key], UploadedFile):
            raise bad_request(f"Two files have the path {_quoted(path)}.", field="map")
        if place[key] is not None:
            message = f"The path {_quoted(path)} leads to a value that is not null."
            raise bad_request(message, field="map")
        place[key] = file


def _key(place: Any, step: str, path: str) -> str | int:
    """Return `step` as a key or index that exists in `place`. Raises RequestError."""
    if isinstance(place, dict) and step in place:
        return step
    if isinstance(place, list) and _INDEX.fullmatch(step) and int(step) < len(place):
        return int(step)
    raise bad_request(f"The path {_quoted(path)} does not exist in the operation.", field="map")


def _quoted(text: str) -> str:
    """Return `text` quoted for a message: up to 80 characters, no unpaired surrogates."""
    text = text.encode(errors="replace").decode()
    return f"“{text}”" if len(text) <= 80 else f"“{text[:80]}…”"
