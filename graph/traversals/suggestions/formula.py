"""The formula without a network's own weights: Adamic-Adar over mutuals, and a bonus for followers.

It reads a part of what `statement.py` reads for learned weights, which few networks have.
"""

from collections.abc import Collection, Sequence
from typing import LiteralString

from graph.connection import client
from graph.traversals.hidden import for_hidden, hidden_parameters

from .caps import Caps
from .features import DEFAULT, Counts, Feature
from .popular import POPULAR
from .suggestion import Suggestion

# The score is added up in billionths: whole numbers have the same sum in any order.
UNIT = 1_000_000_000

FORMULA: LiteralString = (
    """
OPTIONAL MATCH (viewer:User {uid: $viewer})
CALL (viewer) {
  OPTIONAL MATCH (viewer)-[:DISMISSED]->(person)
  RETURN collect(person) AS dismissed
}
CALL (viewer, dismissed) {
  OPTIONAL MATCH (viewer)-[:FOLLOWS]->(person) WHERE NOT person IN dismissed
  RETURN collect(person) AS followed
}
// Times are read only of the edges that Neo4j keeps first, which are the newest. Of the newest, the
// users with the fewest edges come first: they say most and cost least.
CALL (viewer, dismissed) {
  MATCH (viewer)-[follows:FOLLOWS]->(person)
  WITH follows, person, dismissed LIMIT $sorted
  WITH follows, person WHERE NOT person IN dismissed
  WITH person ORDER BY follows.since DESC, person.uid DESC LIMIT $mutuals
  WITH person, COUNT { (person)-[:FOLLOWS]->() } AS degree ORDER BY degree, person.uid
  RETURN collect(person) AS newest, collect(degree) AS degrees
}
// As many as their edges are within the bounds.
WITH *, $edges - size(followed) - size(dismissed) - $followers AS rest
WITH *, reduce(taken = [0, 0], degree IN degrees |
  CASE WHEN taken[1] + CASE WHEN degree > $cap THEN $cap ELSE degree END <= rest
      OR taken[0] < $least
    THEN [taken[0] + 1, taken[1] + CASE WHEN degree > $cap THEN $cap ELSE degree END]
    ELSE taken END)[0] AS taken
WITH *, newest[..taken] AS mutuals
// Who is followed already is barred by the same aggregation that adds up the score.
CALL (viewer, dismissed, followed, mutuals, degrees) {
  CALL (viewer, dismissed, followed, mutuals, degrees) {
    UNWIND range(0, size(mutuals) - 1) AS place
    WITH place, mutuals[place] AS mutual, toInteger(round(
      $unit / log(CASE WHEN degrees[place] < 2 THEN 2 ELSE degrees[place] END))) AS part
    CALL (mutual) {
      MATCH (mutual)-[:FOLLOWS]->(person)
      RETURN person LIMIT $cap
    }
    RETURN person, part, place
  UNION ALL
    MATCH (viewer)<-[:FOLLOWS]-(person)
    RETURN person, $bonus AS part, -1 AS place LIMIT $followers
  UNION ALL
    UNWIND dismissed + followed + [viewer] AS person
    RETURN person, -1000000 * $unit AS part, null AS place
  }
  WITH person, sum(part) AS score, collect(place) AS places
  WHERE score > 0 AND ($hidden = [] OR NOT person.uid IN $hidden)
  WITH * ORDER BY score DESC, person.uid LIMIT $limit
  RETURN collect({person: person, score: score, places: places}) AS near
}
"""
    + POPULAR
    + """
RETURN
  [entry IN (near + popular)[..$limit] | [entry.person.uid, entry.score, entry.places]] AS found,
  [mutual IN mutuals | mutual.uid] AS mutuals,
  taken = size(followed) AND NOT any(degree IN degrees WHERE degree > $cap) AS complete
"""
)

# The same for a suspended viewer: their own edges are hidden from everybody else.
FORMULA_FOR_SUSPENDED: LiteralString = (
    FORMULA.replace(
        "(viewer)-[:FOLLOWS]->(person) WHERE NOT person IN dismissed",
        "(viewer)-[:FOLLOWS|HIDDEN_FOLLOWS]->(person)\n"
        "  WHERE person.suspended IS NULL AND NOT person IN dismissed",
    )
    .replace(
        "(viewer)-[follows:FOLLOWS]->(person)\n",
        "(viewer)-[follows:FOLLOWS|HIDDEN_FOLLOWS]->(person) WHERE person.suspended IS NULL\n",
    )
    .replace(
        "(viewer)<-[:FOLLOWS]-(person)",
        "(viewer)<-[:FOLLOWS|HIDDEN_FOLLOWS]-(person) WHERE person.suspended IS NULL",
    )
)


def by_formula(
    viewer: int, *, limit: int, suspended: bool, hidden: Collection[int], caps: Caps
) -> list[Suggestion]:
    """Return what `suggestions` returns for the default weights.

    The score is Adamic and Adar's (Friends and neighbors on the Web, 2003): each mutual, a user
    whom the viewer follows and who follows the candidate, adds 1 / log(users the mutual follows),
    for at least two. A follower of the viewer gets as much on top as three mutuals who follow 20
    users each. The mutuals are counted among those whose edges are read.

    Cost: `suggestions`.
    """
    record = client.read_one(
        for_hidden(FORMULA_FOR_SUSPENDED if suspended else FORMULA, hidden),
        **parameters(viewer, limit, caps, hidden),
    )
    mutuals, exact = record["mutuals"], record["complete"]
    return [
        _suggestion(uid, score, places, mutuals, exact) for uid, score, places in record["found"]
    ]


def parameters(
    viewer: int, limit: int, caps: Caps, hidden: Collection[int] = ()
) -> dict[str, object]:
    """Return the parameters of the statement."""
    return {
        "viewer": viewer,
        **hidden_parameters(hidden),
        "limit": limit,
        "edges": caps.edges,
        "mutuals": caps.mutuals,
        "sorted": caps.sorted,
        "cap": caps.cap,
        "least": caps.least,
        "followers": caps.followers,
        "newest_follows": caps.newest_follows,
        "unit": UNIT,
        "bonus": round(UNIT * DEFAULT.weights[Feature.FOLLOWS_YOU]),
    }


def _suggestion(
    uid: int, score: int | None, places: Sequence[int] | None, mutuals: Sequence[int], exact: bool
) -> Suggestion:
    if score is None or places is None:
        return Suggestion(uid, 0.0, 0, exact)
    # A follower's place is -1, and the others are in the order of their edges.
    found = [mutuals[place] for place in sorted(places) if place >= 0]
    follows = len(places) - len(found)
    bonus = round(UNIT * DEFAULT.weights[Feature.FOLLOWS_YOU]) * follows
    counts = Counts(followed_by=(score - bonus) / UNIT, follows_you=float(follows))
    return Suggestion(
        uid, DEFAULT.score(counts), len(found), exact, counts, mutuals=tuple(found[:3])
    )
