"""The lock of everything that is between two people."""

from core.journal.edge_locks import lock_edge
from graph.edges import FOLLOWS


def lock_pair(one: int, other: int) -> None:
    """Let one change of follows and blocks between the two happen at a time, either way.

    They are the locks that a follow takes, so that none is made beside a block. Taken in the order
    of the ids, so that two blocks cannot wait for each other. Two SQL statements.
    """
    for actor, target in sorted([(one, other), (other, one)]):
        lock_edge(FOLLOWS, actor=actor, target=target)
