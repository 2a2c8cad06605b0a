"""Every selector that returns documents takes a Viewer first."""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import core
from core.accounts.models import User
from core.comments.models import Comment
from core.notifications.models import Notification
from core.posts.models import Post, PostImage
from core.visibility import Viewer

DOCUMENTS = {User, Post, PostImage, Comment, Notification}
# What finds the viewer, and what belongs to a post that somebody was shown already.
BEFORE_THE_RULE = {"authenticated_user", "user_of_api_token", "user_of_digest", "images_of_posts"}
# They return numbers or none of ours, and count what a viewer may see.
COUNTS = {
    "count_feed", "count_notifications", "count_posts", "count_users",
    "counts_of_posts", "counts_of_users", "posts_with_edge_of", "count_bookmarks", "relations_to",
    "count_blocked", "blocked_among", "count_muted", "mutes_among", "counts_with_liked",
    "relations_with_counts", "count_history", "count_bulk_acts", "count_new",
}  # fmt: skip


def selectors() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of the `selectors` and `relations` of every package of core."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if module.name.rpartition(".")[2] not in ("selectors", "relations"):
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == module.name
                and not name.startswith("_")
            ):
                yield name, function


def mentions_documents(annotation: Any, seen: frozenset[Any] = frozenset()) -> bool:
    """Whether a document is in the type, or in a field of a class of ours in it."""
    if annotation in DOCUMENTS:
        return True
    inner = [*typing.get_args(annotation)]
    if inspect.isclass(annotation) and annotation.__module__.startswith("core."):
        if annotation in seen:
            return False
        inner += typing.get_type_hints(annotation).values()
    return any(mentions_documents(each, seen | {annotation}) for each in inner if each is not ...)


def takes_a_viewer_first(function: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(function).parameters), None)
    return first is not None and typing.get_type_hints(function)[first] is Viewer


@pytest.mark.complete
def test_whatever_returns_documents_takes_a_viewer_first() -> None:
    returning = {
        name: function
        for name, function in selectors()
        if mentions_documents(typing.get_type_hints(function)["return"])
    }
    assert len(returning) >= 15
    without = {name for name, each in returning.items() if not takes_a_viewer_first(each)}
    assert without == BEFORE_THE_RULE
    found = dict(selectors())
    counting = {name for name in found if name.startswith("count")}
    assert counting - COUNTS == set(), "Add it to COUNTS."
    assert {name for name in COUNTS if not takes_a_viewer_first(found[name])} == set()


def test_a_selector_that_does_not_is_found() -> None:
    def careless(uids: list[int]) -> dict[int, User]:
        return {}

    assert mentions_documents(typing.get_type_hints(careless)["return"])
    assert not takes_a_viewer_first(careless)
