"""Fills an empty network with the demo, through the journal, whole or not at all."""

from collections.abc import Sequence
from typing import Protocol

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from core.accounts.models import User
from core.bulk import (
    NewComment,
    NewEdge,
    NewNotification,
    NewPost,
    NewUser,
    batches,
    load_comments,
    load_edges,
    load_notifications,
    load_posts,
    load_users,
)
from core.follows.requests import make_request
from core.media import ImageNames, image_names
from core.media.files import confirm, uploading
from core.notifications.models import NotificationKind
from core.posts.models import PostImage
from graph.edges import FOLLOWS, LIKED
from graph.writes.tombstones import clear

from .media import save_all
from .notifications import news_of, read_at
from .people import ADA
from .pictures import SCENE_SIZE
from .privacy import private_people, requests_of
from .records import DemoNetwork, Person


class Progress(Protocol):
    """Shows how far the work has come."""

    def begin(self, label: str, total: int) -> None:
        """A stage of ``total`` steps begins."""

    def advance(self, steps: int) -> None:
        """So many steps are done."""


class NotEmpty(Exception):
    """Somebody is there already; nothing was changed."""


def is_empty() -> bool:
    """Whether nobody has joined yet."""
    return not User.objects.exists()


def fill(network: DemoNetwork, *, password: str, progress: Progress) -> None:
    """Make the demo network in both stores; everybody in it has the password.

    Pictures are saved first; then one transaction writes everything, so that an interrupted fill
    leaves an empty network. Neo4j is emptied, for nothing in it belongs to anyone, and has
    everything when this returns, or gets it from the relay. Raises NotEmpty when somebody has
    joined, and GraphUnavailable when Neo4j cannot be emptied.
    """
    portraits = [person.portrait for person in network.people if person.portrait]
    scenes = [picture for post in network.posts for picture in post.images]
    folders = ["profiles"] * len(portraits) + ["posts"] * len(scenes)
    names = [image_names(folder, "webp") for folder in folders]
    with uploading(names):
        progress.begin("Pictures", len(names))
        save_all([*portraits, *scenes], names, lambda: progress.advance(1))
        progress.begin("Writing", _rows(network))
        with transaction.atomic():
            _be_alone()
            if not is_empty():
                raise NotEmpty
            clear()
            _Filler(network, names, progress).fill(make_password(password))
            confirm(names)
            progress.begin("Graph", 1)
    progress.advance(1)


def _be_alone() -> None:
    """Let one fill write at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('demo', 0))")


def _rows(network: DemoNetwork) -> int:
    return sum(
        len(rows)
        for rows in (
            network.people, network.follows, network.posts, network.comments, network.likes
        )
    )  # fmt: skip


class _Filler:
    """Writes one network; turns usernames and numbers into ids on the way.

    ``names`` are those of the files: of the portraits, then of the posts' pictures.
    """

    def __init__(
        self, network: DemoNetwork, names: Sequence[ImageNames], progress: Progress
    ) -> None:
        self._network = network
        self._names = iter(names)
        self._progress = progress
        self._uids: dict[str, int] = {}
        self._pids: list[int] = []
        self._cids: list[int] = []

    def fill(self, password: str) -> None:
        """Everything, in the order in which one thing names another."""
        self._people(password)
        self._posts()
        self._images()
        self._follows()
        self._comments()
        self._likes()
        self._notifications()
        self._requests()

    def _people(self, password: str) -> None:
        people = self._network.people
        uids = load_users([self._new_user(person, password) for person in people])
        self._uids = dict(zip((person.username for person in people), uids, strict=True))
        User.objects.filter(pk=self._uids[ADA]).update(is_staff=True, is_superuser=True)
        self._progress.advance(len(people))

    def _new_user(self, person: Person, password: str) -> NewUser:
        portrait = next(self._names) if person.portrait else None
        return NewUser(
            username=person.username,
            email=person.email,
            joined_at=person.joined_at,
            display_name=person.display_name,
            bio=person.bio,
            profile_image=portrait.large if portrait else "",
            profile_image_small=portrait.small if portrait else "",
            password=password,
        )

    def _posts(self) -> None:
        for batch in batches(self._network.posts):
            self._pids += load_posts(
                [
                    NewPost(
                        author=self._uids[post.author],
                        content=post.content,
                        created_at=post.created_at,
                        edited_at=post.edited_at,
                        has_images=bool(post.images),
                    )
                    for post in batch
                ]
            )
            self._progress.advance(len(batch))

    def _images(self) -> None:
        width, height = SCENE_SIZE
        shown = [
            (post.number, position, picture.description)
            for post in self._network.posts
            for position, picture in enumerate(post.images)
        ]
        PostImage.objects.bulk_create(
            PostImage(
                post_id=self._pids[number],
                position=position,
                large=name.large,
                small=name.small,
                width=width,
                height=height,
                description=description,
            )
            for (number, position, description), name in zip(shown, self._names, strict=True)
        )

    def _follows(self) -> None:
        for batch in batches(self._network.follows):
            load_edges(
                FOLLOWS,
                [
                    NewEdge(self._uids[row.follower], self._uids[row.followee], row.since)
                    for row in batch
                ],
            )
            self._progress.advance(len(batch))

    def _comments(self) -> None:
        for batch in batches(self._network.comments):
            first = len(self._cids)
            rows = []
            for comment in batch:
                row = NewComment(
                    author=self._uids[comment.author],
                    post=self._pids[comment.post],
                    content=comment.content,
                    created_at=comment.created_at,
                )
                if comment.parent is not None and comment.parent >= first:
                    row = row._replace(parent_position=comment.parent - first)
                elif comment.parent is not None:
                    row = row._replace(parent=self._cids[comment.parent])
                rows.append(row)
            self._cids += load_comments(rows)
            self._progress.advance(len(batch))

    def _likes(self) -> None:
        for batch in batches(self._network.likes):
            load_edges(
                LIKED,
                [
                    NewEdge(self._uids[like.person], self._pids[like.post], like.since)
                    for like in batch
                ],
            )
            self._progress.advance(len(batch))

    def _notifications(self) -> None:
        for batch in batches(news_of(self._network)):
            load_notifications(
                [
                    NewNotification(
                        kind=NotificationKind(news.kind),
                        recipient=self._uids[news.recipient],
                        actor=self._uids[news.actor],
                        at=news.at,
                        post=self._at(self._pids, news.post),
                        comment=self._at(self._cids, news.comment),
                        read_at=read_at(news, self._network.as_of),
                    )
                    for news in batch
                ]
            )

    def _requests(self) -> None:
        private = [self._uids[name] for name in private_people(self._network)]
        User.objects.filter(pk__in=private).update(is_private=True)
        for row in requests_of(self._network):
            make_request(self._uids[row.follower], self._uids[row.followee], at=row.since)

    @staticmethod
    def _at(ids: Sequence[int], number: int | None) -> int | None:
        return None if number is None else ids[number]
