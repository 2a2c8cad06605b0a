"""What the benchmark of heavy work writes into both stores by hand, as fast as they take it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg2
from neo4j import GraphDatabase, Session

from graph.connection.driver import parse_url
from tests.faults.network import Network

BATCH = 20_000

_PEOPLE = """
    INSERT INTO core_user (username, email, display_name, bio, profile_image, profile_image_small,
        password, is_active, is_staff, is_superuser, token_version, name_words)
    SELECT 'fan' || number, 'fan' || number || '@example.com', '', '', '', '', '!', true, false,
        false, 1, ''
    FROM (SELECT count(*) AS there FROM core_user WHERE username LIKE 'fan%%') AS fans,
         generate_series(there + 1, there + %s) AS number
    RETURNING id
"""
_POSTS = """
    INSERT INTO core_post (author_id, content, has_images, words)
    SELECT %s, 'Hello ' || number, false, '' FROM generate_series(1, %s) AS number RETURNING id
"""
_COMMENTS = """
    INSERT INTO core_comment (post_id, author_id, content)
    SELECT %s, id, 'Hello.' FROM core_user WHERE id = ANY(%s) RETURNING id
"""
_NOTICES = """
    INSERT INTO core_notification (recipient_id, actor_id, kind, post_id)
    SELECT %s, unnest(%s::bigint[]), %s, %s
"""
# Likes that nobody gave yet, waiting for a relay.
_BACKLOG = """
    INSERT INTO core_journalentry
        (kind, actor, target, username, at, recorded_at, attempts, error)
    SELECT 'liked', unnest(%s::bigint[]), %s, '', now(), now() - interval '1 hour', 0, ''
"""

_GRAPH_PEOPLE: LiteralString = (
    "UNWIND $rows AS uid CREATE (:User {uid: uid, version: 0, username: 'fan' + uid})"
)
_GRAPH_FOLLOWS: LiteralString = """
    MATCH (b:User {uid: $to}) UNWIND $rows AS uid MATCH (a:User {uid: uid})
    CREATE (a)-[:FOLLOWS {since: uid, version: 0, actor: uid, target: $to}]->(b)
"""
_GRAPH_POSTS: LiteralString = """
    MATCH (a:User {uid: $to}) UNWIND $rows AS pid
    CREATE (a)-[:POSTED]->(:Post {pid: pid, author: $to})
"""
_GRAPH_LIKES: LiteralString = """
    MATCH (b:Post {pid: $to}) UNWIND $rows AS uid MATCH (a:User {uid: uid})
    CREATE (a)-[:LIKED {since: uid, version: 0, actor: uid, target: $to}]->(b)
"""
_GRAPH_COMMENTS: LiteralString = """
    MATCH (b:Post {pid: $to}) UNWIND $rows AS uid MATCH (a:User {uid: uid})
    CREATE (a)-[:COMMENTED_ON {cid: uid, since: uid, version: 0}]->(b)
"""


class Stores:
    """Both stores of a running network."""

    def __init__(self, postgres: Any, neo4j: Session) -> None:
        self._postgres = postgres
        self._neo4j = neo4j

    def ask(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement in a transaction of its own; return its rows."""
        with self._postgres, self._postgres.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall()) if cursor.description else []

    def number(self, statement: str, *parameters: Any) -> int:
        """Return the one number that a statement answers."""
        [[found]] = self.ask(statement, *parameters)
        return int(found)

    def waiting(self) -> int:
        """Return how many entries of the journal no relay has applied yet."""
        return self.number("SELECT count(*) FROM core_journalentry WHERE applied_at IS NULL")

    def add_people(self, count: int) -> list[int]:
        """Add so many users, who do nothing; return their ids."""
        uids = self._ids(_PEOPLE, count)
        self._write(_GRAPH_PEOPLE, uids, 0)
        return uids

    def add_followers(self, star: int, fans: list[int]) -> None:
        """Let these users follow one."""
        self._write(_GRAPH_FOLLOWS, fans, star)

    def add_posts(self, author: int, count: int) -> list[int]:
        """Add so many posts of one user; return their ids."""
        pids = self._ids(_POSTS, author, count)
        self._write(_GRAPH_POSTS, pids, author)
        return pids

    def add_likes(self, post: int, fans: list[int]) -> None:
        """Let these users like a post; its author is notified of each."""
        [[author]] = self.ask("SELECT author_id FROM core_post WHERE id = %s", post)
        self.ask(_NOTICES, author, fans, "like", post)
        self._write(_GRAPH_LIKES, fans, post)

    def add_comments(self, post: int, fans: list[int]) -> None:
        """Let these users comment on a post."""
        self.ask(_COMMENTS, post, fans)
        self._write(_GRAPH_COMMENTS, fans, post)

    def notify(self, recipient: int, fans: list[int]) -> None:
        """Notify one user of so many followers."""
        self.ask(_NOTICES, recipient, fans, "follow", None)

    def add_backlog(self, post: int, fans: list[int]) -> None:
        """Write likes to the journal alone."""
        self.ask(_BACKLOG, fans, post)

    def settle(self) -> None:
        """Count what was loaded, as autovacuum would a minute later."""
        self.ask("ANALYZE")

    def _ids(self, statement: str, *parameters: Any) -> list[int]:
        return [number for (number,) in self.ask(statement, *parameters)]

    def _write(self, statement: LiteralString, rows: list[int], to: int) -> None:
        for start in range(0, len(rows), BATCH):
            self._neo4j.run(statement, rows=rows[start : start + BATCH], to=to).consume()


@contextmanager
def stores_of(network: Network) -> Iterator[Stores]:
    """Open both stores of a network until the block ends."""
    address = parse_url(network.neo4j_url)
    postgres = psycopg2.connect(network.database_url)
    try:
        with (
            GraphDatabase.driver(address.url, auth=(address.user, address.password)) as driver,
            driver.session() as neo4j,
        ):
            yield Stores(postgres, neo4j)
    finally:
        postgres.close()


Part = Callable[[Network, Stores], Iterator[tuple[str, str]]]
