"""How the viewer relates to many users: follows, mutuals, and the distance over follows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString

from graph.connection import client
from graph.edges import FOLLOWS

from .indexed import COMPLETE, exists, read_indexed
from .known_followers import FOLLOWEES, FOLLOWEES_BY_EDGES, KNOWN, KNOWN_BY_EDGES, bounds

# Of the followees followed last, so many, and of each so many of theirs: 20,000 edges.
MIDDLE = 200
OF_EACH = 100
# Of a user at a distance of more than 2, so many followers, those who followed last.
LAST = 300

# Whom the followees follow, and whether these are all.
_REACHED: LiteralString = """
CALL (followees) {{
  UNWIND followees[..$middle] AS followee
  CALL (followee) {{
{theirs}
    RETURN collect(uid) AS theirs
  }}
  RETURN collect(theirs) AS each
}}
CALL (each) {{
  UNWIND each AS theirs
  UNWIND theirs AS uid
  RETURN collect(DISTINCT uid) AS reached
}}
WITH followees, reached, size(followees) <= $middle
  AND all(theirs IN each WHERE size(theirs) < $of_each) AS reaches_all"""
THEIRS: LiteralString = """
    MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(actor, since, target)
    WHERE edge.actor = followee AND edge.since IS NOT NULL AND edge.target IS NOT NULL
    WITH edge ORDER BY edge.actor DESC, edge.since DESC, edge.target DESC LIMIT $of_each
    WITH edge.target AS uid"""
THEIRS_BY_EDGES: LiteralString = """
    MATCH (:User {uid: followee})-[edge:FOLLOWS]->(other)
    WITH other.uid AS uid, edge.since AS since ORDER BY since DESC, uid DESC LIMIT $of_each"""
_LAST: LiteralString = """
    MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(target, since, actor)
    WHERE edge.target = id AND edge.since IS NOT NULL AND edge.actor IS NOT NULL
    WITH edge, crowd ORDER BY edge.target DESC, edge.since DESC, edge.actor DESC LIMIT $last
    WITH crowd, edge.actor AS uid"""
_LAST_BY_EDGES: LiteralString = """
    MATCH (person)<-[edge:FOLLOWS]-(follower)
    WITH crowd, follower.uid AS uid, edge.since AS since ORDER BY since DESC, uid DESC LIMIT $last
    WITH crowd, uid"""
_EACH: LiteralString = """
{followees}
{reached}
UNWIND $uids AS id
MATCH (person:User {{uid: id}}) USING INDEX SEEK person:User(uid)
WITH *, {follows} AS follows, {followed_by} AS followed_by
{known}
CALL (id, person, follows, mutuals, reached) {{
  UNWIND CASE WHEN follows OR mutuals > 0 OR id = $viewer THEN [] ELSE [reached] END AS crowd
  CALL (id, person, crowd) {{
{last}
    WHERE uid IN crowd AND NOT uid IN $hidden
    RETURN uid LIMIT 1
  }}
  RETURN count(uid) > 0 AS is_third
}}
WITH id, follows, followed_by, mutuals, is_third,
  is_all AND size(followees) < $followees AS is_exact,
  reaches_all AND COUNT {{ (person)<-[:FOLLOWS]-() }} <= $last AS is_whole
WITH collect([id, follows, followed_by, mutuals, is_exact, CASE
  WHEN id = $viewer THEN 0 WHEN follows THEN 1 WHEN mutuals > 0 THEN 2 WHEN is_third THEN 3 END,
  CASE WHEN id = $viewer OR follows OR mutuals > 0 THEN true
    WHEN is_third THEN is_exact ELSE is_exact AND is_whole END
]) AS people
RETURN people, {complete}
"""
RELATIONSHIPS_BY_INDEX: LiteralString = _EACH.format(
    followees=FOLLOWEES,
    reached=_REACHED.format(theirs=THEIRS),
    follows=exists(FOLLOWS, "$viewer", "id"),
    followed_by=exists(FOLLOWS, "id", "$viewer"),
    known=KNOWN,
    last=_LAST,
    complete=COMPLETE,
)
RELATIONSHIPS: LiteralString = _EACH.format(
    followees=FOLLOWEES_BY_EDGES,
    reached=_REACHED.format(theirs=THEIRS_BY_EDGES),
    follows="EXISTS { (:User {uid: $viewer})-[:FOLLOWS|HIDDEN_FOLLOWS]->(person) }",
    followed_by="EXISTS { (:User {uid: $viewer})<-[:FOLLOWS|HIDDEN_FOLLOWS]-(person) }",
    known=KNOWN_BY_EDGES,
    last=_LAST_BY_EDGES,
    complete=COMPLETE,
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """How the viewer relates to a user.

    `mutuals` is how many users whom the viewer follows follow the user; there may be more unless
    the count `is_exact`. `distance` is the length of the shortest path of follows from the viewer,
    None for one that is longer than 3 or not found; unless it `is_shortest`, there may be a shorter
    one that was not found.
    """

    follows: bool = False
    followed_by: bool = False
    mutuals: int = 0
    is_exact: bool = True
    distance: int | None = None
    is_shortest: bool = True


def relationships(
    viewer: int,
    uids: Collection[int],
    *,
    suspended: bool = False,
    hidden: Collection[int] = (),
) -> dict[int, Relationship]:
    """Return the relationship of the viewer to each of `uids`; none to unknown users.

    Users who are `hidden` from the viewer are neither counted nor on a path; a `suspended` viewer
    reads on. Mutuals are exact as in `known_followers`. A distance of 0, 1 or 2 is the shortest.
    One of 3 is if the mutuals are exact, and that there is none if moreover the viewer has up to
    MIDDLE followees with fewer than OF_EACH followees each, and the user up to LAST followers.

    Cost: `known_followers`; MIDDLE × OF_EACH edges; and for each user up to four index seeks and
    LAST edges. That is 25,000 edges at most, and for each user 2,300. For a suspended viewer all
    edges of the followees and of the users.
    """
    parameters = {**bounds(viewer, uids, hidden), "middle": MIDDLE, "of_each": OF_EACH}
    parameters["last"] = LAST
    if suspended:
        record = client.read_one(RELATIONSHIPS, **parameters)
    else:
        record = read_indexed(RELATIONSHIPS_BY_INDEX, RELATIONSHIPS, **parameters)
    found = {uid: Relationship(*parts) for uid, *parts in record["people"]}
    return {uid: found.get(uid, Relationship()) for uid in uids}
