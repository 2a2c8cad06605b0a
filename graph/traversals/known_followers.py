"""Which of the users whom the viewer follows follow another user."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from graph.connection import client

from .indexed import COMPLETE, read_indexed
from .keyset import HIGHEST

# Followees of the viewer who are looked for, those followed last.
MAX_FOLLOWEES = 5_000
# Followers of each user among whom they are looked for, those who followed last.
WINDOW = 2_000
# What a seek takes, in edges that a scan of an index reads meanwhile.
SEEK = 40
# Known followers who are named.
NAMED = 3

FOLLOWEES: LiteralString = """
CALL () {
  MATCH ()-[follow:FOLLOWS]->() USING INDEX SEEK follow:FOLLOWS(actor, since, target)
  WHERE follow.actor = $viewer AND follow.since IS NOT NULL AND follow.target IS NOT NULL
    AND NOT follow.target IN $hidden
  WITH follow ORDER BY follow.actor DESC, follow.since DESC, follow.target DESC LIMIT $followees
  RETURN collect(follow.target) AS followees
}"""
FOLLOWEES_BY_EDGES: LiteralString = """
CALL () {
  OPTIONAL MATCH (viewer:User {uid: $viewer})-[follow:FOLLOWS|HIDDEN_FOLLOWS]->(followee)
  USING INDEX SEEK viewer:User(uid)
  WHERE followee.suspended IS NULL AND NOT followee.uid IN $hidden
  WITH followee.uid AS uid, follow.since AS since ORDER BY since DESC, uid DESC LIMIT $followees
  RETURN collect(uid) AS followees
}"""
# By a seek for each followee or by the user's followers, as takes less: `mutuals`, `named`, those
# who followed last first, and whether these are all.
KNOWN: LiteralString = """
CALL (id, person, followees) {
  WITH *, COUNT { (person)<-[:FOLLOWS]-() } AS degree
  WITH *, size(followees) * $seek < CASE WHEN degree < $window THEN degree ELSE $window END
    AS are_few
  CALL (*) {
    CALL (*) {
      UNWIND CASE WHEN are_few THEN followees ELSE [] END AS uid
      CALL (id, uid) {
        MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(actor, target)
        WHERE edge.actor = uid AND edge.target = id
        RETURN edge.since AS since
      }
      RETURN uid, since
      UNION ALL
      UNWIND CASE WHEN are_few OR followees = [] THEN [] ELSE [followees] END AS crowd
      CALL (id, crowd) {
        MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(target, since, actor)
        WHERE edge.target = id AND edge.since IS NOT NULL AND edge.actor IS NOT NULL
        WITH edge, crowd ORDER BY edge.target DESC, edge.since DESC, edge.actor DESC LIMIT $window
        WITH edge WHERE edge.actor IN crowd
        RETURN edge.actor AS uid, edge.since AS since
      }
      RETURN uid, since
    }
    WITH uid, since ORDER BY since DESC, uid DESC
    RETURN collect(uid) AS known
  }
  RETURN size(known) AS mutuals, known[..$names] AS named, are_few OR degree <= $window AS is_all
}"""
# Nobody is among the followees whose own suspension hides an edge: it hides those to the viewer.
KNOWN_BY_EDGES: LiteralString = """
CALL (id, person, followees) {
  WITH *, COUNT { (person)<-[:FOLLOWS|HIDDEN_FOLLOWS]-() } AS degree
  CALL (person, followees) {
    UNWIND CASE WHEN followees = [] THEN [] ELSE [followees] END AS crowd
    CALL (person, crowd) {
      MATCH (person)<-[edge:FOLLOWS|HIDDEN_FOLLOWS]-(follower)
      WITH crowd, follower.uid AS uid, edge.since AS since
      ORDER BY since DESC, uid DESC LIMIT $window
      WITH uid, since WHERE uid IN crowd
      RETURN uid, since
    }
    WITH uid, since ORDER BY since DESC, uid DESC
    RETURN collect(uid) AS known
  }
  RETURN size(known) AS mutuals, known[..$names] AS named, degree <= $window AS is_all
}"""
_OF_EACH: LiteralString = """
{followees}
UNWIND $uids AS id
MATCH (person:User {{uid: id}}) USING INDEX SEEK person:User(uid)
{known}
WITH collect([id, mutuals, named, is_all AND size(followees) < $followees]) AS people
RETURN people, {complete}
"""
KNOWN_FOLLOWERS_BY_INDEX: LiteralString = _OF_EACH.format(
    followees=FOLLOWEES, known=KNOWN, complete=COMPLETE
)
KNOWN_FOLLOWERS: LiteralString = _OF_EACH.format(
    followees=FOLLOWEES_BY_EDGES, known=KNOWN_BY_EDGES, complete=COMPLETE
)


@dataclass(frozen=True, slots=True)
class KnownFollowers:
    """How many users whom the viewer follows follow somebody, and who of them did so last.

    Where `is_exact` is false, there may be more.
    """

    count: int = 0
    named: tuple[int, ...] = ()
    is_exact: bool = True


def known_followers(
    viewer: int,
    uids: Collection[int],
    *,
    suspended: bool = False,
    hidden: Collection[int] = (),
    window: int | None = WINDOW,
) -> dict[int, KnownFollowers]:
    """Return the known followers of each of `uids`; none of unknown users.

    Users who are `hidden` from the viewer are not among them; a `suspended` viewer reads on. Exact
    for a viewer with fewer than MAX_FOLLOWEES followees, of a user with up to `window` followers
    (None for any number), and where the viewer has few followees of a user with any number.

    Cost: MAX_FOLLOWEES edges at most, and for each user `window` edges at most, or a seek for each
    followee where that is less. For a suspended viewer, all of their followees and all followers.
    """
    parameters = {**bounds(viewer, uids, hidden), "window": HIGHEST if window is None else window}
    if suspended:
        record = client.read_one(KNOWN_FOLLOWERS, **parameters)
    else:
        record = read_indexed(KNOWN_FOLLOWERS_BY_INDEX, KNOWN_FOLLOWERS, **parameters)
    found = {
        uid: KnownFollowers(count, tuple(named), is_exact)
        for uid, count, named, is_exact in record["people"]
    }
    return {uid: found.get(uid, KnownFollowers()) for uid in uids}


def bounds(viewer: int, uids: Collection[int], hidden: Collection[int]) -> Mapping[str, Any]:
    """Return the parameters of the statements of known followers."""
    return {
        "viewer": viewer,
        "uids": list(uids),
        "hidden": list(hidden),
        "followees": MAX_FOLLOWEES,
        "window": WINDOW,
        "seek": SEEK,
        "names": NAMED,
    }
