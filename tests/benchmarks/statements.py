"""How many statements the feed query costs, by the number of posts it brings."""

import json
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from graph.connection.client import recorded_statements

from .people import Person

QUERY = (
    "query ($first: Int) { feed(first: $first) "
    "{ id content author { username } likesCount comments { content } } }"
)


class Statements(NamedTuple):
    """What one request ran."""

    posts: int
    sql: int
    cypher: int


def count_statements(person: Person, first: int) -> Statements:
    """Ask in this process for `first` posts and count; finding out who asks is one SQL of them."""
    with CaptureQueriesContext(connection) as sql, recorded_statements() as cypher:
        response = Client(SERVER_NAME="127.0.0.1").post(
            "/graphql/",
            json.dumps({"query": QUERY, "variables": {"first": first}}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {person.token}"},
        )
    posts = response.json()["data"]["feed"]
    return Statements(len(posts), len(sql), len(cypher))
