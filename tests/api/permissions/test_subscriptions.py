"""Every subscription, really opened by every kind of person at a running server."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from graphql import get_named_type

from core.accounts.models import User
from core.accounts.sessions import end_all_sessions
from core.accounts.staff import change_person
from core.comments.services import create_comment
from core.follows.services import follow
from core.moderation.deletion import remove_account
from core.posts.services import create_post
from tests.everything import everything
from tests.factories import make_user
from tests.journeys.server import Instance, running
from tests.realtime.events import EventSource, ServerEvent

from .asking import SCHEMA, outcome, selected, worded
from .people import Kind, Scene
from .table import OK, SENT, SILENT, SUBSCRIPTIONS

KINDS = list(Kind)
OVER = ServerEvent("complete", "", None)
ENDINGS: dict[str, Callable[[User], object]] = {
    "suspended": lambda who: change_person(person=who.pk, is_active=False),
    "deleted": remove_account,
    "signed out everywhere": end_all_sessions,
}


class Happening(NamedTuple):
    """What concerns the owner, then an event for all who may subscribe.

    `field` of an event shows which of the two it is, by having `first` or `second` in it.
    """

    concerns_owner: Callable[[Scene], object]
    concerns_all: Callable[[Scene], object]
    field: str
    first: Mapping[str, str]
    second: Mapping[str, str]


def comment(stage: Scene, content: str) -> None:
    create_comment(author=stage.fan, post=stage.post.pk, content=content)


def post_for_the_owner(stage: Scene) -> None:
    author = make_user("author")
    follow(follower=stage.users[Kind.OWNER], followee=author.pk)
    create_post(author=author, content="News.")


def follows_of_all(stage: Scene) -> None:
    newcomer = make_user("newcomer")
    for kind in (Kind.OWNER, Kind.OUTSIDER, Kind.ADMIN, Kind.MODERATOR):
        follow(follower=newcomer, followee=stage.users[kind].pk)


HAPPENINGS = {
    "postUpdated": Happening(
        lambda stage: comment(stage, "Look."),
        lambda stage: comment(stage, "Look again."),
        "comment",
        {"content": "Look."},
        {"content": "Look again."},
    ),
    "feedUpdated": Happening(
        post_for_the_owner,
        lambda stage: create_post(author=stage.fan, content="News for all."),
        "post",
        {"content": "News."},
        {"content": "News for all."},
    ),
    "notificationReceived": Happening(
        lambda stage: comment(stage, "Look."),
        follows_of_all,
        "notification",
        {"kind": "COMMENT"},
        {"kind": "FOLLOW"},
    ),
}


@pytest.fixture(scope="module")
def instance(installed: None, media: Path) -> Iterator[Instance]:
    with running(media) as instance:
        yield instance


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_subscriptions(instance: Instance, stage: Scene, kept: list[Scene], name: str) -> None:
    row, happening = SUBSCRIPTIONS[name][1], HAPPENINGS[name]
    before = everything()
    with ExitStack() as stack:
        sources = {kind: stack.enter_context(opened(instance, stage, kind, name)) for kind in KINDS}
        for kind in (kind for kind in KINDS if row.of(kind) not in (OK, SILENT)):
            [refusal, over] = sources[kind].rest()
            assert_outcomes(refusal.data, name, kind)
            assert refusal.data.get("data") is None
            assert over == OVER
        assert everything() == before

        kept.clear()
        happening.concerns_owner(stage)
        happening.concerns_all(stage)
        for kind in (kind for kind in KINDS if row.of(kind) == OK):
            sent = sources[kind].next().data
            assert_outcomes(sent, name, kind)
            assert happening.first.items() <= sent["data"][name][happening.field].items()
        # A viewer that is not sent the first is sent the second, and nothing before and after it.
        for kind in (kind for kind in KINDS if row.of(kind) in (OK, SILENT)):
            if (name, kind) == ("notificationReceived", Kind.SUSPENDED):
                assert list(sources[kind].events) == []  # nobody can notify a suspended user
                continue
            sent = sources[kind].data()[name]
            assert happening.second.items() <= sent[happening.field].items()
            assert list(sources[kind].events) == []


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_a_viewer_that_may_no_longer_subscribe_is_sent_nothing(
    instance: Instance, stage: Scene, kept: list[Scene], ending: Callable[[User], object]
) -> None:
    """Not even of what happens in the same moment."""
    kept.clear()
    with ExitStack() as stack:
        sources = [
            stack.enter_context(opened(instance, stage, Kind.OUTSIDER, name))
            for name in SUBSCRIPTIONS
        ]
        ending(stage.users[Kind.OUTSIDER])
        comment(stage, "Unheard.")
        create_post(author=stage.fan, content="Unheard.")
        error = {
            "message": "Your session has ended. Sign in again.",
            "extensions": {"code": "UNAUTHENTICATED"},
        }
        for source in sources:
            assert source.rest() == [ServerEvent("next", "", {"errors": [error]}), OVER]


def opened(instance: Instance, stage: Scene, kind: Kind, name: str) -> EventSource:
    selection = SUBSCRIPTIONS[name][0].replace("FIELDS", selected(payload_of(name)))
    query, variables = worded(stage, kind, selection, operation="subscription")
    token = stage.tokens.get(kind, "")
    source = EventSource(instance.port, query, token, variables=variables)
    source.opened_or_over()
    return source


def payload_of(name: str) -> str:
    """The type of what a subscription tells."""
    assert SCHEMA.subscription_type is not None
    sent: str = get_named_type(SCHEMA.subscription_type.fields[name].type).name
    return sent


def assert_outcomes(answer: dict[str, Any], name: str, kind: Kind) -> None:
    """The event, and each field of it, are what the table says."""
    rows = SENT[payload_of(name)]
    found = {each: outcome(answer, (name, each)) for each in rows}
    assert found == {each: row.of(kind) for each, row in rows.items()}
    assert outcome(answer, (name,)) == SUBSCRIPTIONS[name][1].of(kind)
