"""Profiles: texts, the image and its files."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from PIL import Image

from core.accounts.models import User
from core.accounts.profiles import update_profile
from core.common.errors import InvalidInput, NotFound
from core.journal.models import JournalEntry
from tests.factories import make_user
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture() -> io.BytesIO:
    """A real PNG file, 800 × 600."""
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "PNG")
    file.seek(0)
    return file


def files_in(folder: Path) -> set[str]:
    """Every file below the folder, by its storage name."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def images_of(user: User) -> set[str]:
    return {str(user.profile_image), str(user.profile_image_small)}


def test_what_is_given_changes_and_the_rest_stays() -> None:
    ada = make_user("ada")
    update_profile(user=ada, display_name=" Ada \n Lovelace ", bio=" I count.\nAnd play. ")
    found = update_profile(user=ada)
    assert (found.display_name, found.bio) == ("Ada Lovelace", "I count.\nAnd play.")
    found = update_profile(user=ada, bio="")
    assert (found.display_name, found.bio) == ("Ada Lovelace", "")
    assert User.objects.get().display_name == "Ada Lovelace"
    assert JournalEntry.objects.count() == 1  # the graph knows nothing of profiles


@pytest.mark.parametrize(
    ("name", "bio", "message", "field"),
    [
        ("x" * 51, None, "This has 51 characters; at most 50 are allowed.", "displayName"),
        ("a\x00", None, "Text must not contain NUL or unpaired surrogates.", "displayName"),
        (None, "x" * 301, "This has 301 characters; at most 300 are allowed.", "bio"),
    ],
)
def test_texts_that_are_refused(
    name: str | None, bio: str | None, message: str, field: str
) -> None:
    ada = make_user("ada")
    with pytest.raises(InvalidInput) as refusal:
        update_profile(user=ada, display_name=name, bio=bio)
    assert (refusal.value.message, refusal.value.field) == (message, field)
    assert User.objects.get().display_name == ""


def test_the_image_comes_in_two_square_sizes(media: Path) -> None:
    found = update_profile(user=make_user("ada"), profile_image=picture())
    assert images_of(found) == files_in(media)
    with Image.open(found.profile_image.path) as large:
        assert large.size == (400, 400)
    with Image.open(found.profile_image_small.path) as small:
        assert small.size == (96, 96)


def test_a_new_image_replaces_the_files_of_the_old_one(media: Path) -> None:
    ada = make_user("ada")
    old = images_of(update_profile(user=ada, profile_image=picture()))
    new = images_of(update_profile(user=ada, profile_image=picture()))
    assert not old & new
    assert files_in(media) == new
    found = update_profile(user=ada, bio="Hello.", without_image=True)
    assert images_of(found) == {""}
    assert files_in(media) == set()


def test_a_file_that_is_no_image_changes_nothing(media: Path) -> None:
    ada = make_user("ada")
    kept = images_of(update_profile(user=ada, profile_image=picture()))
    with pytest.raises(InvalidInput, match=r"^The file is not a JPEG, ") as refusal:
        update_profile(user=ada, bio="Hello.", profile_image=io.BytesIO(b"<svg/>"))
    assert refusal.value.field == "profileImage"
    assert files_in(media) == kept
    assert User.objects.get().bio == ""


def test_someone_who_left_meanwhile_leaves_no_files(media: Path) -> None:
    ada = make_user("ada")
    User.objects.all().delete()
    with pytest.raises(NotFound, match=r"^User not found\.$"):
        update_profile(user=ada, profile_image=picture())
    assert files_in(media) == set()


def test_it_takes_two_statements() -> None:
    ada = make_user("ada")
    with statements() as seen:
        update_profile(user=ada, display_name="Ada")
    assert [sql.split()[0] for sql in seen] == ["SELECT", "UPDATE"]
