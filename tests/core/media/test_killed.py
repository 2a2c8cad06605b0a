"""A process is killed between two steps: no image file is left over."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.accounts.profiles import update_profile
from core.media.files import delete_pending_files
from core.media.models import DoomedFile
from core.posts.models import Post, PostImage
from tests.factories import make_user
from tests.programs import run

from .pictured_posts import files_in, make_due, pending_deletions, picture, pictured

pytestmark = pytest.mark.usefixtures("stores")

ROOT = Path(__file__).resolve().parents[3]


# What a process runs that dies in the middle; {0} is the media folder.
DYING = """
import os, signal, sys
from io import BytesIO
import django
django.setup()
from django.conf import settings
from django.db import connection, transaction
from PIL import Image
from core.models import Post, User
from core.posts.services import NewImage, create_post, delete_post
from core.accounts.profiles import update_profile
from tests.jobs import leave

settings.MEDIA_ROOT = sys.argv[1]
ada = User.objects.get(username="ada")
die = lambda: os.kill(os.getpid(), signal.SIGKILL)

def die_before(beginning):
    def execute_or_die(execute, sql, params, many, context):
        if sql.startswith(beginning):
            die()
        return execute(sql, params, many, context)
    return connection.execute_wrapper(execute_or_die)

file = BytesIO()
Image.new("RGB", (64, 48), "teal").save(file, "PNG")
file.seek(0)
"""


def die_in(work: str, media: Path) -> None:
    """Run `work` in a process that kills itself by SIGKILL."""
    process = run("-c", DYING + work, media)
    assert process.returncode == -signal.SIGKILL, process.stderr


def test_it_dies_between_the_commit_of_a_deletion_and_the_files(media: Path) -> None:
    ada = make_user("ada")
    gone, stays = pictured(ada), pictured(ada)
    update_profile(user=ada, profile_image=picture())
    kept = {
        *PostImage.objects.filter(post=stays).values_list("large", flat=True),
        *PostImage.objects.filter(post=stays).values_list("small", flat=True),
    }
    assert len(files_in(media)) == 6
    die_in(
        f"""
with transaction.atomic():
    transaction.on_commit(die)
    delete_post(editor=ada, post={gone.pk})
    update_profile(user=ada, without_image=True)
""",
        media,
    )
    assert list(Post.objects.all()) == [stays]
    assert User.objects.get().profile_image == ""
    assert pending_deletions() == files_in(media) - kept
    assert (len(pending_deletions()), delete_pending_files()) == (4, 0)  # not due yet
    make_due()
    assert (delete_pending_files(), delete_pending_files()) == (4, 0)
    assert files_in(media) == kept
    assert pending_deletions() == set()


def test_it_dies_between_the_commit_of_an_account_deletion_and_the_files(media: Path) -> None:
    ada = make_user("ada")
    pictured(ada)
    update_profile(user=ada, profile_image=picture())
    die_in(
        """
with transaction.atomic():
    transaction.on_commit(die)
    leave(ada)
""",
        media,
    )
    assert not User.objects.exists()
    assert pending_deletions() == files_in(media)
    make_due()
    assert delete_pending_files() == 4
    assert files_in(media) == set()


@pytest.mark.parametrize(
    ("where", "work"),
    [
        ('INSERT INTO "core_post"', "create_post(author=ada, content='', images=[NewImage(file)])"),
        ('UPDATE "core_user"', "update_profile(user=ada, profile_image=file)"),
    ],
)
def test_it_dies_between_saving_and_the_commit(media: Path, where: str, work: str) -> None:
    ada = make_user("ada")
    die_in(f"with die_before('{where}'):\n    {work}\n", media)
    assert not Post.objects.exists()
    assert User.objects.get().profile_image == ""
    assert len(files_in(media)) == 2
    assert pending_deletions() == files_in(media)
    in_50_minutes = timezone.now() + timedelta(minutes=50)
    assert DoomedFile.objects.filter(due_at__gt=in_50_minutes).count() == 2
    pictured(ada)
    make_due()
    assert delete_pending_files() == 2
    assert len(files_in(media)) == 2
    assert pending_deletions() == set()
