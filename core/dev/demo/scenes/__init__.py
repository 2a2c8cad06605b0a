"""Pictures that the program draws: a scene for each community."""

from collections.abc import Mapping

from .base import Scene
from .clay import Pots
from .crumb import Crumb
from .garden import Beds
from .hills import Hills
from .map import Route
from .night import Moon, Sky
from .paper import Score, Spines
from .patterns import Branches, Hexes
from .roll import Contacts
from .wire import Wire

SCENES: dict[str, type[Scene]] = {
    "beds": Beds,
    "branches": Branches,
    "contacts": Contacts,
    "crumb": Crumb,
    "hexes": Hexes,
    "hills": Hills,
    "moon": Moon,
    "pots": Pots,
    "route": Route,
    "score": Score,
    "sky": Sky,
    "spines": Spines,
    "wire": Wire,
}


def compose(kind: str, seed: int, words: Mapping[str, str]) -> Scene:
    """A scene of the kind that fits ``words``, the values of the slots of a post."""
    return SCENES[kind].compose(seed, words)


__all__ = ["SCENES", "Scene", "compose"]
