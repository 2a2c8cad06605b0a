"""Batch loaders for synchronous execution: they fetch what was announced, in one go.

GraphQL asks for nested fields row by row. When a list arrives, its keys are announced; the first
row that needs a nested field fetches it for every announced key, the other rows find it there.
So the number of statements of an operation does not depend on how many rows it returns.

All of this belongs to one request, which one thread executes: nothing is shared between threads.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from .context import Context

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")
P = ParamSpec("P")

BATCH_SIZE = 1_000


class Announced(Generic[K]):
    """The keys of one kind that an operation is about to ask about, oldest announcement first."""

    __slots__ = ("_known", "keys")

    def __init__(self) -> None:
        self.keys: list[K] = []
        self._known: set[K] = set()

    def add(self, keys: Iterable[K]) -> None:
        """Add the keys that are new."""
        for key in keys:
            if key not in self._known:
                self._known.add(key)
                self.keys.append(key)


class Loader(Generic[K, V]):
    """Values by key, fetched in batches of at most `size` keys and kept.

    `batch` takes keys, each at most once, and gives the values it has; a key that it leaves out
    has the value `default`. What `batch` raises is raised by each load of each key it was asked
    for, and it is not asked again for them: a store that is away is waited for once.
    """

    __slots__ = ("_announced", "_batch", "_default", "_failures", "_seen", "_size", "_values")

    def __init__(
        self,
        batch: Callable[[Sequence[K]], Mapping[K, V]],
        *,
        default: V,
        announced: Announced[K] | None = None,
        size: int = BATCH_SIZE,
    ) -> None:
        self._batch = batch
        self._default = default
        self._announced = announced if announced is not None else Announced[K]()
        self._seen = 0
        self._size = size
        self._values: dict[K, V] = {}
        self._failures: dict[K, tuple[Exception, TracebackType | None]] = {}

    def announce(self, keys: Iterable[K]) -> None:
        """Say which keys will be asked for, so that the next load fetches them together."""
        self._announced.add(keys)

    def load(self, key: K) -> V:
        """The value of `key`; every announced key is fetched along with it."""
        if key not in self._values:
            if key not in self._failures:
                self._fetch(key)
            if key in self._failures:
                error, traceback = self._failures[key]
                raise error.with_traceback(traceback)  # or it would grow with each load
        return self._values[key]

    def load_many(self, keys: Sequence[K]) -> list[V]:
        """The values of `keys`, in their order."""
        self.announce(keys)
        return [self.load(key) for key in keys]

    def prime(self, key: K, value: V) -> None:
        """Keep a value that is known already; one that was loaded before stays."""
        self._values.setdefault(key, value)

    def _fetch(self, key: K) -> None:
        announced = self._announced.keys
        fresh = announced[self._seen :]
        self._seen = len(announced)
        wanted = [
            each
            for each in dict.fromkeys([key, *fresh])
            if each not in self._values and each not in self._failures
        ]
        for start in range(0, len(wanted), self._size):
            chunk = wanted[start : start + self._size]
            try:
                found = self._batch(chunk)
            except Exception as error:  # noqa: BLE001 - kept, and raised by each load of these keys
                failure = (error, error.__traceback__)
                self._failures.update(dict.fromkeys(wanted[start:], failure))
                return
            for each in chunk:
                self._values[each] = found.get(each, self._default)


class Loaders:
    """The loaders of one request, and the keys announced in it by kind (`"Post"`, `"User"`)."""

    __slots__ = ("_announced", "_context", "_loaders")

    def __init__(self, context: "Context") -> None:
        self._context = context
        self._announced: dict[str, Announced[Any]] = {}
        self._loaders: dict[Any, Loader[Any, Any]] = {}

    def announce(self, kind: str, keys: Iterable[Any]) -> None:
        """Say that objects of this kind are part of the answer; all loaders of it will know."""
        self._of_kind(kind).add(keys)

    def get(
        self, batch: "Batch[K, V, P]", args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Loader[K, V]:
        """The loader of `batch` with these arguments."""
        identity = (batch, args, *kwargs.items()) if args or kwargs else batch
        loader = self._loaders.get(identity)
        if loader is None:
            context = self._context
            loader = self._loaders[identity] = Loader(
                lambda keys: batch.function(context, keys, *args, **kwargs),
                default=batch.default,
                announced=self._of_kind(batch.kind),
                size=batch.size,
            )
        return loader

    def _of_kind(self, kind: str) -> Announced[Any]:
        announced = self._announced.get(kind)
        if announced is None:
            announced = self._announced[kind] = Announced()
        return announced


class Batch(Generic[K, V, P]):
    """A batch function and how to load from it; made by the decorator `batch`."""

    __slots__ = ("default", "function", "kind", "size")

    def __init__(
        self,
        function: Callable[Concatenate["Context", Sequence[K], P], Mapping[K, Any]],
        kind: str,
        default: V,
        size: int,
    ) -> None:
        self.function = function
        self.kind = kind
        self.default = default
        self.size = size

    def load(self, context: "Context", key: K, *args: P.args, **kwargs: P.kwargs) -> V:
        """The value of `key`. What follows goes to the batch function and must be hashable."""
        return context.loaders.get(self, args, kwargs).load(key)

    def load_many(
        self, context: "Context", keys: Sequence[K], *args: P.args, **kwargs: P.kwargs
    ) -> list[V]:
        """The values of `keys`, in their order."""
        return context.loaders.get(self, args, kwargs).load_many(keys)

    def prime(
        self, context: "Context", key: K, value: V, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Keep a value that is known already."""
        context.loaders.get(self, args, kwargs).prime(key, value)


def batch(
    kind: str, *, default: D, size: int = BATCH_SIZE
) -> Callable[
    [Callable[Concatenate["Context", Sequence[K], P], Mapping[K, V]]], Batch[K, V | D, P]
]:
    """Make a function that reads many keys at once loadable, one key at a time.

    The function takes the context and keys of objects of `kind` (and arguments of its own), and
    gives values by key; `default` stands for a key it leaves out, and is shared: nothing mutable.
    """

    def decorate(
        function: Callable[Concatenate["Context", Sequence[K], P], Mapping[K, V]],
    ) -> Batch[K, V | D, P]:
        return Batch(function, kind, default, size)

    return decorate
