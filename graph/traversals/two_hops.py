"""Which users reach somebody over two follows: they follow somebody who follows them."""

from collections.abc import Collection
from typing import LiteralString

from .indexed import COMPLETE, read_indexed

# Of each author the followees followed last, and of the person the followers who followed last.
WINDOW = 2_000

TWO_HOPS_BY_INDEX: LiteralString = f"""
CALL () {{
  MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(target, since, actor)
  WHERE edge.target = $person AND edge.since IS NOT NULL AND edge.actor IS NOT NULL
  WITH edge ORDER BY edge.target DESC, edge.since DESC, edge.actor DESC LIMIT $window
  RETURN collect(edge.actor) AS crowd
}}
UNWIND $authors AS uid
CALL (uid, crowd) {{
  UNWIND CASE WHEN crowd = [] THEN [] ELSE [crowd] END AS near
  CALL (uid, near) {{
    MATCH ()-[edge:FOLLOWS]->() USING INDEX SEEK edge:FOLLOWS(actor, since, target)
    WHERE edge.actor = uid AND edge.since IS NOT NULL AND edge.target IS NOT NULL
    WITH edge, near ORDER BY edge.actor DESC, edge.since DESC, edge.target DESC LIMIT $window
    WITH edge WHERE edge.target IN near
    RETURN edge.target AS middle LIMIT 1
  }}
  RETURN middle
}}
WITH collect(uid) AS authors
RETURN authors, {COMPLETE}
"""
TWO_HOPS = """
OPTIONAL MATCH (person:User {uid: $person})
CALL (person) {
  OPTIONAL MATCH (person)<-[edge:FOLLOWS]-(follower)
  WITH follower, edge ORDER BY edge.since DESC, follower.uid DESC LIMIT $window
  RETURN collect(follower.uid) AS crowd
}
UNWIND $authors AS uid
MATCH (author:User {uid: uid}) USING INDEX SEEK author:User(uid)
CALL (author, crowd) {
  UNWIND CASE WHEN crowd = [] THEN [] ELSE [crowd] END AS near
  CALL (author, near) {
    MATCH (author)-[edge:FOLLOWS]->(followee)
    WITH followee, near, edge ORDER BY edge.since DESC, followee.uid DESC LIMIT $window
    WITH followee WHERE followee.uid IN near
    RETURN followee.uid AS middle LIMIT 1
  }
  RETURN middle
}
RETURN collect(uid) AS authors
"""


def reaching_in_two(authors: Collection[int], person: int) -> set[int]:
    """Return those of `authors` who follow somebody who follows the person.

    Looked for are those among the WINDOW followees of the author and followers of the person that
    are newest: of more, one that is older is not found. Suspended users are not on the way.

    One Cypher statement. Cost: WINDOW edges of the person, and of each author. During a backfill
    all of them. Raises GraphUnavailable.
    """
    record = read_indexed(
        TWO_HOPS_BY_INDEX, TWO_HOPS, authors=list(authors), person=person, window=WINDOW
    )
    return set(record["authors"])
