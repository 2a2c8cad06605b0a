"""Who is sent what somebody does by which subscription, by every relation of two users.

The reads of the same people are in `tests/api/visibility/test_every_read.py`. A subscription
without an entry fails.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import pytest

from api.auth.tokens import access_token
from api.relay.ids import from_global, to_global
from core.accounts.models import User
from core.comments.services import create_comment
from core.posts.services import create_post, delete_post
from core.privacy.services import update_privacy
from tests.api.visibility.scene import FOLLOWERS, HIDDEN, Relation, make_scene
from tests.api.visibility.sweep import TYPES
from tests.journeys.server import Instance

from .events import EventSource

pytestmark = pytest.mark.usefixtures("stores")

_SIGNED_IN = {*Relation} - {Relation.ANONYMOUS}
_OTHERS = _SIGNED_IN - HIDDEN - {Relation.SELF, Relation.MUTING}
# By its coordinate: the subscription, and by which relations it is sent what Tom does.
SUBSCRIPTIONS: Mapping[str, tuple[str, set[Relation]]] = {
    "Subscription.feedUpdated": ("feedUpdated { post { content } }", FOLLOWERS),
    "Subscription.notificationReceived": (
        "notificationReceived { notification { post { content } } }",
        _OTHERS,
    ),
    "Subscription.postUpdated": (
        'postUpdated(id: "$post") { comment { content } }',
        {*_OTHERS, Relation.SELF},
    ),
}
Streams = Mapping[Relation, EventSource]


@contextmanager
def opened(
    instance: Instance, viewers: Mapping[Relation, User | None], field: str
) -> Iterator[Streams]:
    """The streams of those whose subscription to this is not refused."""
    with ExitStack() as stack:
        streams: dict[Relation, EventSource] = {}
        for relation, viewer in viewers.items():
            token = access_token(viewer) if viewer else ""
            source = EventSource(instance.port, f"subscription {{ {field} }}", token)
            streams[relation] = stack.enter_context(source)
        yield {one: each for one, each in streams.items() if each.opened_or_over()}


def first_of(streams: Streams, text: str) -> set[Relation]:
    """Those whose next event has this text."""
    return {one for one, stream in streams.items() if text in str(stream.data())}


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_every_subscription_by_every_relation(instance: Instance, name: str) -> None:
    viewers, ids = make_scene()
    tom, host = viewers[Relation.SELF], User.objects.get(username="host")
    assert tom is not None
    place = from_global(ids["place"], "Post", "id")
    field, expected = SUBSCRIPTIONS[name]
    with opened(instance, viewers, field.replace("$post", ids["place"])) as streams:
        assert streams.keys() == _SIGNED_IN
        names = " ".join(f"@{viewer.username}" for viewer in viewers.values() if viewer)
        for who in (tom, host):
            create_comment(author=who, post=place, content=f"A comment by {who.username}.")
            create_post(author=who, content=f"A post by {who.username}: {names}")
        # What the host does reaches everybody, and comes last.
        assert first_of(streams, "by tomtom") == expected
        rest = {one: stream for one, stream in streams.items() if one in expected}
        assert first_of(rest, "by host") == expected


def test_a_deletion_is_sent_to_those_who_could_see_the_post_then(instance: Instance) -> None:
    viewers, ids = make_scene()
    tom = viewers[Relation.SELF]
    assert tom is not None
    field = f'postUpdated(id: "{ids["post"]}") {{ eventId change postId }}'
    hearing = {*FOLLOWERS, Relation.SELF}
    with opened(instance, viewers, field) as streams:
        assert streams.keys() == _SIGNED_IN - HIDDEN
        since = streams[Relation.SELF].last_id
        update_privacy(user=tom, is_private=True)
        delete_post(editor=tom, post=from_global(ids["post"], "Post", "id"))
        for relation in hearing:
            change = streams[relation].data()["postUpdated"]
            assert (change["change"], change["postId"]) == ("DELETED", ids["post"])
            assert [event.name for event in streams[relation].rest()] == ["complete"]
        # Another post's deletion is sent later, and by then this one would have been.
        again = create_post(author=User.objects.get(username="host"), content="Another.")
        other = f'postUpdated(id: "{to_global("Post", again.pk)}") {{ change }}'
        with opened(instance, viewers, other) as elsewhere:
            delete_post(editor=again.author, post=again.pk)
            assert first_of(elsewhere, "DELETED") == elsewhere.keys() == _SIGNED_IN
        left = {one: stream for one, stream in streams.items() if one not in hearing}
        assert [(list(one.events), one.is_over) for one in left.values()] == [([], False)] * 4
    resumed = field.replace(")", f', after: "{since}")', 1)
    with opened(instance, viewers, resumed) as streams:
        # A follower may know of it, and a mute says what is sent.
        assert streams.keys() == {*hearing, Relation.MUTING}
        heard = {one: stream for one, stream in streams.items() if one in hearing}
        assert first_of(heard, "DELETED") == hearing


@pytest.mark.complete
def test_every_subscription_has_its_entry() -> None:
    fields = getattr(TYPES["Subscription"], "fields", {})
    assert {f"Subscription.{field}" for field in fields} == SUBSCRIPTIONS.keys()
