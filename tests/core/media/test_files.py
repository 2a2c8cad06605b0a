"""Image files: whatever fails whenever, none is left over and none goes that a row names."""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from core.accounts.profiles import update_profile
from core.media import ImageNames, image_names, process_image
from core.media.files import UploadTooLate, confirm, delete_pending_files, save_image, uploading
from core.media.models import DoomedFile
from core.posts.models import Post, PostImage
from core.posts.services import NewImage, create_post, delete_post
from tests.collisions import colliding_before, fail
from tests.core.journal.test_relay_process import ended
from tests.factories import make_user
from tests.jobs import leave, worker_process
from tests.sessions import session_pid, terminate
from tests.statements import statements
from tests.threads import at_once
from tests.waiting import wait_until

from .pictured_posts import files_in, make_due, pending_deletions, picture, pictured

pytestmark = pytest.mark.usefixtures("stores")

ROOT = Path(__file__).resolve().parents[3]


def test_a_transaction_that_is_run_again_keeps_the_files_of_the_first_try(media: Path) -> None:
    ada = make_user("ada")
    with colliding_before("INSERT INTO core_journalentry", times=2) as kept:
        post = pictured(ada)
    assert len(kept) == 2
    image = PostImage.objects.get(post=post)
    assert files_in(media) == {str(image.large), str(image.small)}
    with colliding_before('UPDATE "core_user"') as kept:
        found = update_profile(user=ada, profile_image=picture())
    assert len(kept) == 1
    assert files_in(media) == {
        str(image.large), str(image.small), str(found.profile_image),
        str(found.profile_image_small),
    }  # fmt: skip
    assert pending_deletions() == set()


def test_a_session_that_ends_in_an_upload_leaves_them_to_the_sweep(media: Path) -> None:
    ada = make_user("ada")
    pid = session_pid()

    def die_first(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith('INSERT INTO "core_postimage"'):
            terminate(pid)
        return execute(sql, params, many, context)

    with pytest.raises(OperationalError), connection.execute_wrapper(die_first):
        pictured(ada)
    connection.close()
    assert not Post.objects.exists()
    assert pending_deletions() >= files_in(media)
    make_due()
    delete_pending_files()
    assert files_in(media) == set()


def test_a_session_that_ends_after_the_commit_leaves_the_deletion_to_the_sweep(
    media: Path,
) -> None:
    ada = make_user("ada")
    post = pictured(ada)
    with transaction.atomic():
        transaction.on_commit(partial(terminate, session_pid()))
        transaction.on_commit(connection.close)
        delete_post(editor=ada, post=post.pk)
    assert files_in(media) == set()  # a new connection did it
    assert pending_deletions() == set()


def test_an_upload_that_was_swept_fails_and_leaves_nothing(media: Path) -> None:
    image = process_image(picture())
    names = image_names("posts", "jpg")

    def upload(between: Callable[[], object]) -> None:
        with uploading([names]):
            between()
            save_image(image, names)
            with transaction.atomic():
                confirm([names])

    def cleanup() -> None:
        make_due()
        assert delete_pending_files() == 2

    with pytest.raises(UploadTooLate):
        upload(cleanup)
    assert pending_deletions() == files_in(media) == {names.large, names.small}
    assert delete_pending_files() == 2
    assert files_in(media) == set()


def test_files_are_not_saved_inside_a_transaction(media: Path) -> None:
    ada = make_user("ada")
    with (
        pytest.raises(transaction.TransactionManagementError, match="before the transaction"),
        transaction.atomic(),
    ):
        pictured(ada)
    assert files_in(media) == set()
    assert pending_deletions() == set()


def test_a_sweep_leaves_alone_what_another_has_in_hand_and_what_is_being_kept(media: Path) -> None:
    make_user("ada")
    names = [ImageNames(large=f"{letter}.jpg", small=f"{letter}-small.jpg") for letter in "ab"]
    for name in names:
        for file in (name.large, name.small):
            (media / file).write_bytes(b"x")
            DoomedFile.objects.create(pk=file, due_at=timezone.now())
    kept, swept = Event(), Event()

    def keep_one() -> None:
        with transaction.atomic():
            confirm(names[:1])
            kept.set()
            swept.wait()

    def cleanup() -> int:
        kept.wait()
        try:
            return delete_pending_files()
        finally:
            swept.set()

    assert at_once(keep_one, cleanup) == [None, 2]
    assert files_in(media) == {"a.jpg", "a-small.jpg"}
    assert pending_deletions() == set()


def test_a_file_that_will_not_go_is_tried_again_later(
    media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ada = make_user("ada")
    post = pictured(ada)
    image = PostImage.objects.get()
    large = media / str(image.large)
    large.unlink()
    (large / "stuck").mkdir(parents=True)  # a folder that is not empty will not go
    delete_post(editor=ada, post=post.pk)
    assert not Post.objects.exists()
    for attempts, minutes in ((1, 2), (2, 4), (3, 8)):
        left = DoomedFile.objects.get()
        assert (left.pk, left.attempts) == (str(image.large), attempts)
        wait = left.due_at - timezone.now()
        assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)
        assert delete_pending_files() == 0
        make_due()
        assert delete_pending_files() == 1
    message = f"File {image.large} could not be deleted; retrying later."
    assert [record.getMessage() for record in caplog.records].count(message) == 4
    DoomedFile.objects.update(attempts=32_000)
    (large / "stuck").rmdir()
    make_due()
    assert delete_pending_files() == 1
    assert pending_deletions() == set()
    assert not large.exists()


def test_a_worker_sweeps(media: Path) -> None:
    (media / "left.jpg").write_bytes(b"x")
    DoomedFile.objects.create(pk="left.jpg", due_at=timezone.now())
    DoomedFile.objects.create(pk="later.jpg", due_at=timezone.now() + timedelta(minutes=5))
    with worker_process(
        MEDIA_ROOT=str(media),
        DJANGO_SETTINGS_MODULE="core.settings.development",
        NEO4J_URL="bolt://127.0.0.1:1",  # unavailable, which must not keep files from being deleted
    ) as process:
        wait_until(lambda: pending_deletions() == {"later.jpg"})
        logged = ended(process)
    assert "Deleted 1 abandoned image files." in logged
    assert files_in(media) == set()


def test_images_cost_two_statements_more(media: Path) -> None:
    ada = make_user("ada")
    with statements() as plain:
        post = create_post(author=ada, content="Plain.")
    with statements() as pictures:
        other = create_post(author=ada, content="", images=[NewImage(picture()) for _ in range(4)])
    assert (len(plain), len(pictures)) == (6, 9)  # the rows of the images are the third
    with statements() as plain:
        delete_post(editor=ada, post=post.pk)
    with statements() as pictures:
        delete_post(editor=ada, post=other.pk)
    assert len(pictures) == len(plain) + 2


def test_an_error_in_the_transaction_deletes_the_files_at_once(media: Path) -> None:
    ada = make_user("ada")

    def break_it(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith('INSERT INTO "core_postimage"'):
            fail("23514")
        return execute(sql, params, many, context)

    with pytest.raises(IntegrityError, match="as asked"), connection.execute_wrapper(break_it):
        pictured(ada)
    assert files_in(media) == set()
    assert pending_deletions() == set()
    leave(ada)
    assert os.listdir(media) == ["posts"]
