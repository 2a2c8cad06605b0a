"""The rules that are on, kept in the process as long as their version is the stored one.

A signed-in user comes with the version (`User.rules_version`), so that asking costs a write no
statement; for others it is read.
"""

from typing import Protocol

from django.db import connection

from core.common.errors import InvalidInput

from .matching import Rules
from .models import ContentRule, RuleAct

REFUSED = "This text is against the rules of this service."
REFUSED_ADDRESS = "Addresses of this domain cannot be used here."
VERSION = "coalesce((SELECT version FROM core_ruleset), 0)"
"""The version of the rules, for statements that read users; 0 without any rules."""
_READ_VERSION = f"SELECT {VERSION}"
_NONE = Rules()
_kept: tuple[int, Rules] = (0, _NONE)


class Writer(Protocol):
    """Who writes, with the version that was read along with them."""

    rules_version: int | None


def judge(text: str, writer: Writer) -> bool:
    """Return whether a text must be held for review.

    Raises InvalidInput, naming `content`, where a rule refuses it. No statement where the writer
    comes with the version and the rules have not changed, else one for each.
    """
    act = current_rules(writer.rules_version).judge(text)
    if act is RuleAct.REFUSE:
        raise InvalidInput(REFUSED, "content")
    return act is RuleAct.HOLD


def check_address(email: str, *, field: str = "email", version: int | None = None) -> None:
    """Raise InvalidInput for an address of a refused domain.

    No statement with the version of the rules, else one for it; and one where they have changed.
    """
    if current_rules(version).refuses_address(email):
        raise InvalidInput(REFUSED_ADDRESS, field)


def current_rules(version: int | None) -> Rules:
    """Return the rules of this version, or of the one that is stored now."""
    global _kept  # noqa: PLW0603 - a process has one
    if version is None:
        with connection.cursor() as cursor:
            cursor.execute(_READ_VERSION)
            version = int(cursor.fetchone()[0])
    kept = _kept
    if kept[0] != version:
        # Read after the version, so at least as new as it says.
        rows = ContentRule.objects.filter(is_on=True).values_list("kind", "folded", "act")
        kept = _kept = (version, Rules.of(rows) if version else _NONE)
    return kept[1]
