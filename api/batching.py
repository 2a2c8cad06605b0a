"""Batch loaders for synchronous execution: they fetch what was announced, in one go.

GraphQL asks for nested fields row by row. When a list arrives, its keys are announced; the first
row that needs a nested field fetches it for every announced key, the other rows find it there.
So the number of statements of an operation does not depend on how many rows it returns.

What is found can be announced in turn: the followers of twenty people are two thousand people. A
batch that `expands` the answer in this way is asked only for the rows of the list that the row at
hand stands in, or `followers` under a second name would fetch the followers of all two thousand.

All of this belongs to one request, which one thread executes: nothing is shared between threads.
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
"""Where in the answer something stands: the names on the way to it, without places in lists."""


class Queued(Generic[K]):
    """The keys of one kind that an operation is about to ask about, oldest announcement first."""

    __slots__ = ("_by_place", "_known", "keys")

    def __init__(self) -> None:
        self.keys: list[K] = []
        self._known: set[K] = set()
        self._by_place: dict[ResponsePath, dict[K, None]] = {}

    def around(self, place: ResponsePath) -> Iterable[K]:
        """The keys of the innermost list that `place` is in."""
        for length in range(len(place) - 1, -1, -1):
            if (keys := self._by_place.get(place[:length])) is not None:
                return keys
        return ()

    def add(self, keys: Iterable[K], place: ResponsePath = ()) -> None:
        """Add the keys, which stand at `place`."""
        here = self._by_place.setdefault(place, {})
        for key in keys:
            here[key] = None
            if key not in self._known:
                self._known.add(key)
                self.keys.append(key)


class Loader(Generic[K, V]):
    """Values by key, fetched in batches of at most `size` keys and kept.

    `batch` takes keys, each at most once, and gives the values it has; a key that it leaves out
    has the value `default`. What `batch` raises is raised by each load of each key it was asked
    for, and it is not asked again for them: a store that is away is waited for once.
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
        """Say which keys will be asked for, so that the next load fetches them together."""
        self._queued.add(keys, place)

    def load(self, key: K, place: ResponsePath | None = None) -> V:
        """The value of `key`; every announced key is fetched along with it.

        With a place only the keys of the innermost list around it are.
        """
        if key not in self._values:
            if key not in self._failures:
                self._fetch([key, *(self._fresh() if place is None else self._around(place))])
            if key in self._failures:
                error, traceback = self._failures[key]
                raise error.with_traceback(traceback)  # or it would grow with each load
        return self._values[key]

    def prime(self, key: K, value: V) -> None:
        """Keep a value that is known already; one that was loaded before stays."""
        self._values.setdefault(key, value)

    def fetch(self, keys: Sequence[K]) -> None:
        """Have these keys ready, and no others."""
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
            except Exception as error:  # noqa: BLE001 - kept, and raised by each load of these keys
                failure = (error, error.__traceback__)
                self._failures.update(dict.fromkeys(wanted[start:], failure))
                return
            for each in chunk:
                self._values[each] = found.get(each, self._default)


class Loaders:
    """The loaders of one request, and the keys announced in it by kind (`"Post"`, `"User"`)."""

    __slots__ = ("_context", "_loaders", "_path", "_queued")

    def __init__(self, context: "Context") -> None:
        self._context = context
        self._queued: dict[str, Queued[Any]] = {}
        self._loaders: dict[Any, Loader[Any, Any]] = {}
        self._path: Path | None = None

    def enter(self, info: GraphQLResolveInfo) -> None:
        """Say which field is being resolved: what is announced from now on stands there."""
        self._path = info.path

    @property
    def place(self) -> ResponsePath:
        """Where the field stands that was entered last."""
        names = []
        path = self._path
        while path is not None:
            if isinstance(path.key, str):
                names.append(path.key)
            path = path.prev
        return tuple(reversed(names))

    def enqueue(self, kind: str, keys: Iterable[Any]) -> None:
        """Say that objects of this kind are part of the answer; all loaders of it will know."""
        self._of_kind(kind).add(keys, self.place)

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
    """A batch function and how to load from it; made by the decorator `batch`."""

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
        """The value of `key`. What follows goes to the batch function and must be hashable.

        For a batch that expands the answer, use `load_scoped`.
        """
        if self.expands:
            raise TypeError(f"{self.function.__name__} needs the field's path: use load_scoped.")
        return context.loaders.get(self, args, kwargs).load(key)

    def load_scoped(self, info: GraphQLResolveInfo, key: K, *args: P.args, **kwargs: P.kwargs) -> V:
        """As `load`, for the field that is being resolved; of a batch that widens the answer."""
        loaders: Loaders = info.context.loaders
        loaders.enter(info)
        return loaders.get(self, args, kwargs).load(key, loaders.place)

    def load_first(self, context: "Context", key: K, *args: P.args, **kwargs: P.kwargs) -> V:
        """As `load`, for what an answer begins with, before any field of it is resolved."""
        return context.loaders.get(self, args, kwargs).load(key, ())

    def load_many(
        self, info: GraphQLResolveInfo, keys: Sequence[K], *args: P.args, **kwargs: P.kwargs
    ) -> list[V]:
        """The values of `keys`, in their order, for the field that is being resolved."""
        loaders: Loaders = info.context.loaders
        loaders.enter(info)
        loader = loaders.get(self, args, kwargs)
        loader.enqueue(keys, loaders.place)
        loader.fetch(keys)
        return [loader.load(key) for key in keys]

    def prime(
        self, context: "Context", key: K, value: V, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Keep a value that is known already."""
        context.loaders.get(self, args, kwargs).prime(key, value)


def batch(
    kind: str, *, default: D, size: int = BATCH_SIZE, expands: bool = False
) -> Callable[
    [Callable[Concatenate["Context", Sequence[K], P], Mapping[K, V]]], Batch[K, V | D, P]
]:
    """Make a function that reads many keys at once loadable, one key at a time.

    The function takes the context and keys of objects of `kind` (and arguments of its own), and
    gives values by key; `default` stands for a key it leaves out, and is shared: nothing mutable.
    One that announces what it finds `expands` the answer.
    """

    def decorate(
        function: Callable[Concatenate["Context", Sequence[K], P], Mapping[K, V]],
    ) -> Batch[K, V | D, P]:
        return Batch(function, kind, default, size, expands)

    return decorate
