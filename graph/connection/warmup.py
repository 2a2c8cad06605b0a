"""Run each traversal and each write once, before a request waits for it."""

import time
from collections.abc import Callable
from functools import partial

from graph.connection import client
from graph.edges import BOOKMARKED, FOLLOWS, LIKED
from graph.errors import GraphUnavailable
from graph.traversals.counts import post_counts, post_counts_and_liked, user_counts
from graph.traversals.edge_ends import actors, targets, targets_among
from graph.traversals.feed import feed
from graph.traversals.hidden import MANY
from graph.traversals.known_followers import known_followers
from graph.traversals.likes import likers
from graph.traversals.relations import relations, relations_and_counts
from graph.traversals.relationships import relationships
from graph.traversals.suggestions import DEFAULT, Model, suggestions
from graph.writes.apply import WRITERS
from graph.writes.edges import SHOWING

# No user or post has this id.
NOBODY = 0
# Lists of another kind have plans of their own: empty, of few hidden users, and of many, as texts.
FEW_HIDDEN = [NOBODY]
MANY_HIDDEN = range(-MANY, 1)


def warm_up(seconds: float = 30.0, *, model: Model = DEFAULT) -> None:
    """Make a server that has just started plan and cache what every request needs.

    A cold Neo4j on a busy machine takes longer for its first suggestions than a request may wait.
    What most requests need comes first. `model` is the one that suggestions are scored by. Stops
    without an error after `seconds`: a cold graph is slow, not wrong.
    """
    deadline = time.monotonic() + seconds
    statements: tuple[Callable[[], object], ...] = (
        lambda: feed(NOBODY, limit=1),
        lambda: feed(NOBODY, limit=1, with_liked=True),
        lambda: post_counts([NOBODY]),
        lambda: post_counts_and_liked(NOBODY, [NOBODY]),
        lambda: user_counts([NOBODY]),
        lambda: relations(NOBODY, [NOBODY]),
        lambda: relations_and_counts(NOBODY, [NOBODY]),
        # The first write of a kind would wait for its plan as well.
        *(partial(write, ()) for write in dict.fromkeys(WRITERS.values())),
        *(
            partial(client.write, SHOWING[edge], people=[], posts=[], rows=[])
            for edge in (FOLLOWS, LIKED)
        ),
        lambda: feed(NOBODY, limit=1, backwards=True),
        lambda: relationships(NOBODY, [NOBODY]),
        lambda: known_followers(NOBODY, [NOBODY]),
        lambda: targets_among(LIKED, NOBODY, [NOBODY]),
        lambda: actors(FOLLOWS, [NOBODY], limit=1),
        lambda: targets(FOLLOWS, [NOBODY], limit=1),
        lambda: targets(BOOKMARKED, [NOBODY], limit=1),
        lambda: likers([NOBODY], NOBODY, limit=1),
        lambda: suggestions(NOBODY, limit=1, model=model),
        lambda: feed(NOBODY, limit=1, hidden=FEW_HIDDEN),
        lambda: post_counts_and_liked(NOBODY, [NOBODY], hidden=FEW_HIDDEN),
        lambda: relations_and_counts(NOBODY, [NOBODY], hidden=FEW_HIDDEN),
        lambda: feed(NOBODY, limit=1, hidden=MANY_HIDDEN),
        lambda: suggestions(NOBODY, limit=1, model=model, hidden=FEW_HIDDEN),
        lambda: suggestions(NOBODY, limit=1, model=model, hidden=MANY_HIDDEN),
    )
    for run in statements:
        while (left := deadline - time.monotonic()) > 0:
            try:
                # A plan that is given up half-way is not kept: it would be begun again.
                with client.read_limit(left):
                    run()
                break
            except GraphUnavailable:
                time.sleep(0.2)
