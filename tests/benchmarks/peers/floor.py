"""The floor: the feed as bare as Python makes it, a WSGI function for gunicorn.

It verifies the token, finds the posts and counts their likes by one Cypher, reads the documents by
one SQL, and encodes. There is no GraphQL, no ORM, no rule of visibility and no revocation. The
Cypher is the service's own way through the graph, in a text of its own: the floor must not move
with what is measured against it.
"""

import json
import os
import threading
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

import jwt
import psycopg2
from neo4j import READ_ACCESS, Driver, GraphDatabase

from graph.connection.driver import parse_url

from .tokens import ALGORITHM, AUDIENCE

# As in graph/traversals/feed.py: a seek costs as much as so many posts of a scan, which reads at
# most WINDOW of them.
SEEK, WINDOW = 40, 24_000
POSTS = """
CALL () {
  MATCH ()-[follow:FOLLOWS]->() USING INDEX SEEK follow:FOLLOWS(actor, target)
  WHERE follow.actor = $viewer AND follow.target IS NOT NULL
  RETURN collect(follow.target) AS authors
}
WITH authors, COUNT { (:User) } AS people
CALL (authors, people) {
  WITH authors, 20 * people / (size(authors) + 1) AS expected
  UNWIND CASE WHEN expected < size(authors) * $seek AND 2 * expected < $window
    THEN [authors] ELSE [] END AS crowd
  CALL (crowd) {
    MATCH (post:Post) USING INDEX SEEK post:Post(pid)
    WHERE post.pid > 0
    WITH crowd, post ORDER BY post.pid DESC LIMIT $window
    WITH post WHERE post.author IN crowd
    RETURN post LIMIT 20
  }
  RETURN collect(post) AS scanned
}
CALL (authors, scanned) {
  CALL (authors, scanned) {
    UNWIND CASE WHEN size(scanned) < 20 AND size(authors) > 40 THEN authors ELSE [] END AS author
    CALL (author) {
      MATCH (post:Post) USING INDEX SEEK post:Post(author, pid)
      WHERE post.author = author AND post.pid > 0
      RETURN post.pid AS head ORDER BY post.author DESC, post.pid DESC LIMIT 1
    }
    WITH author, head ORDER BY head DESC LIMIT 20
    RETURN collect(author) AS latest
  }
  UNWIND CASE WHEN size(scanned) >= 20 THEN []
    WHEN size(authors) > 40 THEN latest ELSE authors END AS author
  CALL (author) {
    MATCH (post:Post) USING INDEX SEEK post:Post(author, pid)
    WHERE post.author = author AND post.pid > 0
    RETURN post ORDER BY post.author DESC, post.pid DESC LIMIT 20
  }
  WITH post ORDER BY post.pid DESC LIMIT 20
  RETURN collect(post) AS sought
}
UNWIND CASE WHEN size(scanned) < 20 THEN sought ELSE scanned END AS post
RETURN collect([post.pid, COUNT { (post)<-[:LIKED]-() }]) AS posts
"""
DOCUMENTS = """
SELECT post.id, post.content, author.username, ARRAY(
    SELECT content FROM core_comment WHERE post_id = post.id ORDER BY id DESC LIMIT 20
)
FROM core_post AS post JOIN core_user AS author ON author.id = post.author_id
WHERE post.id = ANY(%s) ORDER BY post.id DESC
"""

Start = Callable[[str, list[tuple[str, str]]], object]
_thread = threading.local()


def application(environ: dict[str, Any], start: Start) -> list[bytes]:
    """Answer any request with the first page of the viewer's feed."""
    token = environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    claims = jwt.decode(token, os.environ["PEER_SECRET"], [ALGORITHM], audience=AUDIENCE)
    body = json.dumps(
        {"data": {"feed": _feed(int(claims["sub"]))}}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    start(
        "200 OK",
        [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(body))),
        ],
    )
    return [body]


def _feed(viewer: int) -> list[dict[str, Any]]:
    with _graph().session(default_access_mode=READ_ACCESS) as session:
        record = session.run(POSTS, viewer=viewer, seek=SEEK, window=WINDOW).single(strict=True)
    likes = dict(record["posts"])
    with _database().cursor() as cursor:
        cursor.execute(DOCUMENTS, [list(likes)])
        return [
            {
                "id": b64encode(b"Post:%d" % pid).decode(),
                "content": content,
                "author": {"username": username},
                "likesCount": likes[pid],
                "comments": [{"content": comment} for comment in comments],
            }
            for pid, content, username, comments in cursor
        ]


@cache
def _graph() -> Driver:
    """Return the driver of this process."""
    address = parse_url(os.environ["NEO4J_URL"])
    return GraphDatabase.driver(address.url, auth=(address.user, address.password))


def _database() -> Any:
    """Return the connection of this thread."""
    if not hasattr(_thread, "database"):
        _thread.database = psycopg2.connect(os.environ["DATABASE_URL"])
        _thread.database.autocommit = True
    return _thread.database
