"""Full disks: of PostgreSQL, of the pictures, of temporary files."""

import errno

_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})
# disk_full, by PostgreSQL's manual, appendix A
_SQLSTATE = "53100"


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether a full disk is the cause of this error, which is gone once there is space."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, OSError) and error.errno in _ERRNOS:
            return True
        if getattr(error, "pgcode", None) == _SQLSTATE:
            return True
        seen.add(id(error))
        error = error.__cause__
    return False
