"""Whom a text mentions: users whose names it has after an "@"."""

import re
from collections.abc import Sequence

from django.db import connection

from core.accounts.models import User
from core.accounts.selectors import SHOWN
from core.common.errors import InvalidInput
from core.database.postgresql.prepared import Prepared
from core.database.routing import from_replica
from core.database.rows import instances_of
from core.notifications.mentions import notify_mentioned, withdraw_mentions
from core.visibility import Viewer
from core.visibility.rule import VISIBLE

from .models import Mention, Post

MAX_MENTIONS = 20
# A dot at the end is of the sentence. Behind a character of a name the "@" is that of an e-mail
# address, behind a slash of a path, and before another one of a name elsewhere (@ada@example.com).
_NAME = re.compile(r"(?<![A-Za-z0-9_.+%/@-])@([A-Za-z0-9_.-]++)(?!@)")

_LOCK = Prepared(
    f"""
    SELECT id, lower(username), ARRAY(
        SELECT name FROM core_oldusername
        WHERE user_id = core_user.id AND name = ANY(%(names)s) AND until > statement_timestamp())
    FROM core_user
    WHERE (lower(username) = ANY(%(names)s) OR id = ANY(ARRAY(
            SELECT user_id FROM core_oldusername
            WHERE name = ANY(%(names)s) AND until > statement_timestamp())))
        AND deleted_at IS NULL AND {VISIBLE.format(person="core_user.id")}
    ORDER BY id FOR KEY SHARE
"""  # noqa: S608 - of constants
)
PERSON = ", ".join(f"person.{column}" for column in SHOWN)
_MENTIONED = Prepared(
    f"""
    SELECT {PERSON}, mention.post_id AS mentioned_in
    FROM core_mention mention JOIN core_user person ON person.id = mention.person_id
    WHERE mention.post_id = ANY(%(ids)s) AND {VISIBLE.format(person="person.id")}
    ORDER BY mention.id
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

    By the name that they have or lately had. They are kept from being deleted until the transaction
    ends. Names that nobody has, and those
    of users who are hidden from the author, are text like any other. One SQL statement, none for a
    text without names.
    """
    names = names_in(text)
    if not names:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"viewer": author, "names": [*names]})
        found = {name: uid for uid, present, old in cursor.fetchall() for name in (present, *old)}
    return list(dict.fromkeys(found[name] for name in names if name in found))


def save_mentions(post: Post, people: Sequence[int]) -> None:
    """Keep whom a new post mentions, and notify them. Two SQL statements, none for nobody."""
    _insert(post, people)
    notify_mentioned(people, actor=post.author_id, post=post.pk, text=post.content)


def change_mentions(post: Post, old: str) -> None:
    """Keep whom the changed text mentions: who is new is notified, of who is gone it is withdrawn.

    By what the author may see, also where staff edits. The caller has locked the row. No SQL
    statement where neither the `old` text nor the new one has names, and up to six.
    """
    if not (names_in(old) or names_in(post.content)):
        return
    rows = Mention.objects.filter(post=post)
    before = list(rows.order_by("pk").values_list("person", flat=True))
    after = lock_mentioned(post.author_id, post.content)
    if after == before:
        return
    rows.delete()
    _insert(post, after)
    about = {"actor": post.author_id, "post": post.pk}
    withdraw_mentions(set(before).difference(after), **about)
    notify_mentioned(set(after).difference(before), text=post.content, **about)


@from_replica
def mentioned_in_posts(viewer: Viewer, pids: Sequence[int]) -> dict[int, list[User]]:
    """Return the users whom each post mentions, in the order of its text.

    Left out are posts without any, and users who are hidden from the viewer. One SQL statement.
    """
    return by_text(_MENTIONED, viewer, pids)


def by_text(statement: Prepared, viewer: Viewer, ids: Sequence[int]) -> dict[int, list[User]]:
    """Return the users whom the statement finds `mentioned_in` each of these texts, in its order.

    One SQL statement.
    """
    found: dict[int, list[User]] = {}
    for user in instances_of(User, statement, {"viewer": viewer.key, "ids": list(ids)}):
        found.setdefault(user.__dict__["mentioned_in"], []).append(user)
    return found


def _insert(post: Post, people: Sequence[int]) -> None:
    Mention.objects.bulk_create(
        Mention(post=post, person_id=person, author_id=post.author_id) for person in people
    )
