"""Whom a text mentions: users whose names it has after an "@"."""

import re
from collections.abc import Sequence

from django.db import connection

from core.common.errors import InvalidInput
from core.database.postgresql.prepared import Prepared
from core.visibility.rule import VISIBLE

MAX_MENTIONS = 20
# A dot at the end is of the sentence. Behind a character of a name the "@" is that of an e-mail
# address, behind a slash of a path, and before another one of a name elsewhere (@ada@example.com).
_NAME = re.compile(r"(?<![A-Za-z0-9_.+%/@-])@([A-Za-z0-9_.-]++)(?!@)")

_LOCK = Prepared(
    f"""
    SELECT id, lower(username) FROM core_user
    WHERE lower(username) = ANY(%(names)s) AND deleted_at IS NULL
        AND {VISIBLE.format(person="core_user.id")}
    ORDER BY id FOR KEY SHARE
"""  # noqa: S608 - of constants
)


def names_in(text: str) -> Sequence[str]:
    """Return the names that the text mentions, in lower case, each once and in their order."""
    found = (name.rstrip(".").lower() for name in _NAME.findall(text))
    return [name for name in dict.fromkeys(found) if name]


def check_mentions(text: str) -> None:
    """Raise InvalidInput for more than MAX_MENTIONS names, whether they are users' or not.

    So the refusal does not say which names exist.
    """
    if len(names := names_in(text)) > MAX_MENTIONS:
        raise InvalidInput(
            f"This mentions {len(names):,} people; at most {MAX_MENTIONS} are allowed.", "content"
        )


def lock_mentioned(author: int, text: str) -> list[int]:
    """Return the ids of the users whom the author's text mentions, in the order of the text.

    They are kept from being deleted until the transaction ends. Names that nobody has, and those
    of users who are hidden from the author, are text like any other. One SQL statement, none for a
    text without names.
    """
    names = names_in(text)
    if not names:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"viewer": author, "names": [*names]})
        found = {name: uid for uid, name in cursor.fetchall()}
    return [found[name] for name in names if name in found]
