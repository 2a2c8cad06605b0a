"""Whom a block hides from a viewer is read with them, or if they are many where it is needed."""

import pytest

from core.accounts.models import User
from core.accounts.selectors import authenticated_user
from core.follows.services import follow
from core.visibility import Viewer, hidden_people
from core.visibility.models import Block
from core.visibility.viewer import MANY
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient
from tests.factories import make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

FOLLOWERS = "{ me { followers { nodes { username } } } }"
NEWS = "{ notifications { nodes { id } } }"


def cost(user: User, query: str) -> tuple[int, int]:
    """How many SQL and Cypher statements an answer takes."""
    with statements() as sql, recorded_statements() as cypher:
        GraphQLClient(user).data(query)
    return len(sql), len(cypher)


def test_many_are_read_once_by_what_needs_them() -> None:
    ada, bob, *others = make_users("ada", "bob", *(f"user{number}" for number in range(MANY + 1)))
    follow(follower=bob, followee=ada.pk)
    nobody = {query: cost(ada, query) for query in (FOLLOWERS, NEWS)}
    rows = [Block(viewer=ada, person=other, is_own=True) for other in others]
    Block.objects.bulk_create(rows[:-1])

    few = authenticated_user(ada.pk, token_version=ada.token_version)
    assert few is not None
    assert not few.hides_many
    assert Viewer.of(few).known_hidden == tuple(other.pk for other in others[:-1])
    assert {query: cost(ada, query) for query in nobody} == nobody

    rows[-1].save()
    many = authenticated_user(ada.pk, token_version=ada.token_version)
    assert many is not None
    assert (many.hidden, many.hides_many) == (None, True)
    first = Viewer.of(many)
    with statements() as sql:
        found = hidden_people(first)
        assert hidden_people(first) is hidden_people(Viewer.of(many)) is found
    assert len(sql) == 1
    assert found == tuple(other.pk for other in others)
    sql_of_list, cypher_of_list = nobody[FOLLOWERS]
    assert cost(ada, FOLLOWERS) == (sql_of_list + 1, cypher_of_list)
    assert cost(ada, NEWS) == nobody[NEWS]
