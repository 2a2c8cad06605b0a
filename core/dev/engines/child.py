"""Become a server: the last step between our fork and the program that it runs.

Run as a plain script by a bare interpreter (`python -I -S child.py SIGNAL UID:GID PARENT COMMAND
…`), so it costs 20 ms and runs no code of ours between fork and exec, where threads could have
left a lock held.

On Linux the server gets SIGNAL when its parent dies in whatever way, so that a `kill -9` leaves
nothing behind. The parent is the very thread that started it: start servers in one that stays.

PostgreSQL refuses to run as root: root names a user to become, and of root's powers only that of
reading and traversing any folder is kept, so that the clone may lie in root's own home.
"""

import ctypes
import os
import signal
import sys

SET_PARENT_DEATH_SIGNAL, READ_BOUNDING_SET, SET_SECURE_BITS, AMBIENT = 1, 23, 28, 47
AMBIENT_RAISE = 2
NO_SETUID_FIXUP = 1 << 2
CAPABILITY_VERSION_3 = 0x20080522
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2


def main() -> None:
    """Take on the user and the death signal that the arguments name, then exec the command."""
    death_signal, user, parent, *command = sys.argv[1:]
    if user:
        become(*map(int, user.split(":")))
    if sys.platform == "linux":
        # After the change of user, which clears it.
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.Signals[death_signal].value)
        if os.getppid() != int(parent):
            sys.exit("The parent died before its child began.")
    os.execv(command[0], command)  # noqa: S606 - this is what the module is for


def become(uid: int, gid: int) -> None:
    """Be `uid` from now on, with no more of root's powers than finding the way to the clone."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    # Without the fixup access(2) would look past the capability that is kept below.
    keeps = libc is not None and libc.prctl(SET_SECURE_BITS, NO_SETUID_FIXUP, 0, 0, 0) == 0
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if libc is not None and keeps:
        keep_read_access_only(libc)


def keep_read_access_only(libc: ctypes.CDLL) -> None:
    """Drop every capability but reading any file, which stays across exec.

    Where a container does not have that one, the right to write is kept with it.
    """
    capability = DAC_READ_SEARCH if libc.prctl(READ_BOUNDING_SET, DAC_READ_SEARCH) else DAC_OVERRIDE
    mask = 1 << capability
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # Effective, permitted, inheritable: for capabilities 0 to 31, then for the rest.
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    if libc.capset(header, sets):
        sys.exit("Root's capabilities could not be dropped.")
    libc.prctl(AMBIENT, AMBIENT_RAISE, capability, 0, 0)


if __name__ == "__main__":
    main()
