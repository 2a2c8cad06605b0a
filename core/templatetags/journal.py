"""How far the graph has come, for the first page of the admin."""

from django import template

from core.admin.paginator import shown_count
from core.common.durations import span
from core.journal import status

register = template.Library()
register.filter(span)


@register.simple_tag
def journal_state() -> status.JournalState:
    """What Neo4j does not have yet. Three SQL statements."""
    return status.journal_state()


@register.simple_tag
def journal_lag() -> status.Lag | None:
    """How long the newest entries took to reach Neo4j. One SQL statement, some 10 ms."""
    return status.lag()


@register.filter
def bounded(count: int) -> str:
    """A bounded count in words."""
    return shown_count(count)
