"""Users and their outgoing edges."""

from collections.abc import Collection

from graph.connection import client
from graph.edges import EDGE_NAMED, EDGES, HIDDEN_NAMED, INDEXED, POSTED, TOMBSTONES

from .facts import SHOWN, SUSPENSIONS, Fact, Key, PersonSum

NEXT = """
OPTIONAL MATCH (u:User) WHERE u.uid > $low
WITH u.uid AS uid ORDER BY uid SKIP $size - 1 LIMIT 1
RETURN collect(uid) AS boundary
"""

SUMS = """
MATCH (u:User) WHERE $low < u.uid <= $high
CALL (u) {
  OPTIONAL MATCH (u)-[r]->(o) WHERE NOT type(r) IN $tombstones
  WITH r, coalesce(u.suspended, CASE WHEN o:User THEN o.suspended END) IS NOT NULL AS hidden,
    coalesce(o.uid, o.pid, 0) % 2147483647 AS target,
    coalesce(r.cid, 0) % 2147483647 AS comment,
    coalesce(r.version, 0) % 2147483647 AS version,
    coalesce(r.since, 0) % 2147483647 AS since,
    type(r) AS type, type(r) IN $indexed AND [coalesce(r.actor, 0), coalesce(r.target, 0)]
      <> [u.uid, coalesce(o.uid, o.pid, 0)] AS misleads
  WITH *, CASE WHEN misleads THEN 0 ELSE
    coalesce((CASE WHEN hidden THEN $while_hidden ELSE $numbers END)[type], 0) END AS number
  RETURN count(r) AS edges, sum(CASE WHEN r IS NULL THEN 0 ELSE
    ((target + 31 * number + 7 * comment) % 2147483647)
    * ((3 * version + since) % 2147483647 + 1) % 2147483647 END) AS checksum
}
RETURN collect([u.uid, u.username, u.version, u.suspended, u.reinstated, edges, checksum]) AS sums
"""

FACTS = """
UNWIND $uids AS uid
MATCH (u:User {uid: uid})
RETURN collect([u.uid, u.username, u.version, u.suspended, u.reinstated, elementId(u), COLLECT {
  MATCH (u)-[r]->(o) WHERE NOT type(r) IN $tombstones
  RETURN [
    type(r), coalesce(o.uid, o.pid, 0), coalesce(r.cid, 0), r.version, r.since,
    r.actor, r.target, elementId(r),
    coalesce(u.suspended, CASE WHEN o:User THEN o.suspended END) IS NOT NULL
  ]
}]) AS people
"""

DELETED = """
MATCH (d:DeletedUser) WHERE $low < d.uid <= $high
RETURN collect([d.uid, d.version, elementId(d)]) AS deleted
"""
_INDEXED = {type_ for edge in INDEXED for type_ in (edge.name, edge.hidden) if type_}


def last_person(low: int, size: int) -> int | None:
    """Return the uid of user number `size` above `low`; None where there are fewer.

    Cost: an index range of `size`.
    """
    boundary: list[int] = client.read_long(NEXT, low=low, size=size)[0]["boundary"]
    return boundary[0] if boundary else None


def person_sums(low: int, high: int) -> dict[int, PersonSum]:
    """Return the users with `low` < uid <= `high`, with sums of their edges without tombstones.

    Cost: an index range and every outgoing edge of these users, about 2 µs each.
    """
    numbers = {edge.name: edge.number for edge in EDGES}
    (record,) = client.read_long(
        SUMS,
        low=low,
        high=high,
        numbers=numbers,
        while_hidden={edge.hidden or edge.name: edge.number for edge in EDGES},
        tombstones=TOMBSTONES,
        indexed=[*_INDEXED],
    )
    return {row[0]: PersonSum(*row) for row in record["sums"]}


def person_facts(uids: Collection[int]) -> list[Fact]:
    """Return these users and their outgoing edges, without tombstones.

    Cost: an index seek a user, and every outgoing edge.
    """
    (record,) = client.read_long(FACTS, uids=list(uids), tombstones=TOMBSTONES)
    facts: list[Fact] = []
    for uid, username, version, suspended, reinstated, element, edges in record["people"]:
        facts.append(Fact(Key("User", uid), version, (username,), element))
        for kind, entry in zip(SUSPENSIONS, (suspended, reinstated), strict=True):
            if entry is not None:
                facts.append(Fact(Key(kind, uid), entry, (), element))
        facts += [_edge(uid, *edge) for edge in edges]
    return facts


def _edge(
    uid: int,
    kind: str,
    target: int,
    comment: int,
    version: int | None,
    since: int | None,
    said_actor: int | None,
    said_target: int | None,
    element: str,
    ought_to_be_hidden: bool,
) -> Fact:
    """Return the edge by its visible type; by its own type where it is wrongly shown or hidden."""
    type_ = kind
    if ought_to_be_hidden and kind in HIDDEN_NAMED:
        kind = HIDDEN_NAMED[kind].name
    elif ought_to_be_hidden and kind in EDGE_NAMED and EDGE_NAMED[kind].hidden:
        kind = SHOWN + kind
    values: tuple[int | str | None, ...] = () if kind == POSTED.name else (since,)
    if type_ in _INDEXED and (said_actor, said_target) != (uid, target):
        values = (*values, f"indexed as {said_actor} → {said_target}")
    return Fact(Key(kind, uid, target, comment), version, values, element)


def deleted_people(low: int, high: int) -> list[Fact]:
    """Return the tombstones of users with `low` < uid <= `high`. Cost: an index range."""
    (record,) = client.read_long(DELETED, low=low, high=high)
    return [
        Fact(Key("DeletedUser", uid), version, (), element)
        for uid, version, element in record["deleted"]
    ]
