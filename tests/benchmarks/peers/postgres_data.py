"""What peers without a graph read: tables of follows and likes, beside the service's tables.

They are in a schema of their own, `peers`, with the indexes that their queries want. Views give
the service's tables plain names; they exist only while a benchmark runs, as they would be in the
way of a migration.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from ..copying import binary_rows, copy_binary, slices
from ..network import Ints, Network
from ..servers import fingerprint

TABLES = """
DROP SCHEMA IF EXISTS peers CASCADE;
CREATE SCHEMA peers;
CREATE TABLE peers.follow (follower_id bigint NOT NULL, followee_id bigint NOT NULL);
CREATE TABLE peers.liked (post_id bigint NOT NULL, user_id bigint NOT NULL);
"""
INDEXES = """
ALTER TABLE peers.follow ADD PRIMARY KEY (follower_id, followee_id);
CREATE INDEX follow_followee ON peers.follow (followee_id, follower_id);
ALTER TABLE peers.liked ADD PRIMARY KEY (post_id, user_id);
"""
# `post (author_id, id DESC)` and `comment (post_id, id DESC)` are indexes of the service.
VIEWS = """
DROP VIEW IF EXISTS peers.person, peers.post, peers.comment CASCADE;
CREATE VIEW peers.person AS SELECT id, username FROM public.core_user;
CREATE VIEW peers.post AS SELECT id, author_id, content FROM public.core_post;
CREATE VIEW peers.comment AS SELECT id, post_id, content FROM public.core_comment;
COMMENT ON VIEW peers.person IS E'@primaryKey id';
COMMENT ON VIEW peers.post IS
  E'@primaryKey id\\n@foreignKey (author_id) references peers.person (id)|@fieldName author';
COMMENT ON VIEW peers.comment IS E'@primaryKey id\\n'
  '@foreignKey (post_id) references peers.post (id)|@foreignSimpleFieldName comments';
COMMENT ON TABLE peers.liked IS E'@omit';
COMMENT ON TABLE peers.follow IS E'@omit';

CREATE FUNCTION peers.post_likes_count(post peers.post) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT count(*) FROM peers.liked WHERE post_id = post.id $$;

CREATE OR REPLACE FUNCTION peers.viewer() RETURNS bigint LANGUAGE sql STABLE AS
  $$ SELECT current_setting('jwt.claims.sub')::bigint $$;
COMMENT ON FUNCTION peers.viewer() IS E'@omit';

CREATE FUNCTION peers.feed() RETURNS SETOF peers.post LANGUAGE sql STABLE AS $$
  SELECT newest.* FROM peers.follow CROSS JOIN LATERAL (
    SELECT * FROM peers.post WHERE author_id = followee_id ORDER BY id DESC LIMIT 20
  ) AS newest
  WHERE follower_id = (SELECT peers.viewer()) ORDER BY newest.id DESC LIMIT 20
$$;

CREATE FUNCTION peers.feed_by_ids() RETURNS SETOF peers.post LANGUAGE sql STABLE AS $$
  SELECT post.* FROM (
    SELECT newest.id FROM peers.follow CROSS JOIN LATERAL (
      SELECT id FROM peers.post WHERE author_id = followee_id ORDER BY id DESC LIMIT 20
    ) AS newest
    WHERE follower_id = (SELECT peers.viewer()) ORDER BY newest.id DESC LIMIT 20
  ) AS page JOIN peers.post USING (id) ORDER BY post.id DESC
$$;
"""
NO_VIEWS = "DROP VIEW IF EXISTS peers.person, peers.post, peers.comment CASCADE"


@contextmanager
def peers_schema(url: str, network: Network) -> Iterator[None]:
    """The tables, filled if they are not yet, and in this block the views and functions."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            _fill(cursor, network)
            cursor.execute(VIEWS)
            try:
                yield
            finally:
                cursor.execute(NO_VIEWS)
    finally:
        connection.close()


def _fill(cursor: Any, network: Network) -> None:
    """Load the tables, unless their stamp says that they hold this network."""
    stamp = hashlib.sha256((fingerprint(network) + TABLES + INDEXES).encode()).hexdigest()
    cursor.execute("SELECT obj_description(to_regnamespace('peers'), 'pg_namespace')")
    if cursor.fetchone() == (stamp,):
        return
    cursor.execute(TABLES)
    follows, likes = network.follows, network.likes
    _copy(cursor, "peers.follow", follows.follower, follows.followee)
    _copy(cursor, "peers.liked", likes.post, likes.liker)
    cursor.execute("SET maintenance_work_mem = '1GB'")
    cursor.execute(INDEXES)
    for table in ("follow", "liked"):
        cursor.execute(f"VACUUM (ANALYZE) peers.{table}")
    cursor.execute("COMMENT ON SCHEMA peers IS %s", [stamp])


def _copy(cursor: Any, table: str, *columns: Ints) -> None:
    names = ("follower_id", "followee_id") if table == "peers.follow" else ("post_id", "user_id")
    for part in slices(len(columns[0])):
        rows = binary_rows(part.stop - part.start, [column[part] for column in columns])
        copy_binary(cursor, table, names, rows)
