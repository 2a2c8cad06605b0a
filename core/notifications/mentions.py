"""The notifications of mentions: of many people at once."""

from collections.abc import Collection

from django.db import connection, transaction

from core.database.postgresql.prepared import Prepared
from core.realtime.wake import wake
from core.search import plain_words
from core.visibility.words import NO_MUTED_WORDS

from .senders import MAY_NOTIFY

# Inserted in the order of the recipients, so that two texts that mention the same people do not
# wait for each other. Who hears of a comment anyway does not hear of it twice.
_NOTIFY = Prepared(
    f"""
    WITH notice AS (
        INSERT INTO core_notification AS old (kind, recipient_id, actor_id, post_id, comment_id)
        SELECT 'mention', person, %(actor)s, %(post)s, %(comment)s
        FROM unnest(%(people)s::bigint[]) AS mentioned(person)
        WHERE person <> %(actor)s AND {NO_MUTED_WORDS.format(recipient="person")}
            AND {MAY_NOTIFY.format(kind="'mention'", recipient="person")} AND NOT EXISTS (
            SELECT FROM core_notification known
            WHERE known.recipient_id = person AND known.actor_id = %(actor)s
                AND known.kind IN ('comment', 'reply') AND known.post_id = %(post)s
                AND known.comment_id = %(comment)s)
        ORDER BY person
        ON CONFLICT (recipient_id, actor_id, kind, post_id, comment_id)
            DO UPDATE SET withdrawn_at = NULL
        RETURNING id, recipient_id, old.xmax = 0 AS is_new
    )
    INSERT INTO core_liveevent (kind, person, notification)
    SELECT 'notified', recipient_id, id FROM notice WHERE is_new
"""  # noqa: S608 - of constants
)
_WITHDRAW = Prepared(
    """
    UPDATE core_notification SET withdrawn_at = statement_timestamp()
    WHERE recipient_id = ANY(%(people)s) AND actor_id = %(actor)s AND kind = 'mention'
        AND post_id = %(post)s AND comment_id IS NOT DISTINCT FROM %(comment)s::bigint
        AND read_at IS NULL AND withdrawn_at IS NULL
"""
)


def notify_mentioned(
    people: Collection[int], *, actor: int, post: int, text: str, comment: int | None = None
) -> None:
    """Notify these people that a text mentions them, in the transaction that writes it.

    Left out are the actor, who mutes words of the text, whose settings leave the act out, and who
    was notified of this comment or reply already. A mention that was withdrawn is there again. One
    SQL statement, none for nobody.
    """
    if not people:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTIFY,
            {
                "people": list(people),
                "actor": actor,
                "post": post,
                "comment": comment,
                "text": plain_words(text),
            },
        )
        if cursor.rowcount:
            transaction.on_commit(wake)


def withdraw_mentions(
    people: Collection[int], *, actor: int, post: int, comment: int | None = None
) -> None:
    """Withdraw the unread notifications of these people, whom a text no longer mentions.

    One SQL statement, none for nobody.
    """
    if not people:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _WITHDRAW, {"people": list(people), "actor": actor, "post": post, "comment": comment}
        )
