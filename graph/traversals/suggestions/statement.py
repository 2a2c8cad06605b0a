"""The one statement of suggestions: candidates from capped sources, counted, scored, sorted.

A row of a source is a candidate, a mark and a proxy of its part of the score. The mark is `[kind,
Adamic-Adar, resource allocation, uid of the user in between, recent]`: 1 to 4 are the triads, 5 is
a follower, 6 and 7 are likes and comments. Users who are no candidates have rows that are barred by
the same aggregation.
"""

from typing import LiteralString

from .popular import POPULAR

# Of a user in between, by the number of users at the candidate's side.
_WEIGHTS: LiteralString = """
    WITH *, 1.0 / log(CASE WHEN degree < 2 THEN 2 ELSE degree END) AS aa,
      1.0 / CASE WHEN degree < 1 THEN 1 ELSE degree END AS ra
"""


def _triad(
    kind: LiteralString, users: LiteralString, before: LiteralString, after: LiteralString
) -> LiteralString:
    """Return the rows of one of the triads that get `triad_edges`, those with few edges first."""
    return f"""
    UNWIND {users} AS between
    WITH between, COUNT {{ (between){before}[:FOLLOWS]{after}() }} AS degree
    ORDER BY degree, between.uid
    {_WEIGHTS}
    WITH between, [{kind}, aa, ra, between.uid, 0] AS mark, $proxy[{kind}] * aa AS part
    CALL (between) {{
      MATCH (between){before}[:FOLLOWS]{after}(person)
      RETURN person LIMIT $share
    }}
    RETURN person, mark, part LIMIT $triad_edges
"""


def _people(kind: LiteralString) -> LiteralString:
    """Return up to three users in between, first the one with the fewest edges."""
    return f"collect(CASE kind WHEN {kind} THEN uid END)[..3]"


SUGGESTIONS: LiteralString = f"""
OPTIONAL MATCH (viewer:User {{uid: $viewer}})
CALL (viewer) {{
  OPTIONAL MATCH (viewer)-[:DISMISSED]->(person)
  RETURN collect(person) AS dismissed
}}
CALL (viewer, dismissed) {{
  OPTIONAL MATCH (viewer)-[:FOLLOWS]->(person) WHERE NOT person IN dismissed
  RETURN collect(person) AS followed
}}
// Times are read only of the edges that Neo4j keeps first, which are the newest.
CALL (viewer, dismissed) {{
  OPTIONAL MATCH (viewer)-[follows:FOLLOWS]->(person)
  WITH follows, person, dismissed LIMIT $sorted
  WITH follows, person WHERE NOT person IN dismissed
  WITH person ORDER BY follows.since DESC, person.uid DESC
  RETURN collect(person)[..$mutuals] AS newest
}}
CALL (viewer, dismissed) {{
  OPTIONAL MATCH (viewer)<-[:FOLLOWS]-(person)
  WITH person, dismissed LIMIT $followers
  WITH person WHERE NOT person IN dismissed
  RETURN collect(person) AS followers
}}
WITH *, newest[..$between] AS known, followers[..$between] AS fans,
  $edges - size(followed) - size(dismissed) - size(followers) - 3 * $triad_edges AS rest
// The mutuals with the fewest edges first, as many as their edges are within the bounds.
CALL (newest) {{
  UNWIND newest AS mutual
  WITH mutual, COUNT {{ (mutual)-[:FOLLOWS]->() }} AS degree ORDER BY degree, mutual.uid
  RETURN collect([mutual, degree, CASE WHEN degree > $cap THEN $cap ELSE degree END]) AS ranked
}}
WITH *, reduce(taken = [0, 0], entry IN ranked |
  CASE WHEN taken[1] + entry[2] <= rest OR taken[0] < $least
    THEN [taken[0] + 1, taken[1] + entry[2]] ELSE taken END)[0] AS taken
WITH *, ranked[..taken] AS mutuals
// Whether every mutual of every candidate is found.
WITH *, taken = size(followed) AND NOT any(entry IN mutuals WHERE entry[1] > $cap) AS complete
CALL (viewer, dismissed, followed, followers, mutuals, known, fans) {{
  CALL (viewer, dismissed, followed, followers, mutuals, known, fans) {{
    UNWIND mutuals AS entry
    WITH entry[0] AS between, entry[1] AS degree
    {_WEIGHTS}
    WITH between, [1, aa, ra, between.uid, 0] AS mark, [1, aa, ra, between.uid, 1] AS fresh,
      $proxy[1] * aa AS part
    CALL (between) {{
      MATCH (between)-[follows:FOLLOWS]->(person)
      RETURN person, follows LIMIT $cap
    }}
    RETURN person, CASE WHEN follows.since > $recent THEN fresh ELSE mark END AS mark, part
  UNION ALL
    {_triad("2", "known", "<-", "-")}
  UNION ALL
    {_triad("3", "fans", "-", "->")}
  UNION ALL
    {_triad("4", "fans", "<-", "-")}
  UNION ALL
    UNWIND followers AS person
    RETURN person, [5, 1.0, 0.0, null, 0] AS mark, $proxy[5] AS part
  UNION ALL
    CALL (viewer) {{
      MATCH (viewer)-[engaged:LIKED|COMMENTED_ON]->(post)
      RETURN engaged, post LIMIT $engaged
    }}
    MATCH (post)<-[:POSTED]-(person) WHERE person.suspended IS NULL
    WITH person, 0.5 ^ (($now - engaged.since) / $half_life) AS tie
    RETURN person, [6, tie, 0.0, null, 0] AS mark, $proxy[6] * tie AS part
  UNION ALL
    CALL (viewer) {{
      MATCH (viewer)-[:POSTED]->(post)
      RETURN post LIMIT $posts
    }}
    CALL (post) {{
      MATCH (post)<-[engaged:LIKED|COMMENTED_ON]-(person)
      RETURN engaged, person LIMIT $per_post
    }}
    WITH person, 0.5 ^ (($now - engaged.since) / $half_life) AS tie
    RETURN person, [7, tie, 0.0, null, 0] AS mark, $proxy[7] * tie AS part
  UNION ALL
    UNWIND dismissed + followed + [viewer] AS person
    RETURN person, null AS mark, -1e12 AS part
  }}
  WITH person, sum(part) AS proxy, collect(mark) AS marks
  WHERE proxy > -1e9 AND ($hidden = [] OR NOT person.uid IN $hidden)
  // Rounded, so that equal scores are equal in whatever order they were added up.
  WITH * ORDER BY round(proxy, 9) DESC, person.uid LIMIT $scored
  CALL (marks) {{
    UNWIND marks AS mark
    WITH mark[0] AS kind, sum(mark[1]) AS first, sum(mark[2]) AS second, sum(mark[4]) AS fresh
    RETURN collect([kind, first, second, fresh]) AS sums
  }}
  WITH person, marks, sums, COUNT {{ (person)<-[:FOLLOWS]-() }} AS fame,
    COUNT {{ (person)-[:FOLLOWS]->() }} AS eagerness,
    CASE WHEN person.community = viewer.community THEN 1 ELSE 0 END AS same
  WITH *, round(
    reduce(score = $other[0] * log(1 + fame) + $other[1] * log(1 + eagerness)
        + $other[2] * same, sum IN sums |
      score + $linear[sum[0]] * sum[1] + $log[sum[0]] * log(1 + sum[1])
        + $allocated[sum[0]] * log(1 + 10 * sum[2]) + $fresh_log * log(1 + sum[3])
    ), 9) AS score
  ORDER BY score DESC, person.uid LIMIT $limit
  WITH person, marks, {{sums: sums, degrees: [fame, eagerness, same]}} AS counts
  RETURN collect({{person: person, marks: marks, counts: counts}}) AS near
}}
{POPULAR}UNWIND (near + popular)[..$limit] AS entry
WITH followed, complete, entry, entry.person AS person
CALL (entry) {{
  UNWIND entry.marks AS mark
  WITH mark[0] AS kind, mark[1] AS weight, mark[3] AS uid, mark[4] AS fresh
  ORDER BY weight DESC, uid
  RETURN count(CASE kind WHEN 1 THEN 1 END) AS found, {_people("1")} AS mutuals,
    {_people("2")} AS known, {_people("3")} AS fans, {_people("4")} AS fans_followed,
    collect(CASE fresh WHEN 1 THEN uid END)[..3] AS recent
}}
// Mutuals beyond the caps are counted where that is cheap.
WITH *, complete OR size(followed) <= $searched
  AND COUNT {{ (person)<-[:FOLLOWS]-() }} <= $recounted / $limit AS exact
WITH *, CASE WHEN exact AND NOT complete
  THEN COUNT {{ (person)<-[:FOLLOWS]-(mutual) WHERE mutual IN followed }} ELSE 0 END AS recount
RETURN collect([
  person.uid, entry.counts, CASE WHEN recount > found THEN recount ELSE found END, exact,
  mutuals, known, fans, fans_followed, recent
]) AS suggestions
"""

# The same for a suspended viewer: their own edges are hidden from everybody else.
SUGGESTIONS_FOR_SUSPENDED: LiteralString = (
    SUGGESTIONS.replace(
        "(viewer)-[:FOLLOWS]->(person) WHERE NOT person IN dismissed",
        "(viewer)-[:FOLLOWS|HIDDEN_FOLLOWS]->(person)\n"
        "  WHERE person.suspended IS NULL AND NOT person IN dismissed",
    )
    .replace(
        "(viewer)-[follows:FOLLOWS]->(person)\n",
        "(viewer)-[follows:FOLLOWS|HIDDEN_FOLLOWS]->(person) WHERE person.suspended IS NULL\n",
    )
    .replace(
        "(viewer)<-[:FOLLOWS]-(person)\n",
        "(viewer)<-[:FOLLOWS|HIDDEN_FOLLOWS]-(person) WHERE person.suspended IS NULL\n",
    )
)
