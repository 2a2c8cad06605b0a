"""The body of a request, limited while it is read.

Django reads as many bytes as `Content-Length` declares, and none without it. Clients that stream
send no length (`Transfer-Encoding: chunked`; RFC 9112, section 7.1); their bodies are read too.
"""

from typing import Any, NoReturn

from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest

from api.errors import bad_request

PIECE = 64 * 1024


class TooLong(StopUpload):
    """The body exceeds its limit; a form parser that catches this discards its files."""

    def __init__(self) -> None:
        super().__init__(connection_reset=True)


class Body:
    """The stream that Django reads a request from.

    `ends` is set once `end` was read, and `too_long` once more than `longest` bytes were read.
    """

    def __init__(self, source: Any, *, longest: int, end: bytes) -> None:
        self.ends = False
        self.too_long = False
        self._source = source
        self._left = longest
        self._end = end
        self._tail = b""

    def read(self, size: int | None = None) -> bytes:
        """Return up to `size` bytes. Raises TooLong, or OSError if the body is incomplete."""
        wanted = self._left + 1
        found = self._filled(wanted if size is None or size < 0 else min(size, wanted))
        self._left -= len(found)
        if self._left < 0:
            self.too_long = True
            raise TooLong
        if not self.ends:
            seen = self._tail + found
            self.ends = self._end in seen
            self._tail = seen[-len(self._end) :]
        return found

    def _filled(self, size: int) -> bytes:
        """Return `size` bytes, fewer at the end. Raises OSError."""
        pieces = []
        try:
            while size and (piece := self._source.read(size)):
                pieces.append(piece)
                size -= len(piece)
        except Exception as error:  # a malformed chunk: the class depends on the server
            raise OSError(str(error)) from error
        return b"".join(pieces)

    def readline(self) -> bytes:
        """Return the next piece, not a line: Django calls this only to discard the rest."""
        return self.read(PIECE)

    def close(self) -> None:
        """Do nothing: the server closes the stream."""


def bound_body(request: HttpRequest, *, longest: int, end: bytes = b"") -> Body:
    """Limit the body of `request` to `longest` bytes, with or without a declared length.

    Raises RequestError, before anything is read, if the declared length is larger or no number.
    """
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not (declared.isascii() and declared.isdigit()):
        raise bad_request("`Content-Length` is not a number.")
    if int(declared[:20]) > longest:
        refuse_length(longest)
    source: Any = vars(request)["_stream"]
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        source = request.META["wsgi.input"]
        request.META["CONTENT_LENGTH"] = str(longest)  # without it, Django reads nothing
    body = Body(source, longest=longest, end=end)
    vars(request)["_stream"] = body
    return body


def refuse_length(longest: int) -> NoReturn:
    """Raise RequestError: the body is longer than `longest` bytes."""
    unit, name = (2**20, "MiB") if longest >= 2**20 else (2**10, "kB")
    raise bad_request(f"The body is longer than {longest // unit} {name}.", status=413)
