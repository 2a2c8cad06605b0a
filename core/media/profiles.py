"""Colour profiles (ICC) of uploads, cut down to what converting to sRGB needs.

A profile is a program: its tags say in how many steps, curves and tables a colour is computed,
and the library runs them for every colour. What no photo needs is taken out of the tag table, so
that the library falls back on the simpler tags beside it, as it must for older profiles.
Source: ICC.1:2022, sections 7.2, 7.3, 9.2 and 10.
"""

import math
import struct

# A profile of a press in CMYK has two to three.
MAX_BYTES = 4 * 1024 * 1024
MAX_TAGS = 100

_HEADER = 128
_TAG = struct.Struct(">4sII")
# The types that a tag of this name may have, by their first four bytes. Not there: D2B0 and its
# like, whose chain of elements has any length; names of colours; everything about the way back.
_CURVE, _XYZ, _TABLE = (b"curv", b"para"), (b"XYZ ",), (b"mft1", b"mft2", b"mAB ")
_NEEDED: dict[bytes, tuple[bytes, ...]] = {
    **{name + b"XYZ": _XYZ for name in (b"r", b"g", b"b")},
    **{name + b"TRC": _CURVE for name in (b"r", b"g", b"b", b"k")},
    **{b"A2B" + number: _TABLE for number in (b"0", b"1", b"2")},
    b"wtpt": _XYZ,
    b"bkpt": _XYZ,
    b"chad": (b"sf32",),
}


def needed_of(profile: bytes) -> bytes | None:
    """Return the profile with the needed tags alone; None if it cannot be one."""
    if not _HEADER + 4 <= len(profile) <= MAX_BYTES:
        return None
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    end = _HEADER + 4 + count * _TAG.size
    if count > MAX_TAGS or end > len(profile):
        return None
    tags = [_TAG.unpack_from(profile, at) for at in range(_HEADER + 4, end, _TAG.size)]
    kept = [_TAG.pack(*tag) for tag in tags if _is_needed(profile, *tag)]
    table = struct.pack(">I", len(kept)) + b"".join(kept)
    return profile[:_HEADER] + table.ljust(end - _HEADER, b"\0") + profile[end:]


def _is_needed(profile: bytes, name: bytes, offset: int, size: int) -> bool:
    data = memoryview(profile)[offset : offset + size]
    kind = bytes(data[:4])
    if len(data) < size or kind not in _NEEDED.get(name, ()):
        return False
    return kind not in _TABLE or _fits(kind, data)


def _fits(kind: bytes, tag: memoryview) -> bool:
    """Return whether a table is as large as it says, for it is made before it is read."""
    if len(tag) < 48:
        return False
    inputs, outputs = tag[8], tag[9]
    if not (1 <= inputs <= 4 and 1 <= outputs <= 4):
        return False
    if kind != b"mAB ":
        return int(tag[10] ** inputs * outputs) <= len(tag)
    (table,) = struct.unpack_from(">I", tag, 24)
    if not table:
        return True
    points = tag[table : table + inputs]
    return len(points) == inputs and math.prod(points) * outputs <= len(tag)
