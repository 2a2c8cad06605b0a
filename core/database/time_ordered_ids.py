"""Ids that sort by time, so that one number is key, order and page cursor at once."""

from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from core.common.clock import milliseconds

SEQUENCE_BITS = 21
MAX_ID = 2**63 - 1


class TimeOrderedId(models.Func):
    """`time_ordered_id(at)`: 42 bits of milliseconds since 1970, then 21 from a sequence.

    Two ids of the same millisecond differ as long as fewer than 2,097,152 are made in it.
    The function is created by the first migration.
    """

    function = "time_ordered_id"
    output_field = models.BigIntegerField()


def time_ordered_key() -> "models.BigIntegerField[int, int]":
    """Return a primary key that the database makes from the time of the insert."""
    return models.BigIntegerField(primary_key=True, editable=False, db_default=TimeOrderedId(Now()))


def first_id_at(at: datetime) -> int:
    """Return the smallest id of a document made at `at` or later; for date ranges on the key.

    Ids range from 1970 to 2109; a time outside has the first or the last one.
    """
    return min(max(milliseconds(at), 0) << SEQUENCE_BITS, MAX_ID)
