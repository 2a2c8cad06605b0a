"""Whom a user follows, who follows them, and the follows among all of these."""

from collections.abc import Collection, Sequence
from typing import LiteralString, NamedTuple

from graph.connection import client

from .hidden import for_hidden, hidden_parameters
from .indexed import COMPLETE, read_indexed

# Of the follows of every user so many are read, those made last, and of all of them together.
OF_EACH = 500
READ = 100_000
# Users at a distance of 2 are sought among the follows of so many, and of each so many.
MIDDLE = 200
OF_MIDDLE = 100


class Follow(NamedTuple):
    """A follow by the ids of its ends, and since when (milliseconds)."""

    actor: int
    target: int
    since: int


class Surroundings(NamedTuple):
    """The communities of users by id, None where none is known, and the follows among them."""

    communities: dict[int, int | None]
    follows: list[Follow]


_NEXT_TO: LiteralString = """
CALL () {{
{following}
  RETURN collect([uid, since]) AS following
}}
CALL () {{
{followers}
  RETURN collect([uid, since]) AS followers
}}
RETURN following, followers, {complete}
"""
NEXT_TO_BY_INDEX: LiteralString = _NEXT_TO.format(
    following="""
  MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(actor, since, target)
  WHERE edge.actor = $centre AND edge.since IS NOT NULL AND edge.target IS NOT NULL
    AND NOT edge.target IN $hidden
  WITH edge ORDER BY edge.actor DESC, edge.since DESC, edge.target DESC LIMIT $following
  WITH edge.target AS uid, edge.since AS since""",
    followers="""
  MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(target, since, actor)
  WHERE edge.target = $centre AND edge.since IS NOT NULL AND edge.actor IS NOT NULL
    AND NOT edge.actor IN $hidden
  WITH edge ORDER BY edge.target DESC, edge.since DESC, edge.actor DESC LIMIT $followers
  WITH edge.actor AS uid, edge.since AS since""",
    complete=COMPLETE,
)
# Edges that are hidden because their user is suspended, who alone sees them.
NEXT_TO: LiteralString = _NEXT_TO.format(
    following="""
  MATCH (:User {uid: $centre})-[edge:FOLLOWS|HIDDEN_FOLLOWS]->(other)
  WHERE other.suspended IS NULL AND NOT other.uid IN $hidden
  WITH other.uid AS uid, edge.since AS since ORDER BY since DESC, uid DESC LIMIT $following""",
    followers="""
  MATCH (:User {uid: $centre})<-[edge:FOLLOWS|HIDDEN_FOLLOWS]-(other)
  WHERE other.suspended IS NULL AND NOT other.uid IN $hidden
  WITH other.uid AS uid, edge.since AS since ORDER BY since DESC, uid DESC LIMIT $followers""",
    complete=COMPLETE,
)
_AMONG: LiteralString = """
CALL () {{
  UNWIND $middle AS actor
  CALL (actor) {{
{of_middle}
    RETURN target AS uid
  }}
  WITH uid, count(*) AS ties
  WHERE uid <> $centre AND NOT uid IN $near AND NOT uid IN $hidden
  WITH uid, ties ORDER BY ties DESC, uid LIMIT $room
  RETURN collect(uid) AS further
}}
WITH $near + further AS people
CALL (people) {{
  UNWIND people AS actor
  CALL (actor) {{
{of_each}
    RETURN target, since
  }}
  WITH people, actor, target, since WHERE target IN people
  WITH actor, target, since ORDER BY since DESC, actor, target LIMIT $follows
  RETURN collect([actor, target, since]) AS follows
}}
CALL (people) {{
  UNWIND [$centre] + people AS uid
  MATCH (person:User {{uid: uid}}) USING INDEX SEEK person:User(uid)
  RETURN collect([uid, person.community]) AS communities
}}
RETURN communities, follows, {complete}
"""
_LATEST: LiteralString = """
    MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(actor, since, target)
    WHERE edge.actor = actor AND edge.since IS NOT NULL AND edge.target IS NOT NULL
    WITH edge ORDER BY edge.actor DESC, edge.since DESC, edge.target DESC LIMIT {limit}
    WITH edge.target AS target, edge.since AS since"""
_LATEST_BY_EDGES: LiteralString = """
    MATCH (:User {{uid: actor}})-[edge:FOLLOWS]->(other)
    WITH other.uid AS target, edge.since AS since
    ORDER BY since DESC, target DESC LIMIT {limit}"""
AMONG_BY_INDEX: LiteralString = _AMONG.format(
    of_middle=_LATEST.format(limit="$of_middle"),
    of_each=_LATEST.format(limit="$of_each"),
    complete=COMPLETE,
)
AMONG: LiteralString = _AMONG.format(
    of_middle=_LATEST_BY_EDGES.format(limit="$of_middle"),
    of_each=_LATEST_BY_EDGES.format(limit="$of_each"),
    complete=COMPLETE,
)


def follows_of(
    centre: int,
    *,
    following: int,
    followers: int,
    suspended: bool = False,
    hidden: Collection[int] = (),
) -> list[Follow]:
    """Return the latest follows by and of a user, so many of either, the last ones first.

    Those of users who are `hidden` are left out; a viewer who is `suspended` reads on.

    Cost: as many edges, from an index; for a suspended viewer all edges of the user.
    """
    asked = {"centre": centre, "following": following, "followers": followers}
    asked |= hidden_parameters(hidden)
    expanded = for_hidden(NEXT_TO, hidden)
    if suspended:
        record = client.read_one(expanded, **asked)
    else:
        record = read_indexed(for_hidden(NEXT_TO_BY_INDEX, hidden), expanded, **asked)
    found = [Follow(centre, uid, since) for uid, since in record["following"]]
    found += [Follow(uid, centre, since) for uid, since in record["followers"]]
    return sorted(found, key=lambda each: each.since, reverse=True)


def follows_among(
    centre: int,
    near: Sequence[int],
    *,
    middle: Sequence[int],
    people: int,
    follows: int,
    hidden: Collection[int] = (),
) -> Surroundings:
    """Return `near` and whom `middle`, some of them, follow, and the latest follows among these.

    At most `people` users, those first whom most of `middle` follow; `centre` is one more, of whose
    own follows none are returned. Users who are `hidden` are not added.

    Cost: MIDDLE × OF_MIDDLE edges where there is room, and OF_EACH edges a user, READ at most; all
    from an index.
    """
    asked = {
        "centre": centre,
        "near": list(near),
        "middle": list(middle)[:MIDDLE],
        "of_middle": OF_MIDDLE,
        "of_each": min(OF_EACH, READ // max(people, 1)),
        "room": max(people - len(near), 0),
        "follows": follows,
        **hidden_parameters(hidden),
    }
    if not asked["room"]:
        asked["middle"] = []
    record = read_indexed(for_hidden(AMONG_BY_INDEX, hidden), for_hidden(AMONG, hidden), **asked)
    return Surroundings(
        dict(record["communities"]), [Follow(*follow) for follow in record["follows"]]
    )
