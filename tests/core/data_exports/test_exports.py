"""An export: what is in it, of whom, and what becomes of it."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.db.transaction import atomic
from procrastinate.exceptions import JobAborted

from core.accounts.models import User
from core.accounts.profiles import update_profile
from core.accounts.sessions import start_session
from core.accounts.staff import change_person
from core.blocks.services import block
from core.bookmarks.services import bookmark
from core.comments.services import create_comment
from core.comments.standing import set_standing
from core.common.errors import RateLimited
from core.common.rates import Rate
from core.data_exports import work
from core.data_exports.models import DataExport
from core.data_exports.services import request_export
from core.data_exports.tables import TABLES
from core.data_exports.work import fail, purge, write
from core.follows.services import follow, unfollow
from core.jobs.worker import drain
from core.likes.services import like, unlike
from core.media.files import delete_pending_files
from core.media.models import DoomedFile
from core.moderation.deletion import remove_account
from core.moderation.reset import clear_network
from core.mutes.services import mute
from core.mutes.words import mute_word
from core.posts.services import NewImage, create_post, delete_post
from core.privacy.services import update_privacy
from core.visibility import Standing
from tests.core.moderation.test_deletion import picture
from tests.factories import make_post, make_users
from tests.private_files import files_in, keep_in
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"
State = DataExport.State


@pytest.fixture(autouse=True)
def private(settings: LazySettings, tmp_path: Path) -> Path:
    """The empty folder of private files."""
    return keep_in(tmp_path, settings)


def with_password(user: User) -> User:
    """The same user, who can give a password."""
    user.set_password(PASSWORD)
    user.save()
    return user


def ask(user: User) -> DataExport:
    """Ask for an export."""
    return request_export(user=user, password=PASSWORD, address="192.0.2.1")


def ready(user: User, private: Path) -> ZipFile:
    """The file of a new export."""
    export = ask(user)
    drain()
    export.refresh_from_db()
    assert export.state == State.READY
    [file] = files_in(private)
    assert (file, file.stat().st_size) == (private / export.file, export.size)
    return ZipFile(file)


def table(archive: ZipFile, name: str) -> Any:
    """The rows of a table."""
    return json.loads(archive.read(f"json/{name}.json"))


def test_all_that_is_theirs_and_nothing_of_others(private: Path) -> None:
    ada, bob, cyd, dan, mal = make_users("ada", "bob", "cyd", "dan", "malory")
    with_password(ada)
    start_session(ada)
    update_profile(user=ada, bio="=1+1", profile_image=picture())
    mine = create_post(
        author=ada,
        content="Mine, @bob.",
        images=[NewImage(picture(), "A lake."), NewImage(picture())],
    )
    theirs, gone, hidden = (make_post(each, "Theirs.") for each in (bob, bob, dan))
    create_comment(author=bob, post=mine.pk, content="A secret of bob's.")
    with atomic():
        set_standing(create_comment(author=bob, post=mine.pk, content="Withheld."), Standing.HIDDEN)
    own = create_comment(author=ada, post=theirs.pk, content="-2+3")
    lost = create_comment(author=ada, post=hidden.pk, content="Seen.")
    for post in (theirs, gone, hidden):
        like(liker=ada, post=post.pk)
    unlike(liker=ada, post=make_post(bob).pk)
    bookmark(viewer=ada, post=theirs.pk)
    delete_post(editor=bob, post=gone.pk)
    for one, other in ((ada, bob), (ada, dan), (ada, cyd), (bob, ada), (mal, ada), (cyd, ada)):
        follow(follower=one, followee=other.pk)
    unfollow(follower=ada, followee=cyd.pk)
    block(blocker=ada, person=cyd.pk)
    block(blocker=mal, person=ada.pk)
    mute(viewer=ada, person=bob.pk)
    mute_word(viewer=ada, text="spoilers")
    change_person(person=dan.pk, is_active=False)

    archive = ready(ada, private)
    assert archive.testzip() is None
    images = [f"pictures/{mine.pk}-{number}.jpg" for number in (0, 1)]
    [profile] = table(archive, "profile")
    assert (profile["username"], profile["email"], profile["bio"]) == (
        "ada",
        "ada@example.com",
        "=1+1",
    )
    assert archive.namelist() == [
        "README.txt",
        *(f"{kind}/{each.name}.{kind}" for each in TABLES for kind in ("json", "csv")),
        profile["profile_image"],
        *images,
    ]
    [post] = table(archive, "posts")
    assert (post["id"], post["text"], post["audience"]) == (mine.pk, "Mine, @bob.", "public")
    assert post["images"] == [
        {"file": images[0], "description": "A lake."},
        {"file": images[1], "description": ""},
    ]
    assert [
        (each["id"], each["post_author"], each["text"]) for each in table(archive, "comments")
    ] == [(lost.pk, None, "Seen."), (own.pk, "bob", "-2+3")]
    assert [(each["post"], each["post_author"]) for each in table(archive, "likes")] == [
        (hidden.pk, None),  # like one that is deleted
        (gone.pk, None),
        (theirs.pk, "bob"),
    ]
    assert [each["post"] for each in table(archive, "bookmarks")] == [theirs.pk]
    names = {
        name: [each["username"] for each in table(archive, name)]
        for name in ("following", "followers", "blocks", "mutes", "requests_sent")
    }
    assert names == {
        "following": ["bob"],
        "followers": ["bob"],
        "blocks": ["cyd"],
        "mutes": ["bob"],
        "requests_sent": [],
    }
    assert [each["text"] for each in table(archive, "muted_words")] == ["spoilers"]
    assert [(each["kind"], each["actor"]) for each in table(archive, "notifications")] == [
        ("follow", "bob"),
        ("comment", "bob"),
    ]
    [session] = table(archive, "sessions")
    assert list(session) == ["device", "place", "began_at", "renewed_at", "ends_at"]
    [settings] = table(archive, "settings")
    assert (settings["is_private"], settings["notify_of_like"]) == (False, "everybody")
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (b"secret of bob", b"bob@example.com", b"malory", ada.password.encode()):
        assert secret not in everything
    assert b",'=1+1," in archive.read("csv/profile.csv")
    assert b",'-2+3," in archive.read("csv/comments.csv")
    assert archive.read(images[0])[:3] == b"\xff\xd8\xff"


def test_posts_that_are_no_longer_for_them_lose_their_author(private: Path) -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(bob)
    like(liker=with_password(ada), post=post.pk)
    update_privacy(user=bob, is_private=True)
    follow(follower=ada, followee=bob.pk)
    archive = ready(ada, private)
    assert [(each["post"], each["post_author"]) for each in table(archive, "likes")] == [
        (post.pk, None)
    ]
    assert [each["username"] for each in table(archive, "requests_sent")] == ["bob"]


def test_one_at_a_time_and_one_a_day(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "data_exports": Rate(1, "day")}
    [ada] = make_users("ada")
    with_password(ada)
    [one, other] = sorted(at_once(partial(ask, ada), partial(ask, ada)), key=str)
    assert isinstance(one, DataExport)
    assert isinstance(other, RateLimited)
    assert other.message == "Your data is being exported. Wait until it is done."
    drain()
    with pytest.raises(
        RateLimited, match=r"^You have reached your limit of 1 data exports per day"
    ):
        ask(ada)


def test_one_that_failed_may_be_asked_for_again(private: Path, settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "data_exports": Rate(1, "day")}
    [ada] = make_users("ada")
    export = ask(with_password(ada))
    fail(export.pk)
    drain()
    export.refresh_from_db()
    assert (export.state, files_in(private)) == (State.FAILED, [])
    ready(ada, private)


def stopping(after: int, act: Callable[[], None]) -> Callable[[], bool]:
    """Says that the worker stops, or does this instead, when it is asked so many times."""
    asked = 0

    def look() -> bool:
        nonlocal asked
        asked += 1
        if asked == after:
            act()
        return False

    return look


def test_a_run_that_ends_half_way_leaves_nothing_and_begins_again(private: Path) -> None:
    ada, bob = make_users("ada", "bob")
    export = ask(with_password(ada))
    seen = []

    def abort() -> None:
        seen.extend(files_in(private))
        raise JobAborted

    with pytest.raises(JobAborted):
        write(export.pk, stopping(5, abort))
    assert len(seen) == 1
    assert (files_in(private), DoomedFile.objects.count()) == ([], 0)

    def second_run() -> None:
        write(export.pk, lambda: False)

    # Another run is first: this one ends without a file.
    write(export.pk, stopping(3, second_run))
    export.refresh_from_db()
    assert files_in(private) == [private / export.file]
    assert (export.state, DoomedFile.objects.count()) == (State.READY, 0)

    other = ask(with_password(bob))
    write(other.pk, stopping(4, lambda: remove_account(bob)))
    assert not DataExport.objects.filter(pk=other.pk).exists()
    assert files_in(private) == [private / export.file]


def test_files_go_with_their_time_their_user_and_the_network(private: Path) -> None:
    users = make_users("ada", "bob", "cyd", "dan")
    exports = [ask(with_password(user)) for user in users]
    drain()
    assert len(files_in(private)) == 4
    assert purge() == 0
    old = DataExport.objects.filter(pk=exports[0].pk)
    old.update(expires_at=F("expires_at") - work.KEPT - timedelta(seconds=1))
    assert purge() == 1
    assert len(files_in(private)) == 3
    remove_account(users[1])
    assert len(files_in(private)) == 2
    DataExport.objects.filter(pk=exports[2].pk).update(
        state=State.RUNNING, created_at=F("created_at") - timedelta(days=3), file=""
    )
    assert purge() == 0
    assert DataExport.objects.get(pk=exports[2].pk).state == State.FAILED
    clear_network()
    delete_pending_files()
    assert len(files_in(private)) == 1  # of the row that was made to run again
