"""A comment by its ID, how many replies it has, and what the viewer may do with it."""

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.comments.services import create_comment, delete_comment
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

COMMENT = """
query ($id: ID!) {
  comment(id: $id) { content repliesCount viewerCanEdit viewerCanDelete }
}
"""
THREAD = """
query ($id: ID!) {
  post(id: $id) {
    viewerCanEdit viewerCanDelete
    comments { content viewerCanEdit viewerCanDelete repliesCount replies { content } }
  }
}
"""


def test_replies_are_counted_as_the_viewer_reads_them() -> None:
    ada, bob, cat = make_users("ada", "bob", "cat")
    post = make_post(ada)
    first = create_comment(author=bob, post=post.pk, content="First.")
    second = create_comment(author=cat, post=post.pk, content="Second.", parent=first.pk)
    create_comment(author=cat, post=post.pk, content="Third.", parent=second.pk)
    create_comment(author=ada, post=post.pk, content="Fourth.", parent=first.pk)

    def count(viewer: User) -> int:
        found = GraphQLClient(viewer).data(COMMENT, id=gid(first))["comment"]
        return int(found["repliesCount"])

    assert [count(each) for each in (ada, bob, cat)] == [2, 2, 2]
    block(blocker=bob, person=cat.pk)
    assert count(bob) == 1
    assert GraphQLClient(cat).data(COMMENT, id=gid(first)) == {"comment": None}
    change_person(person=cat.pk, is_active=False)
    assert count(ada) == 1
    change_person(person=cat.pk, is_active=True)
    delete_comment(editor=cat, comment=second.pk)  # its reply moves up to the first one
    assert count(ada) == 2


def test_who_may_change_what() -> None:
    ada, bob, cat = make_users("ada", "bob", "cat")
    post = make_post(ada)
    create_comment(author=bob, post=post.pk, content="First.")

    def may(viewer: User | None) -> tuple[bool, bool, bool, bool]:
        found = GraphQLClient(viewer).data(THREAD, id=gid(post))["post"]
        [first] = found["comments"]
        both = (found, first)
        return tuple(each[name] for each in both for name in ("viewerCanEdit", "viewerCanDelete"))

    assert may(ada) == (True, True, False, True)
    assert may(bob) == (False, False, True, True)
    assert may(cat) == may(None) == (False, False, False, False)
    for author in (ada, bob):
        change_person(person=author.pk, is_active=False)
        author.refresh_from_db()
        assert may(author) == (False, False, False, False)
        change_person(person=author.pk, is_active=True)


def test_a_thread_costs_two_statements_more_whatever_its_length() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    counted = []
    for _ in range(2):
        for number in range(5):
            create_comment(author=bob, post=post.pk, content=f"Comment {number}.")
        with statements() as sql, recorded_statements() as cypher:
            GraphQLClient(ada).data(THREAD, id=gid(post))
        counted.append((len(sql), len(cypher)))
    # The user of the token, the post, its comments, their replies, and the numbers of replies.
    assert counted == [(5, 0)] * 2
