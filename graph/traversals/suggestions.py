"""Suggestions of users to follow, with reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.connection import client

# Following the viewer weighs as much as three mutuals who follow 20 users each. On wiki-vote
# with 10% of the edges hidden, MRR by bonus: 0 .114, 0.25 .118, 0.5 .124, 1 .126, 2 .115, 4 .113.
FOLLOWS_VIEWER = 1.0
# Bounds of the work: the most recently followed mutuals, the users each of them follows, the
# viewer's followers, and the newest follows of the whole network that name who is popular.
MUTUALS = 50
EDGES = 100
FOLLOWERS = 1_000
NEWEST_FOLLOWS = 2_000

SUGGESTIONS = """
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
    RETURN person, 1.0 / log(CASE WHEN degree < 2 THEN 2 ELSE degree END) AS part, false AS barred
  UNION ALL
    MATCH (viewer)<-[:FOLLOWS]-(person)
    RETURN person, $follows_viewer AS part, false AS barred LIMIT $followers
  UNION ALL
    UNWIND dismissed + followed + [viewer] AS person
    RETURN person, 0.0 AS part, true AS barred
  }
  WITH person, sum(part) AS score, max(barred) AS barred
  WHERE NOT barred
  // Rounded, so that equal scores are equal in whatever order they were added up.
  WITH person, round(score, 9) AS score ORDER BY score DESC, person.uid LIMIT $limit
  RETURN collect({person: person, score: score, popular: false}) AS near
}
// Too few: the most followed of those whom the newest follows of the network went to.
CALL (dismissed, followed, near) {
  UNWIND CASE WHEN size(near) < $limit THEN [[entry IN near | entry.person]] ELSE [] END AS found
  CALL () {
    MATCH ()-[follows:FOLLOWS]->(person) USING INDEX SEEK follows:FOLLOWS(since)
    WHERE follows.since > -1
    WITH follows, person ORDER BY follows.since DESC LIMIT $newest_follows
    RETURN DISTINCT person
  }
  WITH person, dismissed + followed + found AS known
  WHERE person.uid <> $viewer AND NOT person IN known
  WITH person, COUNT { (person)<-[:FOLLOWS]-() } AS degree ORDER BY degree DESC, person.uid
  LIMIT $limit
  RETURN collect({person: person, score: 0.0, popular: true}) AS popular
}
// For those who are returned: all mutuals, counted from the end with fewer edges.
UNWIND (near + popular)[..$limit] AS entry
WITH viewer, followed, entry, entry.person AS person
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
WITH viewer, person, entry.score AS score, entry.popular AS popular, mutual_count, mutuals
RETURN collect([
  person.uid,
  score,
  mutual_count,
  mutuals,
  EXISTS { (person)-[:FOLLOWS]->(viewer) },
  popular
]) AS suggestions
"""

# The same for a suspended viewer: their own edges are hidden from everybody else.
SUGGESTIONS_FOR_SUSPENDED = (
    SUGGESTIONS.replace(
        "(viewer)-[follows:FOLLOWS]->(person) WHERE NOT person IN dismissed",
        "(viewer)-[follows:FOLLOWS|HIDDEN_FOLLOWS]->(person)\n"
        "  WHERE person.suspended IS NULL AND NOT person IN dismissed",
    )
    .replace(
        "(viewer)<-[:FOLLOWS]-(person)",
        "(viewer)<-[:FOLLOWS|HIDDEN_FOLLOWS]-(person) WHERE person.suspended IS NULL",
    )
    .replace("(person)-[:FOLLOWS]->(viewer)", "(person)-[:FOLLOWS|HIDDEN_FOLLOWS]->(viewer)")
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A user to follow.

    `mutual_count` users whom the viewer follows follow them too; `mutuals` are up to three of
    these, first the one who follows fewest. `popular` means that the number of followers
    is the only reason; the score is 0.
    """

    uid: int
    score: float
    mutual_count: int
    mutuals: Sequence[int]
    follows_viewer: bool
    popular: bool


def suggestions(viewer: int, *, limit: int, suspended: bool = False) -> list[Suggestion]:
    """Return at most `limit` (up to 50) users for the viewer to follow, best first.

    The score is Adamic and Adar's (Friends and neighbors on the Web, 2003): each mutual, a user
    whom the viewer follows and who follows the candidate, adds 1 / log(users the mutual follows),
    for at least two. A follower of the viewer gets FOLLOWS_VIEWER on top. Equal scores are in order
    of uid. A list that is too short, a newcomer's above all, is filled up with the most followed.
    Excluded: the viewer, users already followed or dismissed; dismissed users are no mutuals
    either. Suspended users are neither; a `suspended` viewer still gets suggestions.

    Cost: the number of users followed and dismissed, MUTUALS × EDGES and FOLLOWERS edges; to fill
    up, NEWEST_FOLLOWS entries of an index, so that the whole network is never counted: the most
    followed users have many of them. For each suggestion all its mutuals are counted, at the
    cost of its followers or of 20 edges for each user followed, the lesser of the two.
    """
    record = client.read_one(
        SUGGESTIONS_FOR_SUSPENDED if suspended else SUGGESTIONS,
        viewer=viewer,
        limit=limit,
        mutuals=MUTUALS,
        edges=EDGES,
        followers=FOLLOWERS,
        newest_follows=NEWEST_FOLLOWS,
        follows_viewer=FOLLOWS_VIEWER,
    )
    return [
        Suggestion(uid, score, count, tuple(mutuals), follows_viewer, popular)
        for uid, score, count, mutuals, follows_viewer, popular in record["suggestions"]
    ]
