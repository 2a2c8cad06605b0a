"""The statements of one event, per subscriber."""

from collections.abc import Callable

import pytest
from django.test import RequestFactory

from api.context import Context
from api.execution.executor import Executor
from api.execution.params import Params
from api.relay.ids import to_global
from api.schema import schema
from api.transports.session import session_of
from core.comments.services import create_comment
from core.follows.services import follow
from core.posts.services import create_post
from core.realtime.events import Event, events_since, read_snapshot
from graph.connection import client
from tests.statements import statements

from .people import NOTIFIED, Person, person, reader_and_author

pytestmark = pytest.mark.usefixtures("stores")

FEED_WITH_AUTHOR = "subscription { feedUpdated { eventId post { content author { username } } } }"
POST_WITH_COUNTS = """
subscription ($id: ID!) {
  postUpdated(id: $id) {
    comment { content author { username } } post { author { username } likesCount commentsCount }
  }
}"""


def cost(
    who: Person, query: str, happen: Callable[[], object], **variables: str
) -> tuple[int, int]:
    """SQL and Cypher statements of telling somebody of the one event that this makes."""
    executor = Executor(schema)
    params = Params(query, dict(variables), None)
    request = RequestFactory().post("/graphql/", headers={"Authorization": f"Bearer {who.token}"})
    context = Context(request, "test")
    source = executor.subscribe(params, context)
    session = session_of(context)
    before = read_snapshot()
    happen()
    with statements() as sql:
        _, events = events_since(before)
        concerned = [event for event in events if _is_about(event, source.topic.key)]
    assert len(sql) == 1
    assert len(concerned) == 1
    with statements() as sql, client.recorded_statements() as cypher:
        context = session.context("test")
        result = executor.show(params, context, source.payload(context, concerned[0]))
    assert result.errors is None
    return len(sql), len(cypher)


def _is_about(event: Event, key: int) -> bool:
    return event.kind == "posted" or (key in (event.person, event.post) and event.kind != "liked")


def test_a_notification(stores: None) -> None:
    ada, ben = person("ada"), person("ben")
    # The viewer, the notification, its actor, the unread ones.
    found = cost(ada, NOTIFIED, lambda: follow(follower=ben.user, followee=ada.user.pk))
    assert found == (4, 0)


def test_a_new_post(stores: None) -> None:
    reader, author = reader_and_author()
    # The viewer; the post with its author.
    found = cost(reader, FEED_WITH_AUTHOR, lambda: create_post(author=author.user, content="New."))
    assert found == (2, 0)


def test_a_comment(stores: None) -> None:
    ada, ben = person("ada"), person("ben")
    post = create_post(author=ada.user, content="Old.")
    # The viewer, the post with its author, who wrote the comment too, the comment; the counts.
    found = cost(
        ben,
        POST_WITH_COUNTS,
        lambda: create_comment(author=ada.user, post=post.pk, content="Oh."),
        id=to_global("Post", post.pk),
    )
    assert found == (3, 1)
