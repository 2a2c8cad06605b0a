"""The private storage of a test: a folder of its own."""

from pathlib import Path

from django.conf import LazySettings


def keep_in(folder: Path, settings: LazySettings) -> Path:
    """Put both storages into this folder; return where the private files are."""
    settings.MEDIA_ROOT = folder / "media"
    options = {"location": folder / "private"}
    private = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return folder / "private"


def files_in(folder: Path) -> list[Path]:
    """The files below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
