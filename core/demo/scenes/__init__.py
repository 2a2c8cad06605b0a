"""Pictures that the program draws: a scene for each community."""

from collections.abc import Mapping

from core.demo.scenes.base import Scene
from core.demo.scenes.clay import Pots
from core.demo.scenes.crumb import Crumb
from core.demo.scenes.garden import Beds
from core.demo.scenes.hills import Hills
from core.demo.scenes.map import Route
from core.demo.scenes.night import Moon, Sky
from core.demo.scenes.paper import Score, Spines
from core.demo.scenes.patterns import Branches, Hexes
from core.demo.scenes.roll import Contacts
from core.demo.scenes.wire import Wire

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
