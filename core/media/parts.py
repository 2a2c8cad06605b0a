"""The parts of a file, walked before Pillow sees it: how many there are, and what they cost.

Each format is a list of parts, of which a hostile file has millions of a few bytes. Damage is
passed over: it is for the decoder to say.
"""

import re
from typing import NamedTuple

from .errors import InvalidImage
from .orientation import Metadata

# Chunks of a PNG or WebP, blocks of a GIF before its first frame: a PNG of 10 MiB in
# pieces of 8 kB, as encoders write them, has 1,280. So many cost half a second.
MAX_PARTS = 65_536

MAX_JPEG_SEGMENTS = 4096
MAX_JPEG_SCANS = 32
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
# Parts of the head that change no pixel: APP1 (Exif, XMP), APP3 to APP13, APP15, comments.
_JPEG_TEXTS = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})
_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"

_GIF_EXTENSION = 0x21


class Jpeg(NamedTuple):
    """A JPEG without its texts, what they say of the picture, and the number of its scans."""

    pixels: bytes
    metadata: Metadata
    scans: int


def read_jpeg(content: bytes) -> Jpeg:
    """Return the parts of a JPEG. Raises InvalidImage if there are too many.

    Every scan of a progressive JPEG passes over the whole image, and an empty one takes some 40
    bytes; encoders write about ten. Walks the markers as libjpeg does, up to the end of the first
    image, so what is appended to a file does not count.
    """
    kept: list[bytes] = []
    texts: dict[bytes, bytes] = {}
    begin, position, scans = 0, 2, 0
    for _ in range(MAX_JPEG_SEGMENTS):
        found = _JPEG_MARKER.search(content, position)
        if found is None or (marker := found[1][0]) == _JPEG_END:
            kept.append(content[begin:])
            metadata = Metadata(texts.get(_EXIF, b""), texts.get(_XMP, b""))
            return Jpeg(b"".join(kept), metadata, scans)
        scans += marker == _JPEG_SCAN
        if scans > MAX_JPEG_SCANS:
            break
        length = int.from_bytes(content[found.end() : found.end() + 2], "big")
        position = found.end() + length
        if not scans and marker in _JPEG_TEXTS and length >= 2 and position <= len(content):
            kept.append(content[begin : found.start()])
            begin = position
            _note(content[found.end() + 2 : position], texts)
    raise _too_many()


def count_png(content: bytes) -> None:
    """Raise InvalidImage if a PNG has more than MAX_PARTS chunks, up to its IEND."""
    at = 8
    for _ in range(MAX_PARTS):
        head = content[at : at + 8]
        if len(head) < 8 or head[4:] == b"IEND":
            return
        at += 12 + int.from_bytes(head[:4], "big")
    raise _too_many()


def count_webp(content: bytes) -> None:
    """Raise InvalidImage if a WebP has more than MAX_PARTS chunks, within its RIFF."""
    at, end = 12, 8 + int.from_bytes(content[4:8], "little")
    for _ in range(MAX_PARTS):
        head = content[at : at + 8]
        if len(head) < 8 or at >= end:
            return
        size = int.from_bytes(head[4:], "little")
        at += 8 + size + (size & 1)
    raise _too_many()


def count_gif(content: bytes) -> None:
    """Raise InvalidImage if a GIF has more than MAX_PARTS blocks before its first frame.

    What is after it is not read.
    """
    if len(content) < 13:
        return
    at = 13 + (3 << (content[10] & 7) + 1 if content[10] & 0x80 else 0)
    blocks = 0
    while at + 2 < len(content) and content[at] == _GIF_EXTENSION:
        at += 2
        while at < len(content) and content[at]:
            at += content[at] + 1
            blocks += 1
            if blocks > MAX_PARTS:
                raise _too_many()
        at += 1
        blocks += 1
        if blocks > MAX_PARTS:
            raise _too_many()


def _note(text: bytes, texts: dict[bytes, bytes]) -> None:
    """Keep the first of each kind."""
    for kind in (_EXIF, _XMP):
        if text.startswith(kind):
            texts.setdefault(kind, text[len(kind) :])


def _too_many() -> InvalidImage:
    return InvalidImage("The image has too many parts to be decoded.")
