"""The statements that read a user's acts.

An act is an entry of the user's edges that nobody else but staff decided, or one of somebody else's
edge that the user decided: `core_entrycause` says which. Parameters: `viewer`, `days`, and of pages
`below` and `above` (ids, exclusive) and `limit`.
"""

from typing import LiteralString

from core.database.postgresql.prepared import Prepared
from core.journal.models import Cause
from graph.edges import BLOCKS, FOLLOWS, MUTES, RELATION_KINDS, REQUESTED

_KINDS: LiteralString = ", ".join([f"'{kind}'" for kind in RELATION_KINDS])
# A follow and the request for it are one: who has asked to follow again has decided again.
_ONE_STATE: list[LiteralString] = [
    ", ".join([f"'{kind}'" for kind in kinds])
    for kinds in ((*FOLLOWS.kinds, *REQUESTED.kinds), BLOCKS.kinds, MUTES.kinds)
]
_SAME_EDGE: LiteralString = " OR ".join(
    [f"act.kind IN ({kinds}) AND later.kind IN ({kinds})" for kinds in _ONE_STATE]
)
_REQUESTS: LiteralString = ", ".join([f"'{kind}'" for kind in REQUESTED.kinds])
_COLUMNS: LiteralString = (
    "entry.id, entry.kind, entry.actor, entry.target, entry.recorded_at, "
    "cause.cause, cause.until, cause.bulk"
)
# Each kind by the index that has it.
_OWN: LiteralString = f"""
    SELECT {_COLUMNS}
    FROM core_journalentry entry LEFT JOIN core_entrycause cause ON cause.entry = entry.id
    WHERE entry.actor = %(viewer)s AND entry.kind IN ({{kinds}})
      AND entry.recorded_at > now() - %(days)s * interval '1 day'
      AND (cause.entry IS NULL OR cause.cause = '{Cause.MODERATOR.value}'
           OR cause.by_id = entry.actor AND cause.cause <> '{Cause.ANSWER.value}')
"""  # noqa: S608 - of constants
_ACTS: LiteralString = f"""
    {_OWN.format(kinds=_KINDS)} UNION ALL {_OWN.format(kinds=_REQUESTS)} UNION ALL
    SELECT {_COLUMNS}
    FROM core_entrycause cause JOIN core_journalentry entry ON entry.id = cause.entry
    WHERE cause.by_id = %(viewer)s AND cause.at > now() - %(days)s * interval '1 day'
      AND cause.cause NOT IN ('{Cause.MODERATOR.value}', '{Cause.ANSWER.value}')
      AND entry.actor <> cause.by_id AND entry.kind IN ({_KINDS}, {_REQUESTS})
"""  # noqa: S608 - of constants
_PAGE: LiteralString = f"""
    SELECT act.id, act.kind, act.actor, act.target, act.recorded_at, act.cause, act.until,
           coalesce(act.until <= now(), false), act.bulk,
           EXISTS (SELECT FROM core_user WHERE id = act.target AND is_private), last.id, last.kind
    FROM (
        SELECT * FROM ({_ACTS}) AS acts WHERE id < %(below)s AND id > %(above)s
        ORDER BY id {{direction}} LIMIT %(limit)s
    ) AS act
    CROSS JOIN LATERAL (
        SELECT later.id, later.kind FROM core_journalentry later
        WHERE later.actor = act.actor AND later.target = act.target AND later.id >= act.id
          AND ({_SAME_EDGE})
        ORDER BY later.id DESC LIMIT 1
    ) AS last
    ORDER BY act.id {{direction}}
"""  # noqa: S608 - of constants

# A page, newest first or oldest first, and how many there are.
NEWEST = Prepared(_PAGE.format(direction="DESC"))
OLDEST = Prepared(_PAGE.format(direction="ASC"))
COUNT = Prepared(f"SELECT count(*) FROM ({_ACTS}) AS acts")  # noqa: S608 - of constants
