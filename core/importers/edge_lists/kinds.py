"""The column that says what kind of an edge a line is."""

_ONE_WAY = frozenset(("", "directed", "follow", "follows", "followed", "following", "follower"))
_MUTUAL = frozenset(("undirected", "mutual", "reciprocal", "bidirectional"))
_FOLLOWS = _ONE_WAY | _MUTUAL


def is_kind(text: str) -> bool:
    """Return whether the text says that a line is a follow, or two."""
    return text.lower() in _FOLLOWS


def is_mutual_kind(text: str) -> bool:
    """Return whether the text says that an edge has no direction."""
    return text.lower() in _MUTUAL
