"""Posts and deleted posts, as PostgreSQL has them."""

from django.db import connection

from graph.audit.facts import Fact, Key, Sum

# Posts that left the graph before their rows go (`core/posts/removal.py`): few or none.
LEAVING = """
SELECT post.id FROM core_user holder JOIN core_post post ON post.author_id = holder.id
WHERE holder.deleted_at IS NOT NULL AND EXISTS (
  SELECT FROM core_journalentry WHERE kind = 'post_deleted' AND target = post.id)
"""

_STAYS = f"NOT EXISTS (SELECT FROM ({LEAVING}) AS leaving WHERE leaving.id = core_post.id)"

_SUMS = f"""
SELECT count(*), coalesce(sum(
  mod(mod(id, 2147483647) * (mod(author_id, 2147483647) + 1), 2147483647)), 0)::bigint
FROM core_post WHERE id > %(low)s AND id <= %(high)s AND {_STAYS}
UNION ALL
SELECT count(*), coalesce(sum(
  mod(mod(target, 2147483647) * (mod(version, 2147483647) + 1), 2147483647)), 0)::bigint
FROM (
  SELECT target, max(id) AS version FROM core_journalentry
  WHERE kind = 'post_deleted' AND target > %(low)s AND target <= %(high)s GROUP BY target
) AS deleted
"""  # noqa: S608 - of constants

_FACTS = f"""
SELECT 'Post', id, author_id FROM core_post
WHERE id > %(low)s AND id <= %(high)s AND {_STAYS}
UNION ALL
SELECT 'DeletedPost', target, max(id) FROM core_journalentry
WHERE kind = 'post_deleted' AND target > %(low)s AND target <= %(high)s GROUP BY target
"""  # noqa: S608 - of constants


def last_post(low: int, size: int) -> int | None:
    """Return the id of post number `size` above `low`; None where there are fewer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM core_post WHERE id > %s ORDER BY id OFFSET %s LIMIT 1", [low, size - 1]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def post_sums(low: int, high: int) -> tuple[Sum, Sum]:
    """Return the sums of posts and of expected tombstones with `low` < id <= `high`.

    One SQL statement. Cost: two index ranges.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"low": low, "high": high})
        posts, deleted = cursor.fetchall()
    return Sum(*posts), Sum(*deleted)


def post_facts(low: int, high: int) -> list[Fact]:
    """Return the posts and tombstones with `low` < id <= `high`. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"low": low, "high": high})
        return [
            Fact(Key(kind, target=pid), None, (number,))
            if kind == "Post"
            else Fact(Key(kind, target=pid), number)
            for kind, pid, number in cursor.fetchall()
        ]
