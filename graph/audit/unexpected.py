"""What no partition covers: nodes without a key or with other labels, edges not from a user."""

from graph.connection import client

from .facts import Fact, Key

# Unexpected nodes or edges returned at a time; the next call finds more once these are deleted.
MAX_COUNT = 1_000

COUNTS = """
RETURN
  COUNT { (n) }
  - COUNT { MATCH (u:User) WHERE u.uid IS NOT NULL }
  - COUNT { MATCH (p:Post) WHERE p.pid IS NOT NULL }
  - COUNT { MATCH (d:DeletedUser) WHERE d.uid IS NOT NULL }
  - COUNT { MATCH (d:DeletedPost) WHERE d.pid IS NOT NULL }
  - COUNT { (:Watermark) } - COUNT { (:Rebuild) } - COUNT { (:Backfill) } AS nodes,
  COUNT { ()-->() } - COUNT { (:User)-->() } AS edges
"""

NODES = """
MATCH (n)
WHERE size(labels(n)) <> 1
   OR NOT n:User|Post|DeletedUser|DeletedPost|Watermark|Rebuild|Backfill
   OR n:User|DeletedUser AND n.uid IS NULL OR n:Post|DeletedPost AND n.pid IS NULL
WITH n LIMIT $most
RETURN collect([reduce(all = '', l IN labels(n) | all + ':' + l), n.uid, n.pid, elementId(n)])
  AS found
"""

EDGES = """
MATCH (a)-[r]->(b)
WHERE NOT a:User
WITH a, r, b LIMIT $most
RETURN collect([type(r), coalesce(a.uid, a.pid, 0), coalesce(b.uid, b.pid, 0), coalesce(r.cid, 0),
                r.version, elementId(r)]) AS found
"""


def unexpected_nodes() -> list[Fact]:
    """Return up to MAX_COUNT nodes with an unknown label, more than one, or without their key.

    Those that are losing their edges (`graph/writes/leaving.py`) are among them, with their key, so
    that they count as in flight until the entry of their deletion is applied.

    Cost: four index scans, and one of every node where their number is not that of all nodes.
    """
    (counts,) = client.read_long(COUNTS)
    if not counts["nodes"]:
        return []
    (record,) = client.read_long(NODES, most=MAX_COUNT)
    return [
        Fact(_key(labels or ":", uid, pid), None, (), element)
        for labels, uid, pid, element in record["found"]
    ]


def _key(labels: str, uid: object, pid: object) -> Key:
    match labels:
        case ":LeavingUser" if isinstance(uid, int):
            return Key(labels, uid)
        case ":LeavingPost" if isinstance(pid, int):
            return Key(labels, target=pid)
        case _:
            return Key(labels)


def unexpected_edges() -> list[Fact]:
    """Return up to MAX_COUNT edges that do not start at a user.

    Cost: stored counts, and a scan of every edge where they do not add up.
    """
    (counts,) = client.read_long(COUNTS)
    if not counts["edges"]:
        return []
    (record,) = client.read_long(EDGES, most=MAX_COUNT)
    return [
        Fact(Key(kind, start, end, comment), version, (), element)
        for kind, start, end, comment, version, element in record["found"]
    ]
