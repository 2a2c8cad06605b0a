"""The demo's pictures: WebP files, portraits of 400 × 400 pixels and scenes of 1200 × 800.

``portraits/`` holds ``ada``, who has a face of her own, and faces named by sex and skin tone, 0
(light) to 7 (dark). ``scenes.csv`` says of each file in ``scenes/`` which scene it is, what it
shows of the words of a post (``slot: value | value``, see ``book``), and describes it.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from core.dev.demo.book import alternatives
from core.dev.demo.voice import Bindings, Deck

HERE = Path(__file__).parent
SCENE_SIZE = (1200, 800)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of this folder; ``shows`` is what it takes from a post's words, if anything."""

    file: str
    kind: str
    description: str = ""
    shows: str = ""

    def fits(self, bindings: Bindings) -> bool:
        """Return whether it shows what a slot of the post is filled with."""
        slot, _, values = self.shows.partition(":")
        return bindings.get(slot) in alternatives(values)

    def read(self) -> bytes:
        """Return the file's content."""
        return (HERE / self.file).read_bytes()


ADA_PORTRAIT = Picture("portraits/ada.webp", "ada")
PORTRAITS = tuple(
    Picture(f"portraits/{path.name}", path.stem.rpartition("-")[0])
    for path in sorted((HERE / "portraits").glob("*-*-*.webp"))
)
with (HERE / "scenes.csv").open(encoding="utf-8", newline="") as rows:
    SCENES = tuple(
        Picture(f"scenes/{row['file']}", row["scene"], row["description"], row["shows"])
        for row in csv.DictReader(rows)
    )


class Album:
    """Deals pictures; none of a kind comes again before the others that fit have had a turn."""

    def __init__(self, pictures: Sequence[Picture], rng: Random) -> None:
        self._kinds: dict[str, list[Picture]] = {}
        for picture in pictures:
            self._kinds.setdefault(picture.kind, []).append(picture)
        self._decks = {kind: Deck(cards, rng) for kind, cards in self._kinds.items()}

    def draw(self, kind: str, bindings: Bindings) -> Picture:
        """Return a picture of the kind, one that fits the words of the post if there is one."""
        fitting = [picture for picture in self._kinds[kind] if picture.fits(bindings)]
        return self._decks[kind].draw(fitting or None)
