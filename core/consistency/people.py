"""Users and their outgoing edges, as PostgreSQL has them."""

from collections.abc import Collection

from django.db import connection

from graph.audit.facts import SUSPENSIONS, Fact, Key, PersonSum
from graph.edges import COMMENTED_ON, EDGES, POST, POSTED, USER

from .posts import LEAVING

# The journal's last entry about each edge of some users, and the edges that follow from it while
# both ends have documents. `{actors}`, `{authors}` and `{people}` choose the users; the others
# come from the registry of edges.
_EDGES = """
WITH entries AS MATERIALIZED (
  SELECT DISTINCT ON (actor, edge, target, comment)
         actor, edge, target, comment, id AS version, kind,
         floor(extract(epoch FROM at) * 1000)::bigint AS since
  FROM (
    SELECT actor, coalesce(target, 0) AS target, coalesce(comment, 0) AS comment, id, kind, at,
           CASE kind WHEN 'user_saved' THEN 0 WHEN 'suspended' THEN -1 WHEN 'reinstated' THEN -1
                     {numbers} END AS edge
    FROM core_journalentry WHERE {actors}
  ) AS journal
  WHERE edge IS NOT NULL
  ORDER BY actor, edge, target, comment, id DESC
), leaving AS MATERIALIZED ({leaving}
), edges (uid, number, target, comment, version, since) AS (
  SELECT actor, edge, target, 0::bigint, version, since FROM entries
  JOIN core_user person ON person.id = target AND person.deleted_at IS NULL
  WHERE kind IN ({to_users})
  UNION ALL
  SELECT actor, edge, target, 0, version, since FROM entries
  JOIN core_post post ON post.id = target
  WHERE kind IN ({to_posts}) AND NOT EXISTS (SELECT FROM leaving WHERE leaving.id = target)
  UNION ALL
  SELECT author_id, {commented_on}, post_id, document.id, coalesce(version, 0),
         coalesce(since, floor(extract(epoch FROM created_at) * 1000)::bigint)
  FROM core_comment document
  LEFT JOIN entries ON actor = author_id AND edge = {commented_on} AND target = post_id
                   AND comment = document.id
  WHERE {authors} AND standing = 0
    AND NOT EXISTS (SELECT FROM leaving WHERE leaving.id = post_id)
  UNION ALL
  SELECT author_id, {posted}, id, 0, 0, 0 FROM core_post WHERE {authors}
)
"""

_SUMS = """
SELECT person.id, person.username, saved.version,
       CASE suspension.kind WHEN 'suspended' THEN suspension.version END,
       CASE suspension.kind WHEN 'reinstated' THEN suspension.version END,
       coalesce(edges, 0), coalesce(checksum, 0)
FROM core_user person
LEFT JOIN entries saved ON saved.actor = person.id AND saved.edge = 0
LEFT JOIN entries suspension ON suspension.actor = person.id AND suspension.edge = -1
LEFT JOIN (
  SELECT uid, count(*) AS edges, sum(mod(
    mod(mod(target, 2147483647) + 31 * number + 7 * mod(comment, 2147483647), 2147483647)
    * (mod(3 * mod(version, 2147483647) + mod(since, 2147483647), 2147483647) + 1), 2147483647)
  )::bigint AS checksum
  FROM edges GROUP BY uid
) AS sums ON sums.uid = person.id
WHERE person.deleted_at IS NULL AND {people}
"""

_FACTS = """
SELECT person.id, 0, 0::bigint, 0::bigint, saved.version, 0::bigint, person.username
FROM core_user person
LEFT JOIN entries saved ON saved.actor = person.id AND saved.edge = 0
WHERE person.deleted_at IS NULL AND {people}
UNION ALL
SELECT person.id, CASE kind WHEN 'suspended' THEN -1 ELSE -2 END, 0, 0, version, 0, ''
FROM core_user person JOIN entries ON actor = person.id AND edge = -1
WHERE {people}
UNION ALL
SELECT uid, number, target, comment, version, since, '' FROM edges
JOIN core_user person ON person.id = uid AND person.deleted_at IS NULL
"""

_COUNTS = """
SELECT number, count(*) FROM edges GROUP BY number
"""

# Edges without a document: only the journal has them.
_JOURNALED = [edge for edge in EDGES if not edge.per_comment and not edge.with_post]
_OF_REGISTRY = {
    "numbers": " ".join(
        f"WHEN '{kind}' THEN {edge.number}"
        for edge in EDGES
        for kind in edge.kinds
        if not edge.with_post
    ),
    "to_users": ", ".join(f"'{edge.made_by}'" for edge in _JOURNALED if edge.to is USER),
    "to_posts": ", ".join(f"'{edge.made_by}'" for edge in _JOURNALED if edge.to is POST),
    "commented_on": COMMENTED_ON.number,
    "posted": POSTED.number,
    "leaving": LEAVING,
}
_RANGE = {
    "actors": "actor > %(low)s AND actor <= %(high)s",
    "authors": "author_id > %(low)s AND author_id <= %(high)s",
    "people": "person.id > %(low)s AND person.id <= %(high)s",
}
_LIST = {
    "actors": "actor = ANY(%(uids)s)",
    "authors": "author_id = ANY(%(uids)s)",
    "people": "person.id = ANY(%(uids)s)",
}
SUMS = (_EDGES + _SUMS).format(**_OF_REGISTRY, **_RANGE)
FACTS = (_EDGES + _FACTS).format(**_OF_REGISTRY, **_LIST)
COUNTS = (_EDGES + _COUNTS).format(**_OF_REGISTRY, **_LIST)
FACTS_OF_RANGE = (_EDGES + _FACTS).format(**_OF_REGISTRY, **_RANGE)
_KINDS = {
    0: "User",
    -1: "Suspended",
    -2: "Reinstated",
    **{edge.number: edge.name for edge in EDGES},
}


def last_person(low: int, size: int) -> int | None:
    """Return the uid of user number `size` above `low`; None where there are fewer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM core_user WHERE id > %s ORDER BY id OFFSET %s LIMIT 1", [low, size - 1]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def person_sums(low: int, high: int) -> dict[int, PersonSum]:
    """Return the users with `low` < uid <= `high`, with sums of their expected edges.

    One SQL statement. Cost: the journal's entries of these users, sorted, about 3 µs each.
    """
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"low": low, "high": high})
        return {row[0]: PersonSum(*row) for row in cursor.fetchall()}


def person_facts(uids: Collection[int]) -> list[Fact]:
    """Return the expected nodes and edges of these users. One SQL statement."""
    return _facts(FACTS, {"uids": list(uids)})


def edge_counts(uid: int) -> dict[str, int]:
    """Return the expected number of this user's edges of each kind.

    One SQL statement. Cost: the journal's entries of this user, sorted, about 3 µs each.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"uids": [uid]})
        return {_KINDS[number]: count for number, count in cursor.fetchall()}


def facts_of_people_between(low: int, high: int) -> list[Fact]:
    """Return the expected facts of users with `low` < uid <= `high`. One SQL statement."""
    return _facts(FACTS_OF_RANGE, {"low": low, "high": high})


def deleted_people(low: int, high: int) -> list[Fact]:
    """Return the tombstones of deleted users with `low` < uid <= `high`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT actor, max(id) FROM core_journalentry
            WHERE kind = 'user_deleted' AND actor > %s AND actor <= %s GROUP BY actor
            """,
            [low, high],
        )
        return [Fact(Key("DeletedUser", uid), version) for uid, version in cursor.fetchall()]


def _facts(sql: str, parameters: dict[str, int | list[int]]) -> list[Fact]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [_fact(*row) for row in cursor.fetchall()]


def _fact(
    uid: int,
    number: int,
    target: int,
    comment: int,
    version: int | None,
    since: int,
    username: str,
) -> Fact:
    kind = _KINDS[number]
    if kind == "User":
        return Fact(Key(kind, uid), version, (username,))
    if kind in SUSPENSIONS:
        return Fact(Key(kind, uid), version)
    if kind == POSTED.name:
        return Fact(Key(kind, uid, target), None)
    return Fact(Key(kind, uid, target, comment), version, (since,))
