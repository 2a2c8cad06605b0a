"""Files that nobody gets by a URL: a storage of their own, apart from the public one."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages

# What the names of private files begin with; those of images are folders of their own.
PRIVATE = "private/"


def private_name(folder: str, extension: str) -> str:
    """Return a new random name, such as `private/exports/ab/abcdef….zip`: 128 random bits."""
    token = secrets.token_hex(16)
    return f"{PRIVATE}{folder}/{token[:2]}/{token}.{extension}"


def storage_of(name: str) -> Storage:
    """Return the storage that has the file of this name."""
    return storages["private"] if name.startswith(PRIVATE) else default_storage


class Sink:
    """Takes the bytes of a file from its beginning to its end, and counts them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = 0

    def write(self, data: bytes) -> int:
        """Write these bytes after what was written."""
        self._file.write(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the storage decides when it has enough."""


@contextmanager
def writing(name: str) -> Iterator[Sink]:
    """Yield where to write a new file, of which a few MB are in memory at most.

    In S3 it is there once the block ends. In a folder it grows, so its name must be listed for
    deletion until it is whole (`saving` of files.py).
    """
    storage: Any = storage_of(name)
    if isinstance(storage, FileSystemStorage):
        path = Path(storage.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Django sets the mode of what it saves, not of what it opens.
        path.touch(mode=0o600, exist_ok=False)
    with storage.open(name, "wb") as file:
        yield Sink(file)


def open_private(name: str) -> IO[bytes]:
    """Open a private file for reading. Raises FileNotFoundError."""
    file: Any = storage_of(name).open(name, "rb")
    return file  # type: ignore[no-any-return]
