"""Counts for a viewer from whom some users are hidden: stored degrees less the edges of those.

Where a node has fewer edges than users are hidden its edges are read, and else a seek or a short
walk finds the edges of each of these users.
"""

from typing import LiteralString

from graph.edges import FOLLOWS, LIKED, Edge

from .indexed import COMPLETE, exists

_SOUGHT: LiteralString = """
  CALL (*) {{
    UNWIND CASE WHEN {degree} > size($hidden) THEN $hidden ELSE [] END AS other
    CALL (id, other) {{
      MATCH ()-[edge:{name}]->() USING INDEX SEEK edge:{name}(actor, target)
      WHERE edge.actor = {actor} AND edge.target = {target}
      RETURN edge
    }}
    RETURN count(edge) AS sought
  }}
  CALL (*) {{
    UNWIND CASE WHEN {degree} > size($hidden) THEN [] ELSE [node] END AS start
    MATCH (start){pattern}(other:User) WHERE other.uid IN $hidden
    RETURN count(other) AS met
  }}
  RETURN {degree} - sought - met AS {degree}
"""


def _without(
    edge: Edge,
    degree: LiteralString,
    actor: LiteralString,
    target: LiteralString,
    pattern: LiteralString,
) -> LiteralString:
    return _SOUGHT.format(
        name=edge.name, degree=degree, actor=actor, target=target, pattern=pattern
    )


_FOLLOWERS = _without(FOLLOWS, "followers", "other", "id", "<-[:FOLLOWS]-")
_FOLLOWING = _without(FOLLOWS, "following", "id", "other", "-[:FOLLOWS]->")
_LIKES = _without(LIKED, "likes", "other", "id", "<-[:LIKED]-")

_RELATION: LiteralString = (
    f"{exists(FOLLOWS, '$viewer', 'id')}, {exists(FOLLOWS, 'id', '$viewer')}, "
)
_OF_USERS_BY_INDEX: LiteralString = f"""
UNWIND $uids AS id
MATCH (node:User {{uid: id}})
CALL (id, node) {{
  WITH id, node, COUNT {{ (node)<-[:FOLLOWS]-() }} AS followers
{_FOLLOWERS}}}
CALL (id, node) {{
  WITH id, node, COUNT {{ (node)-[:FOLLOWS]->() }} AS following
{_FOLLOWING}}}
WITH collect([id, {{relation}}followers, following, COUNT {{ (node)-[:POSTED]->() }}]) AS counts
RETURN counts, {COMPLETE}
"""
USER_COUNTS_BY_INDEX = _OF_USERS_BY_INDEX.replace("{relation}", "")
RELATIONS_BY_INDEX = _OF_USERS_BY_INDEX.replace("{relation}", _RELATION)
_OF_USERS: LiteralString = """
UNWIND $uids AS uid
MATCH (person:User {uid: uid})
RETURN collect([
  uid, {relation}
  COUNT { (person)<-[:FOLLOWS]-(other) WHERE NOT other.uid IN $hidden },
  COUNT { (person)-[:FOLLOWS]->(other) WHERE NOT other.uid IN $hidden },
  COUNT { (person)-[:POSTED]->() }
]) AS counts
"""
USER_COUNTS = _OF_USERS.replace("{relation}", "")
RELATIONS = _OF_USERS.replace(
    "{relation}",
    """EXISTS { (:User {uid: $viewer})-[:FOLLOWS]->(person) },
  EXISTS { (:User {uid: $viewer})<-[:FOLLOWS]-(person) },""",
)

# Of comments there is no index: between two nodes Neo4j walks the edges of the one with fewer.
OF_POST_BY_INDEX: LiteralString = f"""
CALL (id, node) {{
  WITH id, node, COUNT {{ (node)<-[:LIKED]-() }} AS likes
{_LIKES}}}
CALL (node) {{
  WITH node, COUNT {{ (node)<-[:COMMENTED_ON]-() }} AS comments
  CALL (node, comments) {{
    UNWIND CASE WHEN comments > size($hidden) THEN $hidden ELSE [] END AS uid
    MATCH (other:User {{uid: uid}}) USING INDEX SEEK other:User(uid)
    MATCH (other)-[comment:COMMENTED_ON]->(node)
    RETURN count(comment) AS sought
  }}
  CALL (node, comments) {{
    UNWIND CASE WHEN comments > size($hidden) THEN [] ELSE [node] END AS start
    MATCH (start)<-[:COMMENTED_ON]-(other:User) WHERE other.uid IN $hidden
    RETURN count(other) AS met
  }}
  RETURN comments - sought - met AS comments
}}"""
"""The `likes` and `comments` of a post, `node`, with that `id`."""
_OF_POSTS_BY_INDEX: LiteralString = f"""
UNWIND $pids AS id
MATCH (node:Post {{pid: id}}){OF_POST_BY_INDEX}
WITH collect([id, {{liked}}likes, comments]) AS counts
RETURN counts, {COMPLETE}
"""
POST_COUNTS_BY_INDEX = _OF_POSTS_BY_INDEX.replace("{liked}", "")
LIKED_BY_INDEX = _OF_POSTS_BY_INDEX.replace("{liked}", f"{exists(LIKED, '$viewer', 'id')}, ")
OF_POST: LiteralString = """COUNT { (post)<-[:LIKED]-(other) WHERE NOT other.uid IN $hidden },
  COUNT { (post)<-[:COMMENTED_ON]-(other) WHERE NOT other.uid IN $hidden }"""
"""The likes and comments of a `post`."""
_OF_POSTS: LiteralString = f"""
UNWIND $pids AS pid
MATCH (post:Post {{pid: pid}})
RETURN collect([pid, {{liked}}{OF_POST}]) AS counts
"""
POST_COUNTS = _OF_POSTS.replace("{liked}", "")
POSTS_LIKED = _OF_POSTS.replace("{liked}", "EXISTS { (:User {uid: $viewer})-[:LIKED]->(post) }, ")
