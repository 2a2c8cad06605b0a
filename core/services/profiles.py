"""What a person says about themselves."""

from functools import partial
from typing import BinaryIO

from django.db import transaction

from core.images import process_profile_image
from core.locks import lock_user
from core.models import User
from core.text import clean_text

from .files import delete_files, deleted_on_failure, save_image

LONGEST_DISPLAY_NAME = 50
LONGEST_BIO = 300


def update_profile(
    *,
    user: User,
    display_name: str | None = None,
    bio: str | None = None,
    profile_image: BinaryIO | None = None,
    without_image: bool = False,
) -> User:
    """Change what is given and leave the rest; an empty text clears it.

    `without_image` takes the image away. Gives the person as they are now; raises InvalidInput
    naming the field. A new image is re-encoded before the transaction begins; the files of the
    old one go after it.
    """
    texts = _clean_texts(display_name, bio)
    image = None if profile_image is None else process_profile_image(profile_image)
    with deleted_on_failure() as saved, transaction.atomic():
        found = lock_user(user.pk)
        for name, text in texts.items():
            setattr(found, name, text)
        if image is not None:
            _replace_files(found, *save_image(image, folder="profiles", saved=saved))
        elif without_image:
            _replace_files(found, "", "")
        found.save(update_fields=["display_name", "bio", "profile_image", "profile_image_small"])
    return found


def image_files_of(user: User) -> list[str]:
    """The names of the files of a person's image; empty names where there is none."""
    return [str(user.profile_image), str(user.profile_image_small)]


def _clean_texts(display_name: str | None, bio: str | None) -> dict[str, str]:
    texts = {}
    if display_name is not None:
        # A name is one line.
        texts["display_name"] = clean_text(
            " ".join(display_name.split()),
            field="displayName",
            longest=LONGEST_DISPLAY_NAME,
            required=False,
        )
    if bio is not None:
        texts["bio"] = clean_text(bio, field="bio", longest=LONGEST_BIO, required=False)
    return texts


def _replace_files(user: User, large: str, small: str) -> None:
    transaction.on_commit(partial(delete_files, image_files_of(user)))
    user.profile_image = large
    user.profile_image_small = small
