"""Of whose acts a user is notified: a condition of the statements that write notifications.

It is asked when an act happens and by the journal, so it is exact whatever the lag of the graph; a
changed setting withdraws nothing and brings nothing back.
"""

from typing import LiteralString

from core.ratelimit.limits import NEW_ACCOUNT
from core.visibility.audience import FOLLOW_EXISTS
from graph.edges import FOLLOWS

from .models import Senders

_FOLLOWER = FOLLOW_EXISTS.format(follower="%(actor)s", followee="{recipient}")
# Who follows is a follower by that.
_FOLLOWS = f"({{kind}} = 'follow' OR {_FOLLOWER})"
_FOLLOWED = FOLLOW_EXISTS.format(follower="{recipient}", followee="%(actor)s")
# Of whom the recipient followed last, those who follow the actor: nobody suspended is on the way.
WINDOW = 2_000
_WITHIN_TWO_HOPS = f"""({_FOLLOWED} OR EXISTS (
    SELECT FROM (
        SELECT target AS middle FROM core_journalentry
        WHERE actor = {{recipient}} AND kind = '{FOLLOWS.made_by}'
        ORDER BY recorded_at DESC LIMIT {WINDOW}) AS followees
    WHERE {FOLLOW_EXISTS.format(follower="followees.middle", followee="%(actor)s")}
        AND {FOLLOW_EXISTS.format(follower="{recipient}", followee="followees.middle")}
        AND EXISTS (SELECT FROM core_user WHERE id = followees.middle AND is_active)))"""  # noqa: S608 - of constants

MAY_NOTIFY: LiteralString = f"""NOT EXISTS (
    SELECT FROM core_notificationsettings setting WHERE setting.user_id = {{recipient}}
        AND {{kind}} IN ('follow', 'like', 'comment', 'reply', 'mention') AND (
        (setting.quiet_new_accounts AND NOT {_FOLLOWED} AND EXISTS (
            SELECT FROM core_user WHERE id = %(actor)s
                AND date_joined > statement_timestamp() - interval '{NEW_ACCOUNT} days'))
        OR CASE CASE {{kind}}
            WHEN 'follow' THEN setting.follow WHEN 'like' THEN setting."like"
            WHEN 'comment' THEN setting.comment WHEN 'reply' THEN setting.reply
            WHEN 'mention' THEN setting.mention END
            WHEN {Senders.FOLLOWERS.value} THEN NOT {_FOLLOWS}
            WHEN {Senders.WITHIN_TWO_HOPS.value} THEN NOT {_WITHIN_TWO_HOPS}
            WHEN {Senders.FOLLOWED.value} THEN NOT {_FOLLOWED}
            WHEN {Senders.MUTUALS.value} THEN NOT ({_FOLLOWS} AND {_FOLLOWED})
            WHEN {Senders.NOBODY.value} THEN true
            ELSE false END)
)"""  # noqa: S608 - of constants
"""The condition that an act of `{kind}` by `%(actor)s` notifies `{recipient}`.

Requests to follow are to be answered, and their answers are waited for: both always notify.
Cost: one probe of an index where the recipient has no settings, and up to four where they have; up
to WINDOW more where their setting is within two hops and they do not follow who acts.
"""
