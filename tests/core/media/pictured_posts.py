"""Pictures, their files, and which of those are pending deletion."""

import io
from pathlib import Path

from django.utils import timezone
from PIL import Image

from core.accounts.models import User
from core.media.models import DoomedFile
from core.posts.models import Post
from core.posts.services import NewImage, create_post


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "PNG")
    file.seek(0)
    return file


def pictured(author: User) -> Post:
    return create_post(author=author, content="Look.", images=[NewImage(picture())])


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def pending_deletions() -> set[str]:
    return set(DoomedFile.objects.values_list("pk", flat=True))


def make_due() -> None:
    """As if all the time had passed."""
    DoomedFile.objects.update(due_at=timezone.now())
