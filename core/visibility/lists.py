"""The rule for the lists of a user: who sees whom they follow and who follows them.

A follow is looked up in the journal, as for audiences (`audience.py`): the answer is exact.
"""

from django.db.models import IntegerChoices

from .audience import FOLLOW_EXISTS


class ListAudience(IntegerChoices):
    """Who sees a list, from the widest to the narrowest; always the user whose list it is."""

    EVERYBODY = 0
    FOLLOWERS = 1
    MUTUALS = 2
    NOBODY = 3


LIST_SHOWN = f"""CASE
    WHEN person.id = %(viewer)s THEN true
    WHEN person.{{list}} = {ListAudience.EVERYBODY.value} AND NOT person.is_private THEN true
    WHEN person.{{list}} = {ListAudience.NOBODY.value} THEN false
    WHEN NOT {FOLLOW_EXISTS.format(follower="%(viewer)s", followee="person.id")} THEN false
    WHEN person.{{list}} < {ListAudience.MUTUALS.value} THEN true
    ELSE {FOLLOW_EXISTS.format(follower="person.id", followee="%(viewer)s")}
END"""
"""Whether a `%(viewer)s` sees a list of a row of `person`; `{list}` is the column of its audience.

Those of a private account are for its followers at most.
"""
