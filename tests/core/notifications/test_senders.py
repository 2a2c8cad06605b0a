"""Of whose acts a user is notified, by kind and by how near they are."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.accounts.models import User
from core.accounts.staff import change_person
from core.comments.services import create_comment
from core.follows.services import follow, unfollow
from core.likes.services import like, unlike
from core.moderation.deletion import remove_account
from core.notifications.mentions import notify_mentioned
from core.notifications.models import (
    Notification,
    NotificationKind,
    NotificationSettings,
    Senders,
)
from core.notifications.services import notify
from core.notifications.settings import change_notification_settings, notification_settings
from core.realtime.models import LiveEvent, LiveKind
from core.visibility import Viewer
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

ALWAYS = [
    NotificationKind.FOLLOW_REQUEST,
    NotificationKind.FOLLOW_ACCEPTED,
    NotificationKind.MODERATION,
]
KINDS = [kind.value for kind in NotificationKind if kind not in ALWAYS]
UNRELATED, FOLLOWER, FOLLOWED, MUTUAL = "unrelated", "follower", "followed", "mutual"
NEAR = "near"
NOTIFYING = {
    Senders.EVERYBODY: {UNRELATED, FOLLOWER, FOLLOWED, MUTUAL, NEAR},
    Senders.FOLLOWERS: {FOLLOWER, MUTUAL},
    Senders.WITHIN_TWO_HOPS: {FOLLOWED, MUTUAL, NEAR},
    Senders.FOLLOWED: {FOLLOWED, MUTUAL},
    Senders.MUTUALS: {MUTUAL},
    Senders.NOBODY: set(),
}
# Who follows is a follower by that.
OF_FOLLOWS = NOTIFYING | {
    Senders.FOLLOWERS: NOTIFYING[Senders.EVERYBODY],
    Senders.MUTUALS: NOTIFYING[Senders.FOLLOWED],
}


def make_people() -> tuple[User, list[User]]:
    """Ada, and five who are to her what they are called."""
    ada, *others = make_users("ada", UNRELATED, FOLLOWER, FOLLOWED, MUTUAL, NEAR)
    unrelated, follower, followed, mutual, near = others
    for one, other in (
        *((follower, ada), (ada, followed), (mutual, ada), (ada, mutual)),
        *((followed, near), (follower, unrelated)),
    ):
        follow(follower=one, followee=other.pk)
    follow(follower=unrelated, followee=ada.pk)
    unfollow(follower=unrelated, followee=ada.pk)
    Notification.objects.all().delete()
    return ada, others


@transaction.atomic
def notified(kind: NotificationKind, ada: User, others: list[User], post: int) -> set[str]:
    """Of whose acts of this kind Ada is notified."""
    for actor in others:
        if kind is NotificationKind.MENTION:
            notify_mentioned([ada.pk], actor=actor.pk, post=post, text="")
        else:
            notify(kind, recipient=ada.pk, actor=actor.pk, post=post)
    found = Notification.objects.filter(kind=kind).values_list("actor__username", flat=True)
    return set(found)


@pytest.mark.parametrize("kind", [NotificationKind(kind) for kind in KINDS])
def test_every_kind_by_every_distance(kind: NotificationKind) -> None:
    ada, others = make_people()
    post = make_post(ada).pk
    expected = OF_FOLLOWS if kind is NotificationKind.FOLLOW else NOTIFYING
    for senders in Senders:
        change_notification_settings(user=ada, senders={kind.value: senders})
        assert notified(kind, ada, others, post) == expected[senders], senders
        Notification.objects.all().delete()
    for other in KINDS:
        senders = Senders.NOBODY if other != kind.value else Senders.EVERYBODY
        change_notification_settings(user=ada, senders={other: senders})
    assert notified(kind, ada, others, post) == NOTIFYING[Senders.EVERYBODY]


def test_who_is_on_the_way_follows_and_is_followed_now() -> None:
    ada, others = make_people()
    followed, near = others[2], others[4]
    post = make_post(ada).pk
    change_notification_settings(user=ada, senders={"like": Senders.WITHIN_TWO_HOPS})
    for cut, join in (
        (
            lambda: change_person(person=followed.pk, is_active=False),
            lambda: change_person(person=followed.pk, is_active=True),
        ),
        (
            lambda: unfollow(follower=ada, followee=followed.pk),
            lambda: follow(follower=ada, followee=followed.pk),
        ),
        (
            lambda: unfollow(follower=followed, followee=near.pk),
            lambda: follow(follower=followed, followee=near.pk),
        ),
    ):
        cut()
        assert notified(NotificationKind.LIKE, ada, [near], post) == set()
        join()
        followed.refresh_from_db()
        assert notified(NotificationKind.LIKE, ada, [near], post) == {NEAR}
        Notification.objects.all().delete()


def test_requests_and_their_answers_always_notify() -> None:
    ada, others = make_people()
    nobody = dict.fromkeys(KINDS, Senders.NOBODY)
    change_notification_settings(user=ada, senders=nobody, quiet_new_accounts=True)
    for kind in ALWAYS:
        assert notified(kind, ada, others, make_post(ada).pk) == NOTIFYING[Senders.EVERYBODY]


def test_new_accounts_are_quiet_unless_they_are_followed() -> None:
    ada, others = make_people()
    post = make_post(ada).pk
    change_notification_settings(user=ada, quiet_new_accounts=True)
    assert notified(NotificationKind.LIKE, ada, others, post) == {FOLLOWED, MUTUAL}
    User.objects.filter(username=UNRELATED).update(date_joined=timezone.now() - timedelta(days=8))
    assert notified(NotificationKind.LIKE, ada, others, post) == {UNRELATED, FOLLOWED, MUTUAL}
    change_notification_settings(user=ada, senders={"like": Senders.FOLLOWERS})
    Notification.objects.all().delete()
    assert notified(NotificationKind.LIKE, ada, others, post) == {MUTUAL}


def test_the_act_happens_without_its_notification() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    for kind in KINDS:
        change_notification_settings(user=ada, senders={kind: Senders.NOBODY})
    like(liker=bob, post=post.pk)
    follow(follower=bob, followee=ada.pk)
    comment = create_comment(author=bob, post=post.pk, content="Hello @ada.")
    assert comment.mentioned == [ada.pk]
    assert not Notification.objects.exists()
    assert not LiveEvent.objects.filter(kind=LiveKind.NOTIFIED).exists()

    change_notification_settings(user=ada, senders={"like": Senders.EVERYBODY})
    assert not Notification.objects.exists()
    unlike(liker=bob, post=post.pk)
    like(liker=bob, post=post.pk)
    assert Notification.objects.filter(kind="like", recipient=ada.pk).count() == 1
    unlike(liker=bob, post=post.pk)
    change_notification_settings(user=ada, senders={"like": Senders.FOLLOWED})
    like(liker=bob, post=post.pk)
    assert Notification.objects.get().withdrawn_at is not None


def test_settings_are_as_they_were_set() -> None:
    ada, bob = make_users("ada", "bob")
    assert notification_settings(Viewer(ada.pk)).like == Senders.EVERYBODY
    changed = change_notification_settings(user=ada, senders={"like": Senders.MUTUALS})
    assert (changed.like, changed.reply, changed.quiet_new_accounts) == (3, 0, False)
    changed = change_notification_settings(user=ada, quiet_new_accounts=True)
    assert (changed.like, changed.quiet_new_accounts) == (3, True)
    with statements() as sql:
        change_notification_settings(user=ada, senders={"like": Senders.MUTUALS})
    assert not any("UPDATE core_notif" in text.replace('"', "") for text in sql)
    assert notification_settings(Viewer(ada.pk)).like == Senders.MUTUALS
    assert notification_settings(Viewer(bob.pk)).like == Senders.EVERYBODY
    assert NotificationSettings.objects.filter(user=F("user")).count() == 1


def test_the_settings_of_a_deleted_account_go() -> None:
    [ada] = make_users("ada")
    change_notification_settings(user=ada, senders={"reply": Senders.NOBODY})
    remove_account(ada)
    User.with_deleted.filter(pk=ada.pk).delete()
    assert not NotificationSettings.objects.exists()
