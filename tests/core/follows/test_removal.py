"""A follower is removed by whom they follow."""

import pytest

from core.accounts.staff import change_person
from core.blocks.services import block
from core.common.errors import NotFound
from core.follows.removal import remove_follower
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from tests.core.consistency.auditing import found
from tests.factories import make_users
from tests.graph_state import edges

pytestmark = pytest.mark.usefixtures("stores")


def test_one_follow_ends_and_its_unread_notification_is_withdrawn() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    for one, other in ((bob, ada), (ada, bob), (cyd, ada)):
        follow(follower=one, followee=other.pk)
    for _ in range(2):
        remove_follower(user=ada, follower=bob.pk)
    assert edges("FOLLOWS") == [("FOLLOWS", ada.pk, bob.pk), ("FOLLOWS", cyd.pk, ada.pk)]
    ended = JournalEntry.objects.filter(kind="unfollowed")
    assert list(ended.values_list("actor", "target")) == [(bob.pk, ada.pk)]
    left = Notification.objects.filter(withdrawn_at__isnull=True, recipient=ada)
    assert list(left.values_list("actor", flat=True)) == [cyd.pk]
    follow(follower=bob, followee=ada.pk)
    assert len(edges("FOLLOWS")) == 3
    assert found() == []


def test_who_is_hidden_is_not_found() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    follow(follower=cyd, followee=ada.pk)
    block(blocker=bob, person=ada.pk)
    change_person(person=cyd.pk, is_active=False)
    before = JournalEntry.objects.count()
    for person in (bob.pk, cyd.pk, 4711):
        with pytest.raises(NotFound, match=r"^User not found\.$"):
            remove_follower(user=ada, follower=person)
    assert JournalEntry.objects.count() == before
