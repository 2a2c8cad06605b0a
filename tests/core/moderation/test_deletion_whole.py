"""Somebody with everything leaves, a post with everything goes: nothing of it comes back."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db.models import ManyToOneRel
from django.test import Client

from api.auth.tokens import access_token, user_of_token
from core.accounts.models import RefreshToken, User
from core.accounts.profiles import update_profile
from core.accounts.sessions import refresh_session, start_session
from core.api_tokens.models import Scope
from core.api_tokens.services import create_api_token
from core.comments.models import Comment
from core.comments.services import create_comment
from core.common.errors import Unauthenticated
from core.database import read_your_writes
from core.follows.services import follow, unfollow
from core.importers.models import ImportRecord
from core.importers.records import Kind, look_up
from core.importers.run import Run
from core.jobs.worker import drain as run_jobs
from core.journal.apply import change_of, deliver
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.media.models import DoomedFile
from core.moderation.deletion import remove_account
from core.notifications.models import Notification
from core.notifications.services import mark_read
from core.posts.models import Post, PostImage
from core.posts.services import NewImage, create_post, delete_post
from core.relay.relay import drain
from core.reports.models import Category, SubjectKind
from core.reports.services import report
from core.suggestions.services import dismiss_suggestion
from graph.writes.tombstones import clear
from tests.addresses import HOME
from tests.core.media.pictured_posts import files_in, picture
from tests.core.webhooks.made import made_webhook
from tests.factories import make_post, make_users
from tests.graph_state import edges, nodes

pytestmark = pytest.mark.usefixtures("stores")

SHUFFLES = 3


@dataclass
class Town:
    """Ada, who has everything, and two others; what is named after them is theirs."""

    ada: User
    bob: User
    cyd: User
    adas: Post
    bobs: Post
    refresh_token: str
    access_token: str


@pytest.fixture
def town(media: Path) -> Town:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    for person in (ada, bob):
        update_profile(user=person, profile_image=picture())
    images = [NewImage(picture(), "A lake."), NewImage(picture())]
    adas = create_post(author=ada, content="Hers.", images=images)
    make_post(ada, "Another.")
    bobs = create_post(author=bob, content="His.", images=[NewImage(picture())])
    for one, another in ((ada, bob), (bob, ada), (cyd, ada), (cyd, bob)):
        follow(follower=one, followee=another.pk)
    unfollow(follower=cyd, followee=ada.pk)
    for person, post in ((ada, bobs), (bob, adas), (cyd, adas), (cyd, bobs)):
        like(liker=person, post=post.pk)
    unlike(liker=cyd, post=adas.pk)
    create_api_token(user=ada, name="Bot", scopes=[Scope.READ])
    for one, other in ((ada, cyd), (bob, ada)):
        report(reporter=one, kind=SubjectKind.USER, subject=other.pk, category=Category.SPAM)
    made_webhook(ada)
    dismiss_suggestion(viewer=ada, person=cyd.pk)
    dismiss_suggestion(viewer=cyd, person=ada.pk)
    _talk(ada, bob, cyd, adas, bobs)
    mark_read(viewer=ada, notification=Notification.objects.filter(recipient=ada).earliest("pk").pk)
    for key, document in (("1", ada), ("2", bob)):
        ImportRecord.objects.create(source="net", kind="user", key=key, object_id=document.pk)
    for person in (ada, bob):
        Client().force_login(person)
    start_session(bob)
    return Town(ada, bob, cyd, adas, bobs, start_session(ada).refresh_token, access_token(ada))


def _talk(ada: User, bob: User, cyd: User, adas: Post, bobs: Post) -> None:
    """On both posts: everybody, and everybody under everybody's comment."""
    for post in (adas, bobs):
        for author in (ada, bob, cyd):
            top = create_comment(author=author, post=post.pk, content=f"{author} says.")
            for other in (ada, bob, cyd):
                text = f"{other} answers {author}."
                reply = create_comment(author=other, post=post.pk, content=text, parent=top.pk)
                if other == ada:
                    text = "cyd answers below."
                    create_comment(author=cyd, post=post.pk, content=text, parent=reply.pk)


def graph() -> tuple[object, object]:
    """Everything in Neo4j but the tombstones of edges."""
    return nodes(), edges()


def delivered_again_is_no_change() -> None:
    """Every row of the journal, one by one: on the graph as it is, and on an empty one, late."""
    assert drain() == 0
    expected = graph()
    entries = list(JournalEntry.objects.order_by("id"))
    for seed in range(SHUFFLES):
        shuffled = random.Random(seed).sample(entries, len(entries))
        for entry in shuffled:
            deliver([change_of(entry)])
        assert graph() == expected
        clear()
        for entry in shuffled:
            deliver([change_of(entry)])
        assert graph() == expected


def rows_about(person: int) -> dict[str, int]:
    """How many rows of each table point at this person."""
    counts = {}
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            name = f"{relation.related_model.__name__}.{relation.field.name}"
            rows = relation.related_model._default_manager
            counts[name] = rows.filter(**{relation.field.name: person}).count()
    return counts


def test_an_account_with_everything(town: Town, media: Path) -> None:
    ada, bob, cyd = town.ada.pk, town.bob.pk, town.cyd.pk
    read_your_writes.remember(ada, ["a bookmark"])
    before = rows_about(ada)
    assert {name: count for name, count in before.items() if count} == {
        "Post.author": 2,
        "Comment.author": 8,
        "Notification.recipient": 20,
        "Notification.actor": 9,
        "RefreshToken.user": 1,
        "ApiToken.user": 1,
        "Webhook.owner": 1,
        "LastWrite.user": 1,
        "Case.person": 1,
        "Report.reporter": 1,
    }
    assert (len(files_in(media)), Session.objects.count()) == (10, 2)

    remove_account(town.ada)
    run_jobs()

    assert set(rows_about(ada).values()) == {0}
    assert not Notification.objects.filter(post=town.adas).exists()
    assert not PostImage.objects.exclude(post=town.bobs).exists()
    _what_others_said_stays(town)
    _no_file_and_no_token_is_left(town, media)
    assert [(label, node.get("uid", node.get("pid"))) for label, node in nodes()] == [
        *(("DeletedPost", pid) for pid in _deleted_posts()),
        ("DeletedUser", ada),
        ("Post", town.bobs.pk),
        ("User", bob),
        ("User", cyd),
    ]
    assert sorted(edges()) == sorted(
        [
            *[("COMMENTED_ON", bob, town.bobs.pk)] * 4,
            *[("COMMENTED_ON", cyd, town.bobs.pk)] * 7,
            ("FOLLOWS", cyd, bob),
            ("LIKED", cyd, town.bobs.pk),
            ("POSTED", bob, town.bobs.pk),
        ]
    )
    delivered_again_is_no_change()


def _deleted_posts() -> list[int]:
    entries = JournalEntry.objects.filter(kind="post_deleted")
    return sorted(entry.target for entry in entries if entry.target)


def _what_others_said_stays(town: Town) -> None:
    assert set(User.objects.values_list("username", flat=True)) == {"bob", "cyd"}
    assert list(Post.objects.values_list("content", flat=True)) == ["His."]
    said = Comment.objects.order_by("pk").values_list("content", "parent__content")
    assert list(said) == [
        ("cyd answers below.", None),
        ("bob answers ada.", None),
        ("cyd answers ada.", None),
        ("bob says.", None),
        ("cyd answers below.", "bob says."),
        ("bob answers bob.", "bob says."),
        ("cyd answers bob.", "bob says."),
        ("cyd says.", None),
        ("cyd answers below.", "cyd says."),
        ("bob answers cyd.", "cyd says."),
        ("cyd answers cyd.", "cyd says."),
    ]
    notifications = Notification.objects.filter(withdrawn_at__isnull=True)
    assert set(notifications.values_list("recipient__username", "actor__username")) == {
        ("bob", "cyd"),
        ("cyd", "bob"),
    }


def _no_file_and_no_token_is_left(town: Town, media: Path) -> None:
    image = PostImage.objects.get()
    bob = User.objects.get(username="bob")
    named = (image.large, image.small, bob.profile_image, bob.profile_image_small)
    assert files_in(media) == {str(file) for file in named}
    assert not DoomedFile.objects.exists()
    assert list(RefreshToken.objects.values_list("user__username", flat=True)) == ["bob"]
    [session] = Session.objects.all()
    assert session.get_decoded()["_auth_user_id"] == str(bob.pk)
    with pytest.raises(Unauthenticated, match=r"^This access token is not valid\.$"):
        user_of_token(town.access_token)
    with pytest.raises(Unauthenticated):
        refresh_session(refresh_token=town.refresh_token, address=HOME)
    # What an import knows of a person is that nobody is to be made of that line again.
    assert look_up(Run("net"), Kind.USER, ["1", "2"]) == {"1": None, "2": bob.pk}


def test_a_post_with_everything(town: Town, media: Path) -> None:
    stays = [edge for edge in edges() if edge[2] != town.adas.pk]
    others = Notification.objects.exclude(post=town.adas)
    notifications = set(others.values_list("pk", flat=True))
    comments = set(Comment.objects.filter(post=town.bobs).values_list("pk", flat=True))
    gone = {
        str(file)
        for image in PostImage.objects.filter(post=town.adas)
        for file in (image.large, image.small)
    }
    files = files_in(media)
    assert (len(gone), len(files), len(stays), len(comments)) == (4, 10, 24, 15)

    delete_post(editor=town.ada, post=town.adas.pk)

    assert files_in(media) == files - gone
    assert not DoomedFile.objects.exists()
    assert set(Comment.objects.values_list("pk", flat=True)) == comments
    assert set(Notification.objects.values_list("pk", flat=True)) == notifications
    assert not Post.objects.filter(pk=town.adas.pk).exists()
    assert edges() == stays
    assert ("DeletedPost", town.adas.pk) in [(label, n.get("pid")) for label, n in nodes()]
    assert ("Post", town.adas.pk) not in [(label, n.get("pid")) for label, n in nodes()]
    delivered_again_is_no_change()
