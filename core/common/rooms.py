"""Room for a bounded amount of something, such as bytes, that clients share fairly.

Where there is no more room, a newcomer is not refused: the client that holds most loses what it has
held for longest. So one that holds much, and is silent, makes way for all others; alone, it may
have all there is.
"""

from collections.abc import Callable, Hashable


class Place:
    """What one holder has of a room; to be left at the end."""

    __slots__ = ("amount", "client", "evict", "room")

    def __init__(
        self, room: "Room", client: Hashable, amount: int, evict: Callable[[], None]
    ) -> None:
        self.room = room
        self.client = client
        self.amount = amount
        self.evict = evict

    def grow(self, amount: int) -> None:
        """Take so much more; it may lose its place, or another one its own."""
        self.room.grow(self, amount)

    def leave(self) -> None:
        """Give all of it back; does nothing a second time."""
        self.room.leave(self)


class Room:
    """Room for `size`; used in one event loop."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.used = 0
        # The places of each client, the oldest first, and what they hold together.
        self._places: dict[Hashable, dict[Place, None]] = {}
        self._held: dict[Hashable, int] = {}

    def enter(self, client: Hashable, amount: int, evict: Callable[[], None]) -> Place:
        """Return a place. `evict` is called if it is lost."""
        place = Place(self, client, 0, evict)
        self._places.setdefault(client, {})[place] = None
        self.grow(place, amount)
        return place

    def grow(self, place: Place, amount: int) -> None:
        """Give the place more; those who hold most make way."""
        if place not in self._places.get(place.client, {}):
            return
        place.amount += amount
        self.used += amount
        self._held[place.client] = self._held.get(place.client, 0) + amount
        while self.used > self.size:
            self.evict_one()

    def leave(self, place: Place) -> None:
        """Remove the place."""
        places = self._places.get(place.client, {})
        if place not in places:
            return
        del places[place]
        self.used -= place.amount
        self._held[place.client] -= place.amount
        if not places:
            del self._places[place.client], self._held[place.client]

    def evict_one(self) -> bool:
        """Take the oldest place of the client that holds most; returns whether there was one.

        Cost: the number of clients.
        """
        if not self._held:
            return False
        client = max(self._held, key=self._held.__getitem__)
        place = next(iter(self._places[client]))
        self.leave(place)
        place.evict()
        return True

    def held_by(self, client: Hashable) -> int:
        """Return the places of a client."""
        return len(self._places.get(client, ()))
