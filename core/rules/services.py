"""Adding, switching and removing rules."""

from django.db import IntegrityError, connection

from core.common.errors import InvalidInput, NotFound
from core.common.text import clean_line
from core.database.transactions import atomic_with_retry
from core.search import plain_words

from .domains import domain_of
from .models import ContentRule, RuleAct

Kind = ContentRule.Kind
MAX_LENGTH = 253
MAX_WORDS_LENGTH = 100
NO_WORDS = "This has no words. Use letters, digits or emoji."
NO_DOMAIN = "This is not a domain, such as example.com."
KNOWN = "There is a rule for this already."
_RENEW = """
    INSERT INTO core_ruleset (id, version)
    VALUES (1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
    ON CONFLICT (id) DO UPDATE SET version = greatest(core_ruleset.version + 1, excluded.version)
"""


def add_rule(*, kind: str, text: str, act: str) -> ContentRule:
    """Add a rule, which is off until it is switched on.

    Rules for addresses refuse. Raises InvalidInput naming the argument.
    """
    rule = ContentRule(
        kind=kind,
        text=clean_line(text, field="text", longest=MAX_LENGTH),
        folded=folded_of(kind, text),
        act=RuleAct.REFUSE if kind == Kind.EMAIL else act,
    )
    try:
        return _added(rule)
    except IntegrityError as error:
        raise InvalidInput(KNOWN, "text") from error


def folded_of(kind: str, text: str) -> str:
    """Return what a rule looks for. Raises InvalidInput naming `text`."""
    if kind != Kind.WORDS:
        try:
            return domain_of(text)
        except ValueError as error:
            raise InvalidInput(NO_DOMAIN, "text") from error
    words = plain_words(clean_line(text, field="text", longest=MAX_WORDS_LENGTH))
    if not words:
        raise InvalidInput(NO_WORDS, "text")
    return words


@atomic_with_retry
def switch_rule(*, rule: int, is_on: bool) -> ContentRule:
    """Switch a rule on or off, for every process from its next request on. Raises NotFound."""
    found = ContentRule.objects.select_for_update().filter(pk=rule).first()
    if found is None:
        raise NotFound("Rule not found.", "id")
    if found.is_on != is_on:
        found.is_on = is_on
        found.save(update_fields=["is_on"])
        renew()
    return found


@atomic_with_retry
def remove_rule(*, rule: int) -> None:
    """Delete a rule. Raises NotFound."""
    deleted, _ = ContentRule.objects.filter(pk=rule).delete()
    if not deleted:
        raise NotFound("Rule not found.", "id")
    renew()


def renew() -> None:
    """Set a new version, in the transaction of the change. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_RENEW)


@atomic_with_retry
def _added(rule: ContentRule) -> ContentRule:
    rule.pk = None
    rule.save(force_insert=True)
    return rule
