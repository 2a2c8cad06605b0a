"""How far the graph has come, for the first page of the admin."""

from django import template

from core.admin.paginator import shown_count
from core.selectors import journal
from core.spans import span

register = template.Library()
register.filter(span)


@register.simple_tag
def journal_state() -> journal.JournalState:
    """What Neo4j does not have yet. Three SQL statements."""
    return journal.journal_state()


@register.simple_tag
def journal_lag() -> journal.Lag | None:
    """How long the newest entries took to reach Neo4j. One SQL statement, some 10 ms."""
    return journal.lag()


@register.filter
def bounded(count: int) -> str:
    """A bounded count in words."""
    return shown_count(count)
