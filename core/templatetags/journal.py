"""How far the graph has come, for the first page of the admin."""

from django import template

from core.admin.paginator import shown_count
from core.selectors import journal

register = template.Library()


@register.simple_tag
def journal_state() -> journal.JournalState:
    """What Neo4j does not have yet. Three SQL statements."""
    return journal.journal_state()


@register.filter
def bounded(count: int) -> str:
    """A bounded count in words."""
    return shown_count(count)
