"""Loaders ask once for all that was announced."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from graphql.pyutils import Path

from api.batching import Loader, batch
from api.context import Context


class Squares:
    """A batch function that notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, keys: Sequence[int]) -> Mapping[int, int]:
        self.asked.append(list(keys))
        return {key: key * key for key in keys if key < 100}


@pytest.fixture
def context() -> Context:
    return Context(RequestFactory().post("/graphql/"), "request-1")


def at(context: Context, *path: str | int) -> Any:
    """What a resolver of the field at this path is given."""
    whole: Path | None = None
    for step in path:
        whole = Path(whole, step, None)
    return SimpleNamespace(context=context, path=whole)


def test_the_first_load_fetches_all_announced_keys() -> None:
    squares = Squares()
    loader = Loader(squares, default=0)
    loader.enqueue([1, 2, 3, 2])

    assert [loader.load(key) for key in (2, 1, 3, 2)] == [4, 1, 9, 4]
    assert squares.asked == [[2, 1, 3]]


def test_a_missing_key_has_the_default_and_is_not_asked_for_again() -> None:
    squares = Squares()
    loader = Loader(squares, default=-1)

    loader.fetch([100, 5, 100])

    assert [loader.load(key) for key in (100, 5, 100)] == [-1, 25, -1]
    assert squares.asked == [[100, 5]]


def test_keys_announced_later_are_fetched_by_the_next_load() -> None:
    squares = Squares()
    loader = Loader(squares, default=0)
    loader.enqueue([1])
    loader.load(1)
    loader.enqueue([1, 2, 3])

    assert loader.load(3) == 9
    assert loader.load(2) == 4
    assert squares.asked == [[1], [3, 2]]


def test_a_primed_value_is_not_fetched_and_does_not_replace_a_loaded_one() -> None:
    squares = Squares()
    loader = Loader(squares, default=0)
    loader.prime(7, 700)
    loader.enqueue([7, 8])

    assert loader.load(8) == 64
    assert loader.load(7) == 700
    loader.prime(8, 800)
    assert loader.load(8) == 64
    assert squares.asked == [[8]]


def test_batches_are_cut_to_size() -> None:
    squares = Squares()
    loader = Loader(squares, default=0, size=2)

    loader.fetch([1, 2, 3, 4, 5])

    assert [loader.load(key) for key in (1, 2, 3, 4, 5)] == [1, 4, 9, 16, 25]
    assert squares.asked == [[1, 2], [3, 4], [5]]


def test_a_failure_reaches_each_key_of_its_batches_once_and_no_other() -> None:
    asked: list[list[int]] = []

    def unavailable_for_large(keys: Sequence[int]) -> Mapping[int, int]:
        asked.append(list(keys))
        if max(keys) > 2:
            raise ConnectionError("unavailable")
        return {key: key for key in keys}

    loader = Loader(unavailable_for_large, default=0, size=2)
    loader.enqueue([1, 2, 3, 4, 5, 6])

    assert loader.load(1) == 1
    assert loader.load(2) == 2
    for key in (3, 4, 5, 6, 3):
        with pytest.raises(ConnectionError, match="unavailable"):
            loader.load(key)
    assert asked == [[1, 2], [3, 4]]


def test_raising_a_failure_again_does_not_lengthen_its_traceback() -> None:
    def fail(keys: Sequence[int]) -> Mapping[int, int]:
        raise ConnectionError("unavailable")

    loader = Loader(fail, default=0)
    lengths = []
    for _ in range(3):
        with pytest.raises(ConnectionError) as caught:
            loader.load(1)
        lengths.append(len(caught.traceback))

    assert lengths[1] == lengths[2]


def test_all_loaders_of_a_kind_know_what_was_announced(context: Context) -> None:
    asked: list[tuple[str, list[int]]] = []

    @batch("Post", default=0)
    def likes(context: Context, ids: Sequence[int]) -> Mapping[int, int]:
        asked.append(("likes", list(ids)))
        return {}

    @batch("Post", default=())
    def first_comments(
        context: Context, ids: Sequence[int], first: int
    ) -> Mapping[int, tuple[str, ...]]:
        asked.append((f"first {first} comments", list(ids)))
        return dict.fromkeys(ids, ("hello",) * first)

    context.loaders.enqueue("Post", [1, 2])
    context.loaders.enqueue("User", [9])

    assert likes.load(context, 1) == 0
    assert first_comments.load(context, 2, first=1) == ("hello",)
    assert first_comments.load(context, 1, first=1) == ("hello",)
    assert first_comments.load(context, 1, first=2) == ("hello", "hello")
    assert likes.load_many(at(context, "nodes"), [2, 3]) == [0, 0]
    assert asked == [
        ("likes", [1, 2]),
        ("first 1 comments", [2, 1]),
        ("first 2 comments", [1, 2]),
        ("likes", [3]),
    ]


def test_a_batch_may_enqueue_keys_of_its_own_kind(context: Context) -> None:
    asked: list[list[int]] = []

    @batch("Comment", default=0)
    def parents(context: Context, ids: Sequence[int]) -> Mapping[int, int]:
        asked.append(list(ids))
        context.loaders.enqueue("Comment", [each + 10 for each in ids])
        return {each: each + 10 for each in ids}

    context.loaders.enqueue("Comment", [1, 2])

    assert parents.load(context, 1) == 11
    assert parents.load(context, 11) == 21
    assert asked == [[1, 2], [11, 12]]


def test_a_batch_that_expands_fetches_only_for_the_innermost_list(
    context: Context,
) -> None:
    asked: list[tuple[int, list[int]]] = []

    @batch("User", default=(), expands=True)
    def followers(
        context: Context, uids: Sequence[int], first: int
    ) -> Mapping[int, tuple[int, ...]]:
        asked.append((first, list(uids)))
        found = {uid: (uid * 10, uid * 10 + 1) for uid in uids}
        context.loaders.enqueue("User", [uid for each in found.values() for uid in each])
        return found

    context.loaders.enter(at(context, "users"))
    context.loaders.enqueue("User", [1, 2])
    for row, uid in enumerate((1, 2)):
        for name, first in (("a", 5), ("b", 6)):
            assert followers.load_scoped(
                at(context, "users", "nodes", row, name), uid, first=first
            ) == (uid * 10, uid * 10 + 1)
    for row, uid in enumerate((10, 11)):
        place = ("users", "nodes", 0, "a", "nodes", row, "followers")
        assert followers.load_scoped(at(context, *place), uid, first=7) == (uid * 10, uid * 10 + 1)

    # not of 10, 11, 20 and 21 with "b", nor of 1 and 2 with the followers of "a"
    assert asked == [(5, [1, 2]), (6, [1, 2]), (7, [10, 11, 20, 21])]


def test_a_row_that_nobody_enqueued_is_fetched_alone(context: Context) -> None:
    asked: list[list[int]] = []

    @batch("User", default=0, expands=True)
    def posts(context: Context, uids: Sequence[int]) -> Mapping[int, int]:
        asked.append(list(uids))
        return {}

    context.loaders.enter(at(context, "users"))
    context.loaders.enqueue("User", [1, 2])

    assert posts.load_scoped(at(context, "user", "posts"), 2) == 0
    assert asked == [[2]]


def test_a_batch_that_expands_needs_the_path_of_the_field(context: Context) -> None:
    @batch("User", default=0, expands=True)
    def posts(context: Context, uids: Sequence[int]) -> Mapping[int, int]:
        return {}

    with pytest.raises(TypeError, match="posts needs the field's path: use load_scoped"):
        posts.load(context, 1)


def test_what_a_write_has_shown_is_known_after_the_next_clear_and_not_after_another(
    context: Context,
) -> None:
    squares = Squares()

    @batch("Number", default=0)
    def square(context: Context, keys: Sequence[int]) -> Mapping[int, int]:
        return squares(keys)

    assert square.load(context, 7) == 49
    square.prime_after_write(context, 7, 700)
    assert square.load(context, 7) == 49
    context.loaders.clear()
    assert square.load(context, 7) == 700
    context.loaders.clear()
    assert square.load(context, 7) == 49
    assert squares.asked == [[7], [7]]
