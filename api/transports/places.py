"""The places of sockets in this process: of those without a session, and of users."""

from collections.abc import Callable, Hashable

from django.conf import settings

from core.common.rooms import Place, Room

from .closing import too_many

# How many sockets without a session a worker has.
MAX_ANONYMOUS = 500

TOO_MANY = "Too many open connections. Try again later."
TOO_MANY_ANONYMOUS = "Too many connections without a session. Sign in."

# Sockets without a session, by address, and with one, by person.
_anonymous = Room(MAX_ANONYMOUS)
_members = Room(settings.LIVE_PER_WORKER)


def place_of_anyone(address: Hashable, make_way: Callable[[], None]) -> Place:
    """Return a place for a socket without a session; `make_way` is called when it must close."""
    return _anonymous.enter(address, 1, make_way)


def place_of_member(person: int, make_way: Callable[[], None]) -> Place:
    """Return a place for a socket of this user. Raises Closing when there is none."""
    if _members.used >= _members.size:
        raise too_many(TOO_MANY)
    if (own := _members.held_by(person)) >= settings.LIVE_PER_PERSON:
        raise too_many(f"You have {own} open connections, the maximum.")
    return _members.enter(person, 1, make_way)
