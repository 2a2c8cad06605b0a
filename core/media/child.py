"""The program of a child that makes pictures: `python -m core.media.child PARENT MEGABYTES`.

Its standard input is a socket, on which it gets one upload after the other. It ends with that
socket, or at once with the process PARENT; and it is ended, by its own limits or by its parent,
when a picture takes more than is allowed. It has neither settings nor secrets, and says nothing:
what Pillow thinks of a file is of no use to anybody, and a hostile one can make it say megabytes.
"""

import logging
import os
import socket
import sys
import traceback
import warnings
from dataclasses import asdict
from typing import Any

from .errors import InvalidImage
from .messages import receive, send
from .processed import ProcessedImage
from .render import render, warm_up
from .rules import ImageRules
from .sandbox import bounded_time, confine

MAX_TRACEBACK = 4_000
_BLOBS = ("large", "small")


def main(parent: int, megabytes: int) -> None:
    """Serve until the socket ends."""
    logging.disable()
    warnings.simplefilter("ignore")
    channel = socket.socket(fileno=0)
    warm_up()
    confine(parent, megabytes)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    send(channel, {"ready": True})
    while True:
        try:
            request, content = receive(channel)
            send(channel, {"begun": True})
        except (EOFError, OSError):
            return
        with bounded_time(request["seconds"], request["cpu_seconds"]):
            facts, blob, is_spent = _answer(ImageRules(**request["rules"]), content)
        del content
        send(channel, facts, blob)
        if is_spent:
            return


def _answer(rules: ImageRules, content: bytes) -> tuple[dict[str, Any], bytes, bool]:
    """Return the answer, and whether this process must not be used again."""
    try:
        return *_packed(render(content, rules)), False
    except InvalidImage as error:
        return {"refused": error.message}, b"", False
    except MemoryError:
        return {"failed": "It took too much memory."}, b"", True
    except Exception:  # noqa: BLE001 - the parent logs it
        return {"failed": traceback.format_exc()[-MAX_TRACEBACK:]}, b"", True


def _packed(image: ProcessedImage) -> tuple[dict[str, Any], bytes]:
    facts = asdict(image)
    large, small = (facts.pop(name) for name in _BLOBS)
    return {"image": facts, "large": len(large)}, large + small


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
