"""Servers whose clocks are wrong: what they write and read is timed by PostgreSQL's."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session as SessionRow
from django.db import transaction
from django.utils import timezone
from procrastinate.jobs import Job

from api.auth.tokens import access_token, seconds_left, user_of_token
from core.accounts.admin_sessions import SessionStore
from core.accounts.models import RefreshToken, User
from core.accounts.sessions import refresh_session, start_session
from core.common.errors import Unauthenticated
from core.database.clock import database_now
from core.follows.services import follow
from core.jobs.retry import Backoff, measure_offset
from core.journal.models import JournalEntry
from core.media.files import schedule_deletion
from core.media.models import DoomedFile
from core.notifications.models import Notification
from core.notifications.services import mark_all_read
from core.posts.services import update_post
from core.ratelimit import known_addresses
from core.relay.relay import relay_batch
from tests.addresses import HOME
from tests.factories import make_post, make_user, make_users

pytestmark = pytest.mark.usefixtures("stores")

NEAR = timedelta(minutes=5)
# Modules that ask this process's clock: nothing there is compared with another process's time.
ITS_OWN = {
    "api/auth/tokens.py",  # for tests and tools; sessions give the time
    "core/jobs/retry.py",  # together with its distance from PostgreSQL's
    "core/management/arguments.py",  # a moment that somebody typed
    "core/management/commands/load_demo.py",
    "core/importers/edge_lists/load.py",  # dates of a file
    # What a week or a month weighs in a score: a wrong hour changes nothing that anybody sees.
    "core/suggestions/learning/learn.py",
    "graph/traversals/suggestions/read.py",
}
CLOCKS = re.compile(r"timezone\.now|datetime\.now|utcnow|time\.time\(|auto_now|date\.today")


@pytest.fixture(params=[timedelta(hours=-30), timedelta(hours=30)], ids=["behind", "ahead"])
def wrong_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """A web server whose clock is wrong by more than a day."""
    off: timedelta = request.param
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.now(UTC) + off)
    return off


def is_near(at: datetime | None) -> bool:
    return at is not None and abs(at - datetime.now(UTC)) < NEAR


def test_a_new_entry_is_due_for_the_relay_as_postgresql_counts(wrong_clock: timedelta) -> None:
    make_user("ada")
    JournalEntry.objects.update(applied_at=None)
    assert relay_batch(grace=timedelta(minutes=5)) == 0
    assert relay_batch(grace=timedelta(0)) == 1
    [entry] = JournalEntry.objects.all()
    assert entry.applied_at is not None
    assert entry.at == entry.recorded_at < entry.applied_at
    assert is_near(entry.at)


def test_sessions_begin_and_end_by_postgresqls_clock(wrong_clock: timedelta) -> None:
    ada = make_user("ada")
    session = start_session(ada)
    assert is_near(session.at)
    [row] = RefreshToken.objects.all()
    assert row.expires_at - row.created_at >= timedelta(days=30)
    token = access_token(session.user, at=session.at)
    viewer = user_of_token(token)
    assert viewer == ada
    assert 800 < seconds_left(token, viewer) < 901
    following = refresh_session(refresh_token=session.refresh_token, address=HOME)
    assert is_near(following.at)
    RefreshToken.objects.update(expires_at=database_now())
    with pytest.raises(Unauthenticated):
        refresh_session(refresh_token=following.refresh_token, address=HOME)


def test_what_users_do_is_timed_by_postgresql(wrong_clock: timedelta) -> None:
    ada, bob = make_users("ada", "bob")
    assert is_near(User.objects.get(pk=ada.pk).date_joined)
    post = update_post(editor=ada, post=make_post(ada).pk, content="Changed.")
    assert is_near(post.edited_at)
    assert post.edited_at is not None
    assert post.edited_at >= post.created_at
    follow(follower=bob, followee=ada.pk)
    assert mark_all_read(viewer=ada) == 1
    assert is_near(Notification.objects.get().read_at)
    known_addresses.remember(names=["ada"], address=HOME)
    assert known_addresses.is_known(name="ada", address=HOME)


def test_files_and_retries_are_due_by_postgresqls_clock(wrong_clock: timedelta) -> None:
    with transaction.atomic():
        schedule_deletion(["posts/none.webp"])
        assert is_near(DoomedFile.objects.get().due_at)
    job = Job(id=1, queue="", lock=None, queueing_lock=None, task_name="", attempts=0)
    measure_offset()
    try:
        decision = Backoff().get_retry_decision(exception=OSError(), job=job)
        assert decision is not None
        assert is_near(decision.retry_at)
    finally:
        _forget_offset()


def _forget_offset() -> None:
    from core.jobs import retry

    retry._offset = timedelta(0)


def test_sessions_of_the_admin(wrong_clock: timedelta) -> None:
    store = SessionStore()
    store["who"] = "ada"
    store.create()
    [row] = SessionRow.objects.all()
    assert abs(row.expire_date - database_now() - timedelta(seconds=store.get_expiry_age())) < NEAR
    assert SessionStore(store.session_key).get("who") == "ada"
    SessionRow.objects.update(expire_date=database_now())
    assert SessionStore(store.session_key).get("who") is None


def test_no_other_module_asks_its_own_clock() -> None:
    def asking() -> Iterator[str]:
        for folder in ("api", "core", "graph"):
            for path in Path(folder).rglob("*.py"):
                if not {"migrations", "dev"} & set(path.parts) and CLOCKS.search(path.read_text()):
                    yield str(path)

    assert set(asking()) == ITS_OWN
    assert timezone.is_aware(database_now())
