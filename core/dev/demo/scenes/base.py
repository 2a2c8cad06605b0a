"""What every scene is."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Self

from PIL import Image

from .canvas import finish


@dataclass(frozen=True, slots=True)
class Scene(ABC):
    """A picture that is not drawn yet: what it shows, and a seed for its details."""

    seed: int

    @classmethod
    @abstractmethod
    def compose(cls, seed: int, words: Mapping[str, str]) -> Self:
        """A scene that fits ``words``, the values of the slots of the post it goes with."""

    @property
    @abstractmethod
    def description(self) -> str:
        """What the picture shows, for people who do not see it; at most 300 characters."""

    @abstractmethod
    def paint(self, rng: Random) -> Image.Image:
        """The picture, at twice its size."""

    def draw(self) -> bytes:
        """The picture as JPEG, 1200 × 800 pixels; about 30 ms, the same bytes every time."""
        return finish(self.paint(Random(self.seed)))
