"""One child process that makes pictures, and a bounded number of requests that wait for it."""

import logging
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext

from core.common import turns
from core.common.errors import Overloaded
from core.common.fair_threads import lent
from core.common.turns import Places

from .child_process import ChildProcess, Failed, NotStarted
from .errors import InvalidImage
from .limits import LIMITS, Limits
from .processed import ProcessedImage
from .rules import ImageRules

logger = logging.getLogger(__name__)

# Requests with pictures of one process, of which one has a picture in the works; and those of one
# person among them, so that nobody takes all places.
MAX_PLACES = 6
MAX_PLACES_EACH = 2
# Seconds after which a picture that was not begun is given up.
MAX_WAIT = 30.0
# What a child leaks, and how its heap is torn, ends with it.
MAX_PICTURES = 200
BUSY = "Too many images are being processed. Try again in a moment."
RETRY_AFTER = 3


def busy() -> Overloaded:
    """Return the error for a request that found no place."""
    return Overloaded(BUSY, RETRY_AFTER)


class Pool:
    """The child of this process, started with the first picture, and the places before it.

    One child, so that one picture at a time takes memory; one thread that talks to it, which
    lasts, because the child ends with the thread that started it.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._child: ChildProcess | None = None
        self.reset()

    def reset(self) -> None:
        """Begin again, in a fork: threads and child are those of the process before."""
        if self._child is not None:
            self._child.forget()
            self._child = None
        self._thread = ThreadPoolExecutor(1, "pictures")
        self._places = Places(MAX_PLACES, each=MAX_PLACES_EACH)

    @contextmanager
    def place(self, person: int | None = None) -> Iterator[None]:
        """Hold a place for the pictures of one request. Raises Overloaded when all are taken.

        `person` is whom the places are counted for; None is nobody, who may take all.
        """
        whose = nullcontext() if person is None else turns.of(f"user {person}")
        with whose, self._places.one() as is_free:
            if not is_free:
                raise busy()
            yield

    def process(self, content: bytes, rules: ImageRules) -> ProcessedImage:
        """Return what the child makes of an upload, after those before it.

        Bounded by MAX_WAIT, the seconds for one picture, and those for one start. Raises
        InvalidImage, and Overloaded where it was not begun.
        """
        picture = self._thread.submit(self._process, content, rules)
        with lent():
            wait([picture], MAX_WAIT)
            if picture.cancel():
                raise busy()
            return picture.result()

    def end(self) -> None:
        """End the child, once it is idle; the next picture starts another one."""
        self._thread.submit(self._end).result()

    @property
    def is_working(self) -> bool:
        """Return whether the child has the last upload that it was sent, whole."""
        return self._child is not None and self._child.is_asked

    @property
    def pid(self) -> int | None:
        """Return the number of the child, if there is one."""
        return None if self._child is None else self._child.pid

    def _process(self, content: bytes, rules: ImageRules) -> ProcessedImage:
        try:
            try:
                return self._ready().process(content, rules)
            except NotStarted:
                self._end()  # somebody else ended it since
                return self._ready().process(content, rules)
        except NotStarted as error:
            self._end()
            logger.error("The process that makes pictures does not start: %s", error)
            raise busy() from error
        except Failed as failure:
            self._end()
            logger.warning("A picture could not be processed. %s", failure)
            raise InvalidImage("The image could not be processed.") from failure

    def _ready(self) -> ChildProcess:
        child = self._child
        if child is not None and (not child.lives() or child.pictures >= MAX_PICTURES):
            self._end()
            child = None
        if child is None:
            child = self._child = ChildProcess(self._limits)
        return child

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


pool = Pool()
os.register_at_fork(after_in_child=pool.reset)
