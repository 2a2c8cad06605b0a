"""Batch loaders for synchronous execution: enqueued keys are fetched together.

GraphQL resolves nested fields row by row. When a list is read, its keys are enqueued. The first row
that resolves a nested field fetches it for every enqueued key; the other rows find it loaded. So
the number of statements of an operation does not depend on the number of rows.

What a batch finds can be enqueued in turn: 20 users can have 2,000 followers. A batch that
`expands` the response in this way fetches only for the rows of the innermost list around the
current row. Otherwise `followers` under a second alias would fetch the followers of all 2,000.

Loaders belong to one request, which one thread executes. Nothing is shared between threads. They
are emptied before and after the resolver of each mutation field (`serial.py`), but for what its
write has shown, which is kept for the fields below it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from graphql import GraphQLResolveInfo
from graphql.pyutils import Path

if TYPE_CHECKING:
    from api.context import Context

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")
P = ParamSpec("P")

BATCH_SIZE = 1_000

ResponsePath = tuple[str, ...]
"""The response names from the root to a field, without list indexes."""


class Queued(Generic[K]):
    """The enqueued keys of one kind, in the order in which they were enqueued.

    They are taken out of what was enqueued when a loader asks: most operations ask nothing more
    of most documents in them.
    """

    __slots__ = ("_by_place", "_keys", "_known", "_waiting")

    def __init__(self) -> None:
        self._keys: list[K] = []
        self._known: set[K] = set()
        self._by_place: dict[ResponsePath, dict[K, None]] = {}
        self._waiting: list[tuple[Iterable[K], ResponsePath]] = []

    @property
    def keys(self) -> list[K]:
        """Return all of them, each once."""
        self._take()
        return self._keys

    def around(self, place: ResponsePath) -> Iterable[K]:
        """Return the keys of the innermost list around `place`."""
        self._take()
        for length in range(len(place) - 1, -1, -1):
            if (keys := self._by_place.get(place[:length])) is not None:
                return keys
        return ()

    def add(self, keys: Iterable[K], place: ResponsePath = ()) -> None:
        """Add the keys, found at `place`; they are read later, once."""
        self._waiting.append((keys, place))

    def _take(self) -> None:
        waiting, self._waiting = self._waiting, []
        for keys, place in waiting:
            here = self._by_place.setdefault(place, {})
            for key in keys:
                here[key] = None
                if key not in self._known:
                    self._known.add(key)
                    self._keys.append(key)


class Loader(Generic[K, V]):
    """Values by key, fetched in batches of at most `size` keys and kept.

    `batch` takes distinct keys and returns the values it finds; a missing key has the value
    `default`. An exception of `batch` is raised by every load of these keys, and `batch` is not
    called for them again: an unavailable store costs one timeout.
    """

    __slots__ = ("_batch", "_default", "_failures", "_queued", "_seen", "_size", "_values")

    def __init__(
        self,
        batch: Callable[[Sequence[K]], Mapping[K, V]],
        *,
        default: V,
        queued: Queued[K] | None = None,
        size: int = BATCH_SIZE,
    ) -> None:
        self._batch = batch
        self._default = default
        self._queued = queued if queued is not None else Queued[K]()
        self._seen = 0
        self._size = size
        self._values: dict[K, V] = {}
        self._failures: dict[K, tuple[Exception, TracebackType | None]] = {}

    def enqueue(self, keys: Iterable[K], place: ResponsePath = ()) -> None:
        """Add keys to the next batch."""
        self._queued.add(keys, place)

    def load(self, key: K, place: ResponsePath | None = None) -> V:
        """Return the value of `key`, fetching every enqueued key with it.

        With `place`, fetch only the keys of the innermost list around it.
        """
        if key not in self._values:
            if key not in self._failures:
                self._fetch([key, *(self._fresh() if place is None else self._around(place))])
            if key in self._failures:
                error, traceback = self._failures[key]
                raise error.with_traceback(traceback)  # without it, the traceback grows
        return self._values[key]

    def has(self, key: K) -> bool:
        """Return whether the value is loaded."""
        return key in self._values

    def prime(self, key: K, value: V) -> None:
        """Keep a known value, unless the key is already loaded."""
        self._values.setdefault(key, value)

    def fetch(self, keys: Sequence[K]) -> None:
        """Fetch these keys and no others."""
        self._fetch(keys)

    def _fresh(self) -> list[K]:
        fresh = self._queued.keys[self._seen :]
        self._seen += len(fresh)
        return fresh

    def _around(self, place: ResponsePath) -> Iterable[K]:
        return self._queued.around(place)

    def _fetch(self, keys: Sequence[K]) -> None:
        wanted = [
            each
            for each in dict.fromkeys(keys)
            if each not in self._values and each not in self._failures
        ]
        for start in range(0, len(wanted), self._size):
            chunk = wanted[start : start + self._size]
            try:
                found = self._batch(chunk)
            except Exception as error:  # noqa: BLE001 - raised by each load of these keys
                failure = (error, error.__traceback__)
                self._failures.update(dict.fromkeys(wanted[start:], failure))
                return
            for each in chunk:
                self._values[each] = found.get(each, self._default)


class Loaders:
    """The loaders of one request, and its enqueued keys by kind (`"Post"`, `"User"`)."""

    __slots__ = ("_context", "_kept", "_loaders", "_path", "_queued")

    def __init__(self, context: "Context") -> None:
        self._context = context
        self._queued: dict[str, Queued[Any]] = {}
        self._loaders: dict[Any, Loader[Any, Any]] = {}
        self._path: Path | None = None
        self._kept: list[Callable[[], None]] = []

    def clear(self) -> None:
        """Forget every value, failure and enqueued key: a write may have changed them.

        What was handed to `keep` since the last time is known then, and forgotten the next time.
        """
        self._queued.clear()
        self._loaders.clear()
        kept, self._kept = self._kept, []
        for prime in kept:
            prime()

    def keep(self, prime: Callable[[], None]) -> None:
        """Prime a loader after the next `clear`."""
        self._kept.append(prime)

    def enter(self, info: GraphQLResolveInfo) -> None:
        """Set the field being resolved: keys enqueued from now on are recorded at its path."""
        self._path = info.path

    @property
    def place(self) -> ResponsePath:
        """Return the path of the field entered last."""
        names = []
        path = self._path
        while path is not None:
            if isinstance(path.key, str):
                names.append(path.key)
            path = path.prev
        return tuple(reversed(names))

    def enqueue(self, kind: str, keys: Iterable[Any]) -> None:
        """Add keys for all loaders of this kind, at the path of the field entered last.

        They are read when a loader of this kind asks, if one does.
        """
        self._of_kind(kind).add(keys, self.place)

    def get(
        self, batch: "Batch[K, V, P]", args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Loader[K, V]:
        """Return the loader of `batch` with these arguments."""
        identity = (batch, args, *kwargs.items()) if args or kwargs else batch
        loader = self._loaders.get(identity)
        if loader is None:
            context = self._context
            loader = self._loaders[identity] = Loader(
                lambda keys: batch.function(context, keys, *args, **kwargs),
                default=batch.default,
                queued=self._of_kind(batch.kind),
                size=batch.size,
            )
        return loader

    def _of_kind(self, kind: str) -> Queued[Any]:
        queued = self._queued.get(kind)
        if queued is None:
            queued = self._queued[kind] = Queued()
        return queued


class Batch(Generic[K, V, P]):
    """A batch function and how to load from it; created by the decorator `batch`."""

    __slots__ = ("default", "expands", "function", "kind", "size")

    def __init__(
        self,
        function: Callable[Concatenate["Context", Sequence[K], P], Mapping[K, Any]],
        kind: str,
        default: V,
        size: int,
        expands: bool,
    ) -> None:
        self.function = function
        self.kind = kind
        self.default = default
        self.size = size
        self.expands = expands

    def load(self, context: "Context", key: K, *args: P.args, **kwargs: P.kwargs) -> V:
        """Return the value of `key`. Further arguments go to the batch function; hashable.

        Raises TypeError for a batch that `expands`; use `load_scoped` for it.
        """
        if self.expands:
            raise TypeError(f"{self.function.__name__} needs the field's path: use load_scoped.")
        return context.loaders.get(self, args, kwargs).load(key)

    def load_scoped(self, info: GraphQLResolveInfo, key: K, *args: P.args, **kwargs: P.kwargs) -> V:
        """Return the value of `key`, fetched with the keys of the list around the field."""
        loaders: Loaders = info.context.loaders
        loader = loaders.get(self, args, kwargs)
        if loader.has(key):
            return loader.load(key)
        loaders.enter(info)
        return loader.load(key, loaders.place)

    def load_first(self, context: "Context", key: K, *args: P.args, **kwargs: P.kwargs) -> V:
        """Return the value of `key` before any field is resolved."""
        return context.loaders.get(self, args, kwargs).load(key, ())

    def load_many(
        self, info: GraphQLResolveInfo, keys: Sequence[K], *args: P.args, **kwargs: P.kwargs
    ) -> list[V]:
        """Return the values of `keys`, in order, for the field being resolved."""
        loaders: Loaders = info.context.loaders
        loaders.enter(info)
        loader = loaders.get(self, args, kwargs)
        loader.enqueue(keys, loaders.place)
        loader.fetch(keys)
        return [loader.load(key) for key in keys]

    def prime(
        self, context: "Context", key: K, value: V, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Keep a known value."""
        context.loaders.get(self, args, kwargs).prime(key, value)

    def prime_after_write(
        self, context: "Context", key: K, value: V, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Keep a value that a write has shown for the fields below the mutation field."""
        context.loaders.keep(lambda: self.prime(context, key, value, *args, **kwargs))


def batch(
    kind: str, *, default: D, size: int = BATCH_SIZE, expands: bool = False
) -> Callable[
    [Callable[Concatenate["Context", Sequence[K], P], Mapping[K, V]]], Batch[K, V | D, P]
]:
    """Return a decorator that makes a batch function loadable one key at a time.

    The function takes the context, keys of objects of `kind` and its own arguments, and returns
    values by key. `default` is the value of a missing key; it is shared, so it must be immutable.
    `expands` marks a function that enqueues what it finds.
    """

    def decorate(
        function: Callable[Concatenate["Context", Sequence[K], P], Mapping[K, V]],
    ) -> Batch[K, V | D, P]:
        return Batch(function, kind, default, size, expands)

    return decorate
