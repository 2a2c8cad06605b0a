"""What lists of suggestions are compared with: rankings of a network in memory."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.suggestions.learning.follows import Follow, Follows
from core.suggestions.learning.learn import learn, present, ranked
from graph.traversals.suggestions import CAPS, Counts, Feature, Model

WITHOUT_END = 10**9
# Each reads a good part of the network.
LISTS = 300
UNCAPPED = replace(
    CAPS,
    edges=10**12,
    mutuals=WITHOUT_END,
    cap=WITHOUT_END,
    between=WITHOUT_END,
    share=WITHOUT_END,
    followers=WITHOUT_END,
)
# The formula before weights were learned, and its bounds.
BEFORE = Model({Feature.FOLLOWED_BY: 1.0, Feature.FOLLOWS_YOU: 1.0}, triad_edges=0)
BEFORE_CAPS = replace(CAPS, edges=10**12, mutuals=50, cap=100, between=0, followers=1_000)
ADAMIC_ADAR = Model({Feature.FOLLOWED_BY: 1.0}, triad_edges=0)

Rank = Callable[[int], list[int]]


class Offline:
    """Rankings of the same people by plain formulas, and by a model without caps."""

    def __init__(self, kept: list[Follow]) -> None:
        """Learn the uncapped model from the follows that are kept."""
        self._kept = kept
        self._known = Follows(kept)
        self._now = present(kept)
        self._famous = sorted(
            self._known.followers, key=lambda uid: (-len(self._known.followers[uid]), uid)
        )
        self.learned = learn(kept, caps=UNCAPPED, triad_edges=WITHOUT_END, lists=LISTS)

    def rankings(self) -> Mapping[str, Rank]:
        """Return every way by its name."""
        return {
            "most followed": self.most_followed,
            "mutual count": self.mutual_count,
            "Adamic-Adar": lambda viewer: ranked(ADAMIC_ADAR, self._counts(viewer, 0)),
            "formula before": self.before,
            "uncapped model": lambda viewer: ranked(
                self.learned.model, self._counts(viewer, WITHOUT_END)
            ),
        }

    def most_followed(self, viewer: int) -> list[int]:
        """Return the most followed."""
        following = set(self._known.following.get(viewer, ()))
        return [uid for uid in self._famous[:2_000] if uid != viewer and uid not in following]

    def mutual_count(self, viewer: int) -> list[int]:
        """Return those whom most of the followed follow."""
        counts: dict[int, int] = {}
        following = self._known.following.get(viewer, [])
        for mutual in following:
            for person in self._known.following.get(mutual, []):
                counts[person] = counts.get(person, 0) + 1
        for uid in (viewer, *following):
            counts.pop(uid, None)
        return sorted(counts, key=lambda uid: (-counts[uid], uid))

    def before(self, viewer: int) -> list[int]:
        """Return the list of the release before, filled up with the most followed."""
        counts = self._known.counts(viewer, BEFORE_CAPS, triad_edges=0, now=self._now)
        near = ranked(BEFORE, counts)
        return [*near, *(uid for uid in self.most_followed(viewer) if uid not in counts)]

    def _counts(self, viewer: int, triad_edges: int) -> dict[int, Counts]:
        return self._known.counts(viewer, UNCAPPED, triad_edges=triad_edges, now=self._now)
