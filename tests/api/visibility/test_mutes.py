"""Who is muted is in no feed and no notification of the viewer, and all else is as it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.mutes.services import mute, unmute
from core.mutes.words import mute_word, unmute_word
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.statements import statements
from tests.worlds import put_back

from .sweep import seen_by
from .test_sweep import COSTS
from .world import make_world

pytestmark = pytest.mark.usefixtures("both_stores")

FEEDS = ("feed(first: 12, includeOwn: true)", "feedConnection(first: 12)")
NOTIFICATIONS = ("notifications(first: 30)", "notifications(unread: true, first: 30)", "unread")


def without_flags(found: Any) -> Any:
    """The same without what says that somebody is muted."""
    if isinstance(found, list):
        return [without_flags(each) for each in found]
    if isinstance(found, dict):
        own = ("viewerIsMuting", "mutedUntil")
        return {key: without_flags(each) for key, each in found.items() if key not in own}
    return found


def by_others(found: list[Any], role: str) -> list[Any]:
    return [each for each in found if each[role]["username"] != "eve"]


def test_a_mute_changes_the_feed_and_notifications_alone() -> None:
    world = put_back(make_world)
    before = {viewer: seen_by(world, viewer) for viewer in ("ann", "eve", "cat")}
    mute(viewer=world.users["ann"], person=world.users["eve"].pk)
    after = seen_by(world, "ann")
    for viewer in ("eve", "cat"):
        assert seen_by(world, viewer) == before[viewer], viewer
    old, new = without_flags(before["ann"]), without_flags(after)
    for root in old.keys() - {*FEEDS, *NOTIFICATIONS}:
        assert new[root] == old[root], root
    feed, connection = FEEDS
    assert new[feed] == by_others(old[feed], "author") != old[feed]
    expected = by_others(old[connection]["nodes"], "author")
    assert new[connection]["nodes"] == expected
    assert new[connection]["totalCount"] == len(expected)
    for root in NOTIFICATIONS[:2]:
        expected = by_others(old[root]["nodes"], "actor")
        assert new[root]["nodes"] == expected != old[root]["nodes"]
        assert new[root]["totalCount"] == len(expected)
    assert new["unread"] == new[NOTIFICATIONS[1]]["totalCount"] < old["unread"]

    unmute(viewer=world.users["ann"], person=world.users["eve"].pk)
    assert seen_by(world, "ann") == before["ann"]


def test_the_viewer_reads_whom_they_mute_and_until_when() -> None:
    world = put_back(make_world)
    ann, eve = GraphQLClient(world.users["ann"]), gid(world.users["eve"])
    fields = "user { username viewerIsMuting mutedUntil }"
    until = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for argument, expected in (("", None), (f', until: "{until}"', until)):
        done = ann.data(f'mutation {{ done: muteUser(id: "{eve}"{argument}) {{ {fields} }} }}')
        user = {"username": "eve", "viewerIsMuting": True, "mutedUntil": expected}
        assert done == {"done": {"user": user}}
    muted = "{ mutedUsers { totalCount nodes { username viewerIsMuting mutedUntil } } }"
    assert ann.data(muted) == {"mutedUsers": {"totalCount": 1, "nodes": [user]}}
    empty = {"mutedUsers": {"totalCount": 0, "nodes": []}}
    assert GraphQLClient(world.users["eve"]).data(muted) == empty
    done = ann.data(f'mutation {{ done: unmuteUser(username: "Eve") {{ {fields} }} }}')
    user = {"username": "eve", "viewerIsMuting": False, "mutedUntil": None}
    assert done == {"done": {"user": user}}
    assert ann.data(muted) == empty


def test_a_muted_word_changes_the_feed_alone() -> None:
    world = put_back(make_world)
    before = {viewer: seen_by(world, viewer) for viewer in ("ann", "cat")}
    word = mute_word(viewer=world.users["ann"], text="EVE")
    after = seen_by(world, "ann")
    assert seen_by(world, "cat") == before["cat"]
    feed, connection = FEEDS
    for root in before["ann"].keys() - {*FEEDS}:
        assert after[root] == before["ann"][root], root
    assert after[feed] == without_eve(before["ann"][feed]) != before["ann"][feed]
    assert after[connection]["nodes"] == without_eve(before["ann"][connection]["nodes"])
    assert after[connection]["totalCount"] is None
    unmute_word(viewer=world.users["ann"], word=word.pk)
    assert seen_by(world, "ann") == before["ann"]


def without_eve(posts: list[Any]) -> list[Any]:
    """Those posts whose text does not have the word."""
    return [post for post in posts if "eve" not in post["content"].lower().split()]


def test_the_viewer_reads_which_words_they_mute_and_until_when() -> None:
    world = put_back(make_world)
    ann, eve = GraphQLClient(world.users["ann"]), GraphQLClient(world.users["eve"])
    until = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    words = []
    for text, argument, expected in (
        ("Big News", "", None),
        ("big news", f', until: "{until}"', until),
    ):
        done = ann.data(
            f'mutation {{ muteWord(text: "{text}"{argument}) {{ mutedWord {{ id text until }} }} }}'
        )
        word = done["muteWord"]["mutedWord"]
        assert (word["text"], word["until"]) == (text, expected)
        words.append(word["id"])
    assert words[0] == words[1]
    muted = "{ mutedWords { totalCount nodes { id text until } } }"
    assert ann.data(muted) == {"mutedWords": {"totalCount": 1, "nodes": [word]}}
    empty = {"mutedWords": {"totalCount": 0, "nodes": []}}
    assert eve.data(muted) == empty
    node = f'{{ node(id: "{words[0]}") {{ ... on MutedWord {{ text }} }} }}'
    assert ann.data(node) == {"node": {"text": "big news"}}
    assert eve.data(node) == {"node": None}
    done = ann.data(f'mutation {{ unmuteWord(id: "{words[0]}") {{ id }} }}')
    assert done == {"unmuteWord": {"id": words[0]}}
    assert ann.data(muted) == empty


def test_a_mute_costs_no_statement() -> None:
    world = put_back(make_world)
    mute(viewer=world.users["ann"], person=world.users["eve"].pk)
    mute_word(viewer=world.users["ann"], text="spoiler")
    client = GraphQLClient(world.users["ann"])
    # The weights of suggestions are read once a minute.
    client.data("{ followSuggestions { score } }")
    for query, expected in COSTS.items():
        with statements() as sql, recorded_statements() as cypher:
            client.data(query)
        assert (len(sql), len(cypher)) == expected, query
