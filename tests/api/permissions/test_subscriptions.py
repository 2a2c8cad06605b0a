"""Every subscription, really opened by every kind of person at a running server."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from graphql import get_named_type

from core.services.comments import create_comment
from core.services.follows import follow
from core.services.posts import create_post
from tests.factories import make_user
from tests.journeys.server import Instance
from tests.live.events import EventSource

from .asking import SCHEMA, outcome, selected, worded
from .people import Kind, Scene, fingerprint
from .table import OK, SILENT, SUBSCRIPTIONS

KINDS = list(Kind)


@pytest.fixture(scope="module")
def instance(installed: None, media: Path) -> Iterator[Instance]:
    instance = Instance(media)
    instance.start()
    yield instance
    instance.stop()


def opened(instance: Instance, stage: Scene, kind: Kind, name: str) -> EventSource:
    assert SCHEMA.subscription_type is not None
    told = get_named_type(SCHEMA.subscription_type.fields[name].type).name
    selection = SUBSCRIPTIONS[name][0].replace("FIELDS", selected(told))
    query, variables = worded(stage, kind, selection, operation="subscription")
    token = stage.tokens.get(kind, "")
    source = EventSource(instance.port, query, token, variables=variables)
    source.opened_or_over()
    return source


def first(source: EventSource, name: str) -> tuple[str, dict[str, str]]:
    """What becomes of the next event, and of each field of it."""
    answer = source.next().data
    fields = (answer.get("data") or {}).get(name) or {}
    return outcome(answer, (name,)), {each: outcome(answer, (name, each)) for each in fields}


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_subscriptions(instance: Instance, stage: Scene, kept: list[Scene], name: str) -> None:
    row = SUBSCRIPTIONS[name][1]
    before = fingerprint()
    with ExitStack() as stack:
        sources = {kind: stack.enter_context(opened(instance, stage, kind, name)) for kind in KINDS}
        refused = [kind for kind in KINDS if row.of(kind) not in (OK, SILENT)]
        for kind in refused:
            assert first(sources[kind], name) == (row.of(kind), {})
        assert fingerprint() == before

        kept.clear()
        create_post(author=stage.fan, content="News.")
        create_comment(author=stage.fan, post=stage.post.pk, content="Look again.")
        for kind in (kind for kind in KINDS if row.of(kind) == OK):
            told, fields = first(sources[kind], name)
            assert (told, set(fields.values())) == (OK, {OK})
        assert_silent(stage, {k: sources[k] for k in KINDS if row.of(k) == SILENT})


def assert_silent(stage: Scene, sources: dict[Kind, EventSource]) -> None:
    """Nothing came: the first that comes is what happens to themselves now."""
    if not sources:
        return
    newcomer = make_user("newcomer")
    for kind, source in sources.items():
        follow(follower=newcomer, followee=stage.users[kind].pk)
        received = source.data()["notificationReceived"]
        assert received["unreadNotificationsCount"] == 1 + (kind is Kind.STRANGER)
        assert received["notification"] == {"__typename": "Notification"}
        assert list(source.events) == []
