"""The bytes of an upload."""

from typing import BinaryIO

from .errors import InvalidImage
from .rules import MAX_BYTES


def read_upload(source: BinaryIO) -> bytes:
    """Return the bytes of `source` from its start, as one upload may be used twice.

    Reads at most `MAX_BYTES` + 1. Raises InvalidImage.
    """
    source.seek(0)
    content = source.read(MAX_BYTES + 1)
    if not content:
        raise InvalidImage("The file is empty.")
    if len(content) > MAX_BYTES:
        raise InvalidImage(f"The file is larger than {MAX_BYTES // 2**20} MiB.")
    return content
