"""Of a batch of people, whom an import has still to do, and what of it there is to undo.

Parameters: `people` and `by`; for what is to be done `since` and `decisions`, the kinds by which
the user decides about the same; for undoing `act` and `decisions`.
"""

from graph.edges import FOLLOWS, REQUESTED

_UNDECIDED = """
    SELECT person FROM unnest(%(people)s::bigint[]) WITH ORDINALITY AS each(person, place)
    WHERE NOT EXISTS (
        SELECT FROM core_journalentry
        WHERE actor = %(by)s AND target = person AND kind = ANY(%(decisions)s)
          AND recorded_at > %(since)s)
"""
TO_FOLLOW = f"""{_UNDECIDED}
    AND NOT coalesce((
        SELECT kind = '{FOLLOWS.made_by}' FROM core_journalentry
        WHERE actor = %(by)s AND target = person
          AND kind IN ('{FOLLOWS.made_by}', '{FOLLOWS.undone_by}')
        ORDER BY id DESC LIMIT 1), false)
    AND NOT EXISTS (
        SELECT FROM core_followrequest WHERE follower_id = %(by)s AND followee_id = person)
    ORDER BY place
"""  # noqa: S608 - of constants
TO_BLOCK = f"""{_UNDECIDED}
    AND NOT EXISTS (SELECT FROM core_block WHERE viewer_id = %(by)s AND person_id = person)
    ORDER BY place
"""
TO_MUTE = f"""{_UNDECIDED}
    AND NOT EXISTS (SELECT FROM core_mute WHERE viewer_id = %(by)s AND person_id = person)
    ORDER BY place
"""
# Those about whom nobody has decided since this import did. That a request was accepted is no
# decision of the user's.
TO_UNDO = f"""
    SELECT person FROM unnest(%(people)s::bigint[]) WITH ORDINALITY AS each(person, place)
    JOIN core_journalentry made ON made.actor = %(by)s AND made.target = person
    JOIN core_entrycause cause ON cause.entry = made.id
        AND cause.cause = 'import' AND cause.bulk = %(act)s
    WHERE NOT EXISTS (
        SELECT FROM core_journalentry later
        WHERE later.actor = %(by)s AND later.target = person AND later.id > made.id
          AND later.kind = ANY(%(decisions)s)
          AND NOT (made.kind = '{REQUESTED.made_by}' AND later.kind = '{FOLLOWS.made_by}'))
    ORDER BY place
"""  # noqa: S608 - of constants
PURGE = """
    DELETE FROM core_relationimport WHERE id = ANY(ARRAY(
        SELECT id FROM (
            SELECT id, created_at, state FROM core_relationimport
            ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
        ) AS oldest WHERE created_at < now() - %s * interval '1 day'))
"""
