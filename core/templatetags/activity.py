"""What users do, for the first page of the admin."""

from collections.abc import Sequence

from django import template

from core.activity import selectors
from core.admin.charts import bars, retention
from core.jobs.status import jobs

register = template.Library()
register.filter(bars)
register.filter(retention)


@register.simple_tag
def activity_days() -> list[selectors.Day]:
    """What was made on each day. Three SQL statements."""
    return selectors.days()


@register.simple_tag
def activity_weeks() -> list[selectors.Week]:
    """Who came back. Two SQL statements."""
    return selectors.weeks()


@register.simple_tag
def fastest_growing() -> Sequence[selectors.Growing]:
    """Who gains followers. Two SQL statements."""
    return selectors.fastest_growing()


@register.simple_tag
def failed_jobs() -> int:
    """How many jobs have failed for good. One SQL statement."""
    return sum(each.count for each in jobs() if each.status == "failed")
