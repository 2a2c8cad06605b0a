"""Profiles: display name, bio and image."""

from collections.abc import Mapping
from typing import BinaryIO

from core.common.faults import Faults
from core.common.text import BYTES_EACH_IN_SHORT, clean_line, clean_text
from core.database.transactions import atomic_with_retry
from core.media import ImageNames, image_names, place_for_images, process_profile_image
from core.media.files import confirm, save_image, schedule_deletion, uploading
from core.ratelimit.write_quotas import consume, consuming
from core.search import name_words

from .locks import lock_user
from .models import User

MAX_DISPLAY_NAME_LENGTH = 50
MAX_DISPLAY_NAME_BYTES = MAX_DISPLAY_NAME_LENGTH * BYTES_EACH_IN_SHORT
MAX_BIO_LENGTH = 300
MAX_BIO_BYTES = MAX_BIO_LENGTH * BYTES_EACH_IN_SHORT

_NO_IMAGE = ImageNames(large="", small="")


def update_profile(
    *,
    user: User,
    display_name: str | None = None,
    bio: str | None = None,
    profile_image: BinaryIO | None = None,
    without_image: bool = False,
) -> User:
    """Change what is given and leave the rest; an empty text clears it.

    `without_image` removes the image. Returns the updated user; raises InvalidInput naming every
    field at fault, and Overloaded when too many images are being processed. A new image is
    re-encoded and saved before the transaction begins; the files of the old one are deleted after
    it.
    """
    faults = Faults()
    texts: Mapping[str, str] = {}
    with faults.collect():
        texts = _clean_texts(display_name, bio)
    if profile_image is None:
        faults.report()
        return _change_own(user, texts, _NO_IMAGE if without_image else None)
    # Decoding an image is the expensive part, so a rejected one counts too.
    with place_for_images(user.pk), consuming("pictures", user_id=user.pk), faults.collect():
        image = process_profile_image(profile_image)
    faults.report()
    names = image_names("profiles", image.extension)
    with uploading([names]):
        save_image(image, names)
        return _change_own(user, texts, names)


@atomic_with_retry
def rewrite_profile(
    user: User,
    *,
    display_name: str | None = None,
    bio: str | None = None,
    without_image: bool = False,
) -> User:
    """Like `update_profile`, without checking who asks and without a write quota."""
    texts = _clean_texts(display_name, bio)
    return _change(lock_user(user.pk), texts, _NO_IMAGE if without_image else None)


@atomic_with_retry
def _change_own(user: User, texts: Mapping[str, str], image: ImageNames | None) -> User:
    found = lock_user(user.pk)
    if image is not None or any(getattr(found, name) != text for name, text in texts.items()):
        consume("edits", user_id=user.pk)
    return _change(found, texts, image)


def _change(found: User, texts: Mapping[str, str], image: ImageNames | None) -> User:
    """Set the texts and, unless it is None, the image; the user is locked by the caller."""
    before = name_words(found.username, found.display_name)
    renamed = texts.get("display_name", found.display_name) != found.display_name
    for name, text in texts.items():
        setattr(found, name, text)
    if image is not None:
        if image.large:
            confirm([image])
        schedule_deletion(image_files_of(found))
        found.profile_image, found.profile_image_small = image.large, image.small
    names = ["display_name", "name_words"] if renamed else []
    found.save(update_fields=[*names, "bio", "profile_image", "profile_image_small"])
    if renamed and name_words(found.username, found.display_name) == before:
        # PostgreSQL cannot tell words that stay from words that were forgotten.
        found.save(update_fields=["name_words"])
    return found


def image_files_of(user: User) -> list[str]:
    """Return the names of the files of a user's image; empty names where there is none."""
    return [str(user.profile_image), str(user.profile_image_small)]


def clean_display_name(value: str) -> str:
    """Return the display name as it is stored, one line. Raises InvalidInput."""
    return clean_line(
        value,
        field="displayName",
        longest=MAX_DISPLAY_NAME_LENGTH,
        most_bytes=MAX_DISPLAY_NAME_BYTES,
        required=False,
    )


def clean_bio(value: str) -> str:
    """Return the bio as it is stored. Raises InvalidInput."""
    return clean_text(
        value,
        field="bio",
        longest=MAX_BIO_LENGTH,
        most_bytes=MAX_BIO_BYTES,
        required=False,
    )


def _clean_texts(display_name: str | None, bio: str | None) -> dict[str, str]:
    texts = {}
    faults = Faults()
    if display_name is not None:
        with faults.collect():
            texts["display_name"] = clean_display_name(display_name)
    if bio is not None:
        with faults.collect():
            texts["bio"] = clean_bio(bio)
    faults.report()
    return texts
