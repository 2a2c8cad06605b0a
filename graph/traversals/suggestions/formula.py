"""The formula without a network's own weights: Adamic-Adar over mutuals, and a bonus for followers.

It reads a third of what `statement.py` reads for learned weights, which few networks have.
"""

from typing import LiteralString

from graph.connection import client

from .features import DEFAULT, Counts, Feature
from .popular import POPULAR
from .suggestion import Suggestion

# Bounds of the work: the most recently followed mutuals, the users each of them follows, the
# viewer's followers, and the newest follows of the whole network that name who is popular.
MUTUALS = 50
EDGES = 100
FOLLOWERS = 1_000
NEWEST_FOLLOWS = 2_000

FORMULA: LiteralString = (
    """
OPTIONAL MATCH (viewer:User {uid: $viewer})
CALL (viewer) {
  OPTIONAL MATCH (viewer)-[:DISMISSED]->(person)
  RETURN collect(person) AS dismissed
}
CALL (viewer, dismissed) {
  OPTIONAL MATCH (viewer)-[follows:FOLLOWS]->(person) WHERE NOT person IN dismissed
  WITH person ORDER BY follows.since DESC, person.uid DESC
  RETURN collect(person) AS followed
}
// Adamic-Adar. Who is followed already is barred by the same aggregation that adds up the score.
CALL (viewer, dismissed, followed) {
  CALL (viewer, dismissed, followed) {
    UNWIND followed[..$mutuals] AS mutual
    WITH mutual, COUNT { (mutual)-[:FOLLOWS]->() } AS degree
    CALL (mutual) {
      MATCH (mutual)-[:FOLLOWS]->(person)
      RETURN person LIMIT $edges
    }
    RETURN person, 1.0 / log(CASE WHEN degree < 2 THEN 2 ELSE degree END) AS part, 0 AS follows,
      false AS barred
  UNION ALL
    MATCH (viewer)<-[:FOLLOWS]-(person)
    RETURN person, 0.0 AS part, 1 AS follows, false AS barred LIMIT $followers
  UNION ALL
    UNWIND dismissed + followed + [viewer] AS person
    RETURN person, 0.0 AS part, 0 AS follows, true AS barred
  }
  WITH person, sum(part) AS adamic_adar, sum(follows) AS follows, max(barred) AS barred
  WHERE NOT barred
  // Rounded, so that equal scores are equal in whatever order they were added up.
  WITH * ORDER BY round(adamic_adar + $bonus * follows, 9) DESC, person.uid LIMIT $limit
  RETURN collect({person: person, counts: [adamic_adar, follows]}) AS near
}
"""
    + POPULAR
    + """
// For those who are returned: all mutuals, counted from the end with fewer edges.
UNWIND (near + popular)[..$limit] AS entry
WITH followed, entry, entry.person AS person
CALL (followed, person) {
  WITH *, COUNT { (person)<-[:FOLLOWS]-() } > 20 * size(followed) AS famous
  CALL (followed, person, famous) {
    UNWIND CASE WHEN famous THEN followed ELSE [] END AS mutual
    WITH mutual, person WHERE EXISTS { (mutual)-[:FOLLOWS]->(person) }
    RETURN mutual
  UNION ALL
    UNWIND CASE WHEN famous THEN [] ELSE [person] END AS start
    MATCH (start)<-[:FOLLOWS]-(mutual)
    WITH mutual, followed WHERE mutual IN followed
    RETURN mutual
  }
  WITH mutual, COUNT { (mutual)-[:FOLLOWS]->() } AS degree ORDER BY degree, mutual.uid
  RETURN count(*) AS mutual_count, collect(mutual.uid)[..3] AS mutuals
}
RETURN collect([person.uid, entry.counts, mutual_count, mutuals]) AS suggestions
"""
)

# The same for a suspended viewer: their own edges are hidden from everybody else.
FORMULA_FOR_SUSPENDED: LiteralString = FORMULA.replace(
    "(viewer)-[follows:FOLLOWS]->(person) WHERE NOT person IN dismissed",
    "(viewer)-[follows:FOLLOWS|HIDDEN_FOLLOWS]->(person)\n"
    "  WHERE person.suspended IS NULL AND NOT person IN dismissed",
).replace(
    "(viewer)<-[:FOLLOWS]-(person)",
    "(viewer)<-[:FOLLOWS|HIDDEN_FOLLOWS]-(person) WHERE person.suspended IS NULL",
)


def by_formula(viewer: int, *, limit: int, suspended: bool) -> list[Suggestion]:
    """Return what `suggestions` returns for the default weights.

    The score is Adamic and Adar's (Friends and neighbors on the Web, 2003): each mutual, a user
    whom the viewer follows and who follows the candidate, adds 1 / log(users the mutual follows),
    for at least two. A follower of the viewer gets as much on top as three mutuals who follow 20
    users each. Every mutual is counted.

    Cost: the number of users followed and dismissed, MUTUALS × EDGES and FOLLOWERS edges; to fill
    up, NEWEST_FOLLOWS entries of an index. For each suggestion all its mutuals are counted, at the
    cost of its followers or of 20 edges for each user followed, the lesser of the two.
    """
    record = client.read_one(
        FORMULA_FOR_SUSPENDED if suspended else FORMULA,
        viewer=viewer,
        limit=limit,
        mutuals=MUTUALS,
        edges=EDGES,
        followers=FOLLOWERS,
        newest_follows=NEWEST_FOLLOWS,
        bonus=DEFAULT.weights[Feature.FOLLOWS_YOU],
    )
    return [_suggestion(*row) for row in record["suggestions"]]


def _suggestion(
    uid: int, found: tuple[float, int] | None, count: int, mutuals: list[int]
) -> Suggestion:
    if found is None:
        return Suggestion(uid, 0.0, count, mutuals=tuple(mutuals))
    counts = Counts(followed_by=found[0], follows_you=float(found[1]))
    return Suggestion(uid, DEFAULT.score(counts), count, counts=counts, mutuals=tuple(mutuals))
