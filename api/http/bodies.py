"""The body of a request, held to its bounds while it is read.

Django reads as many bytes as `Content-Length` declares, and none without it. Clients that stream
declare nothing (`Transfer-Encoding: chunked`; RFC 9112, section 7.1): their bodies are read too.
"""

from typing import Any, NoReturn

from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest

from api.errors import bad_request
from core.server.request_body import TooSlow

PIECE = 64 * 1024


class TooLong(StopUpload):
    """More came than is allowed; whoever parses a form lets go of the files that it has."""

    def __init__(self) -> None:
        super().__init__(connection_reset=True)


class Body:
    """What Django reads a request from.

    `ends` tells whether `end` has come by, `too_long` whether more than `longest` bytes did, and
    `too_slow` whether we did not wait for the rest.
    """

    def __init__(self, source: Any, *, longest: int, end: bytes) -> None:
        self.ends = False
        self.too_long = False
        self.too_slow = False
        self._source = source
        self._left = longest
        self._end = end
        self._tail = b""

    def read(self, size: int | None = None) -> bytes:
        """`size` bytes, or as many as there are. Raises TooLong, or OSError if it breaks off."""
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
        """A chunk of the client's is given as it came, however short."""
        pieces = []
        try:
            while size and (piece := self._source.read(size)):
                pieces.append(piece)
                size -= len(piece)
        except TooSlow as error:
            self.too_slow = True
            raise OSError from error
        except Exception as error:  # of a chunk that is none: each server has its own
            raise OSError(str(error)) from error
        return b"".join(pieces)

    def readline(self) -> bytes:
        """The next piece; lines mean nothing where Django asks for them, to throw them away."""
        return self.read(PIECE)

    def close(self) -> None:
        """Django closes what it has read to its end; what was read is the server's to close."""


def bound_body(request: HttpRequest, *, longest: int, end: bytes = b"") -> Body:
    """Let `request` be read up to `longest` bytes, whether it declares a length or not.

    Raises RequestError, before anything is read, where it declares more, or what is no length.
    """
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not (declared.isascii() and declared.isdigit()):
        raise bad_request("`Content-Length` is not a number.")
    if int(declared[:20]) > longest:
        refuse_length(longest)
    source: Any = vars(request)["_stream"]
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        source = request.META["wsgi.input"]
        request.META["CONTENT_LENGTH"] = str(longest)  # or Django reads nothing
    body = Body(source, longest=longest, end=end)
    vars(request)["_stream"] = body
    return body


def refuse_broken(body: Body, message: str) -> NoReturn:
    """Raise RequestError: the body broke off, as `message` says, or we broke it off."""
    if body.too_slow:
        raise bad_request("The request body arrived too slowly.", status=408)
    raise bad_request(message)


def refuse_length(longest: int) -> NoReturn:
    """Raise RequestError: the body is longer than this."""
    unit, name = (2**20, "MiB") if longest >= 2**20 else (2**10, "kB")
    raise bad_request(f"The body is longer than {longest // unit} {name}.", status=413)
