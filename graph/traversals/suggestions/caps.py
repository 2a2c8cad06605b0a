"""The bounds of the work of one list of suggestions."""

from dataclasses import dataclass

DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of each source is read; the names are those of the statement's parameters.

    `edges`: all follows together. `mutuals`: the users followed last, who speak for up to `cap`
    candidates each; times are compared of the `sorted` edges that Neo4j keeps first. `least` of
    them speak even where the viewer's own edges take nearly all. `between` users of each other
    triad, the newest, speak for `share` each. `followers`: of the viewer. `engaged`: likes and
    comments of the viewer, and up to `per_post` on each of the viewer's `posts`. `scored`:
    candidates whose degrees are read and whose score is computed in full. `recounted`: edges for
    counting mutuals again that the caps may have hidden, each looked for among `searched` followees
    at most. `newest_follows`: those of the whole network that name who is popular.
    """

    edges: int = 4_000
    mutuals: int = 100
    sorted: int = 200
    cap: int = 200
    least: int = 8
    between: int = 25
    share: int = 40
    followers: int = 500
    engaged: int = 150
    posts: int = 15
    per_post: int = 10
    scored: int = 150
    recounted: int = 600
    searched: int = 300
    newest_follows: int = 2_000
    half_life: int = 30 * DAY
    # Milliseconds within which a follow is recent.
    fresh: int = 7 * DAY


CAPS = Caps()
