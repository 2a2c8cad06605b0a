"""For every connection of the schema: how to make rows, how to remove one, and the viewer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from graphql import GraphQLObjectType, get_named_type

from api.relay.ids import to_global
from api.schema import schema
from core.accounts.models import User
from core.blocks.services import block, unblock
from core.bookmarks.services import bookmark, remove_bookmark
from core.bulk_acts.models import BulkAct
from core.comments.models import Comment
from core.comments.services import create_comment, delete_comment
from core.follows.requests import refuse_request, withdraw_request
from core.follows.services import follow, unfollow
from core.journal.causes import KEPT
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.moderation.deletion import delete_account
from core.mutes.services import mute, unmute
from core.mutes.words import mute_word, unmute_word
from core.posts.models import Post
from core.posts.services import delete_post
from core.privacy.services import update_privacy
from graph.edges import MUTES
from tests.addresses import HOME
from tests.core.bulk_acts.acts import made_bulk_act
from tests.factories import make_post, make_user, make_users

from .client import gid

PASSWORD = "a-long-password"


@dataclass(frozen=True)
class World:
    """A list with rows in it."""

    rows: list[str]
    """The ids of the nodes, in list order."""

    remove: Callable[[int], None]
    """Removes the row that was at this index at the start."""

    path: str = "{}"
    """The selection around the field, with `{}` in place of the field."""

    viewer: User | None = None


def connections() -> Iterator[str]:
    """`Type.field` of every connection that the schema has."""
    for type_ in schema.graphql_schema.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                if get_named_type(field.type).name.endswith("Connection"):
                    yield f"{type_.name}.{name}"


def _of(document: User | Post) -> str:
    kind = type(document).__name__
    return f'node(id: "{gid(document)}") {{{{ ... on {kind} {{{{ {{}} }}}} }}}}'


def _everyone(count: int) -> World:
    people = make_users(*(f"person{number}" for number in range(count)))
    for person in people:
        person.set_password(PASSWORD)
        person.save()

    def leave(place: int) -> None:
        delete_account(user=people[place], password=PASSWORD, address=HOME)

    return World([gid(person) for person in people], leave)


def _posts(count: int, *, path: str = "{}", author: User, viewer: User | None = None) -> World:
    posts = [make_post(author, f"Post {number}") for number in range(count)][::-1]

    def delete(place: int) -> None:
        delete_post(editor=author, post=posts[place].pk)

    return World([gid(post) for post in posts], delete, path, viewer)


def _feed(count: int) -> World:
    author, viewer = make_users("author", "viewer")
    follow(follower=viewer, followee=author.pk)
    make_post(viewer, "Not in the feed.")
    return _posts(count, author=author, viewer=viewer)


def _posts_of_user(count: int) -> World:
    author, other = make_users("author", "other")
    make_post(other, "Of somebody else.")
    return _posts(count, path=_of(author), author=author)


def _notifications(count: int) -> World:
    viewer = make_user("viewer")
    fans = make_users(*(f"fan{number}" for number in range(count)))
    for fan in fans:
        follow(follower=fan, followee=viewer.pk)
    made = viewer.notifications.order_by("-pk")

    def withdraw(place: int) -> None:
        unfollow(follower=fans[::-1][place], followee=viewer.pk)

    return World([gid(each) for each in made], withdraw, viewer=viewer)


def _followers(count: int) -> World:
    star = make_user("star")
    fans = make_users(*(f"fan{number}" for number in range(count)))[::-1]
    for fan in reversed(fans):
        follow(follower=fan, followee=star.pk)

    def leave(place: int) -> None:
        unfollow(follower=fans[place], followee=star.pk)

    return World([gid(fan) for fan in fans], leave, _of(star))


def _following(count: int) -> World:
    fan = make_user("fan")
    stars = make_users(*(f"star{number}" for number in range(count)))[::-1]
    for star in reversed(stars):
        follow(follower=fan, followee=star.pk)

    def leave(place: int) -> None:
        unfollow(follower=fan, followee=stars[place].pk)

    return World([gid(star) for star in stars], leave, _of(fan))


def _mutuals(count: int) -> World:
    viewer, star, other = make_users("viewer", "star", "other")
    fans = make_users(*(f"fan{number}" for number in range(count)))[::-1]
    for fan in reversed(fans):
        follow(follower=viewer, followee=fan.pk)
        follow(follower=fan, followee=star.pk)
    follow(follower=other, followee=star.pk)

    def leave(place: int) -> None:
        unfollow(follower=fans[place], followee=star.pk)

    return World([gid(fan) for fan in fans], leave, _of(star), viewer)


def _comments(count: int) -> World:
    author = make_user("author")
    post = make_post(author)
    comments: list[Comment] = [
        create_comment(author=author, post=post.pk, content=f"Comment {number}")
        for number in range(count)
    ][::-1]

    def delete(place: int) -> None:
        delete_comment(editor=author, comment=comments[place].pk)

    return World([gid(comment) for comment in comments], delete, _of(post))


def _likers(count: int) -> World:
    author, viewer = make_users("author", "viewer")
    post = make_post(author)
    people = make_users(*(f"liker{number}" for number in range(count)))
    for person in people:
        like(liker=person, post=post.pk)
    # Those whom the viewer follows come first.
    followed = [person for place, person in enumerate(people) if place % 2]
    for person in followed:
        follow(follower=viewer, followee=person.pk)
    in_order = [*followed[::-1], *[person for person in people if person not in followed][::-1]]

    def take_back(place: int) -> None:
        unlike(liker=in_order[place], post=post.pk)

    return World([gid(person) for person in in_order], take_back, _of(post), viewer)


def _bookmarks(count: int) -> World:
    author, viewer, other = make_users("author", "viewer", "other")
    posts = [make_post(author, f"Post {number}") for number in range(count)]
    for post in posts[::-1]:
        bookmark(viewer=viewer, post=post.pk)
    bookmark(viewer=other, post=make_post(author, "Of somebody else.").pk)

    def remove(place: int) -> None:
        remove_bookmark(viewer=viewer, post=posts[place].pk)

    return World([gid(post) for post in posts], remove, viewer=viewer)


def _blocked(count: int) -> World:
    viewer, other = make_users("viewer", "other")
    people = make_users(*(f"person{number}" for number in range(count)))
    for person in people[::-1]:
        block(blocker=viewer, person=person.pk)
    block(blocker=other, person=viewer.pk)

    def remove(place: int) -> None:
        unblock(blocker=viewer, person=people[place].pk)

    return World([gid(person) for person in people], remove, viewer=viewer)


def _muted(count: int) -> World:
    viewer, other = make_users("viewer", "other")
    people = make_users(*(f"person{number}" for number in range(count)))
    for person in people[::-1]:
        mute(viewer=viewer, person=person.pk)
    mute(viewer=other, person=viewer.pk)

    def remove(place: int) -> None:
        unmute(viewer=viewer, person=people[place].pk)

    return World([gid(person) for person in people], remove, viewer=viewer)


def _acts(count: int) -> World:
    viewer, other = make_users("viewer", "other")
    people = make_users(*(f"person{number}" for number in range(count)))
    for person in people[::-1]:
        mute(viewer=viewer, person=person.pk)
    mute(viewer=other, person=viewer.pk)
    entries = JournalEntry.objects.filter(actor=viewer.pk, kind=MUTES.made_by).order_by("-pk")
    acts = list(entries.values_list("pk", flat=True))

    def forget(place: int) -> None:
        old = timezone.now() - KEPT
        JournalEntry.objects.filter(pk=acts[place]).update(recorded_at=old)

    return World([to_global("RelationAct", act) for act in acts], forget, viewer=viewer)


def _muted_words(count: int) -> World:
    viewer, other = make_users("viewer", "other")
    words = [mute_word(viewer=viewer, text=f"word {number}") for number in range(count)][::-1]
    mute_word(viewer=other, text="of somebody else")

    def remove(place: int) -> None:
        unmute_word(viewer=viewer, word=words[place].pk)

    return World([gid(word) for word in words], remove, viewer=viewer)


def _received(count: int) -> World:
    viewer, other = make_users("viewer", "other")
    people = make_users(*(f"person{number}" for number in range(count)))
    for each in (viewer, other):
        update_privacy(user=each, is_private=True)
    for person in people[::-1]:
        follow(follower=person, followee=viewer.pk)
    follow(follower=viewer, followee=other.pk)

    def remove(place: int) -> None:
        withdraw_request(follower=people[place], followee=viewer.pk)

    return World([gid(person) for person in people], remove, viewer=viewer)


def _sent(count: int) -> World:
    viewer, other = make_users("viewer", "other")
    people = make_users(*(f"person{number}" for number in range(count)))
    for each in (viewer, *people):
        update_privacy(user=each, is_private=True)
    for person in people[::-1]:
        follow(follower=viewer, followee=person.pk)
    follow(follower=other, followee=viewer.pk)

    def remove(place: int) -> None:
        refuse_request(user=people[place], follower=viewer.pk)

    return World([gid(person) for person in people], remove, viewer=viewer)


def _bulk_acts(count: int) -> World:
    viewer, other = make_users("viewer", "other")
    acts = [made_bulk_act(by=viewer, person=other) for _ in range(count)][::-1]
    made_bulk_act(by=other, person=viewer)

    def forget(place: int) -> None:
        BulkAct.objects.filter(pk=acts[place].pk).delete()

    return World([to_global("BulkAct", act.pk) for act in acts], forget, viewer=viewer)


WORLDS: dict[str, Callable[[int], World]] = {
    "Query.users": _everyone,
    "Query.posts": lambda count: _posts(count, author=make_user("author")),
    "Query.feedConnection": _feed,
    "Query.notifications": _notifications,
    "Query.bookmarks": _bookmarks,
    "Query.blockedUsers": _blocked,
    "Query.mutedUsers": _muted,
    "Query.relationHistory": _acts,
    "Query.bulkActs": _bulk_acts,
    "Query.mutedWords": _muted_words,
    "Query.followRequests": _received,
    "Query.sentFollowRequests": _sent,
    "User.followers": _followers,
    "User.following": _following,
    "User.mutuals": _mutuals,
    "User.posts": _posts_of_user,
    "Post.commentsConnection": _comments,
    "Post.likers": _likers,
}
