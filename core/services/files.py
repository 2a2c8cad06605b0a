"""Image files in the media storage (a folder, or S3), kept in step with the rows that name them."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.images import ProcessedImage, image_names

logger = logging.getLogger(__name__)


def save_image(image: ProcessedImage, *, folder: str, saved: list[str]) -> tuple[str, str]:
    """Save both versions under random names; gives (large, small) and adds them to `saved`."""
    names = image_names(folder, image.extension)
    for name, content in ((names.large, image.large), (names.small, image.small)):
        saved.append(default_storage.save(name, ContentFile(content)))
    return names.large, names.small


def delete_files(names: Iterable[str]) -> None:
    """Delete files whose rows are gone. A file that will not go is logged and left behind."""
    for name in names:
        if not name:
            continue
        try:
            default_storage.delete(name)
        except Exception:
            logger.exception("The file %s was not deleted.", name)


@contextmanager
def deleted_on_failure() -> Iterator[list[str]]:
    """Gives a list for the names of saved files; deletes them when the block raises."""
    saved: list[str] = []
    try:
        yield saved
    except BaseException:
        delete_files(saved)
        raise
