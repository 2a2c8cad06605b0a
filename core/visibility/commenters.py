"""Who may comment on a post: its author decides.

A follow is looked up in the journal, as for audiences (`audience.py`): the answer is exact. Who is
within two hops only the graph says, so the condition leaves that open.
"""

from django.db.models import IntegerChoices

from .audience import FOLLOW_EXISTS


class Commenters(IntegerChoices):
    """Who may comment on a post that they see, and reply to comments: always its author.

    The mentioned may unless nobody may.
    """

    EVERYBODY = 0
    FOLLOWERS = 1
    # Whom the author follows.
    FOLLOWED = 2
    # And whom those follow.
    WITHIN_TWO_HOPS = 3
    MENTIONED = 4
    NOBODY = 5


MAY_COMMENT = f"""CASE
    WHEN {{post}}.who_may_comment = {Commenters.EVERYBODY.value} THEN true
    WHEN {{post}}.author_id = %(viewer)s THEN true
    WHEN {{post}}.who_may_comment = {Commenters.NOBODY.value} THEN false
    WHEN EXISTS (
        SELECT FROM core_mention WHERE post_id = {{post}}.id AND person_id = %(viewer)s) THEN true
    WHEN {{post}}.who_may_comment = {Commenters.MENTIONED.value} THEN false
    WHEN {{post}}.who_may_comment = {Commenters.FOLLOWERS.value}
        THEN {FOLLOW_EXISTS.format(follower="%(viewer)s", followee="{post}.author_id")}
    WHEN {FOLLOW_EXISTS.format(follower="{post}.author_id", followee="%(viewer)s")} THEN true
    WHEN {{post}}.who_may_comment = {Commenters.FOLLOWED.value} THEN false
END"""
"""Whether a `%(viewer)s` may comment on a row of `{post}`, for raw SQL.

Null where that depends on the graph: the author does not follow them, and lets those comment whom
their followees follow. Cost: nothing where everybody may, and else up to two probes of indexes.
"""
