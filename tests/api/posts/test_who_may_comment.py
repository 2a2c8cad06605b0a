"""Who may comment, over the API."""

import pytest

from core.follows.services import follow
from core.posts.services import Terms, create_post
from core.visibility import Commenters
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

POSTS = "{ posts(first: 50) { nodes { whoMayComment viewerCanComment } } }"
COMMENT = """
mutation ($post: ID!) { createComment(post: $post, content: "Hm.") { comment { content } } }
"""


def test_the_mutations() -> None:
    ada, bob = make_users("ada", "bob")
    client = GraphQLClient(ada)
    create = 'createPost(content: "Hm.", whoMayComment: FOLLOWERS) { post { id whoMayComment } }'
    made = client.data(f"mutation {{ {create} }}")["createPost"]["post"]
    assert made["whoMayComment"] == "FOLLOWERS"
    change = """
    mutation ($id: ID!, $who: WhoMayComment) { updatePost(id: $id, whoMayComment: $who) {
      post { whoMayComment viewerCanComment content }
    } }
    """
    assert GraphQLClient(bob).refusal(COMMENT, post=made["id"]) == (
        "FORBIDDEN",
        "The author of this post has limited who may comment.",
        "post",
    )
    for who, given in (("EVERYBODY", "EVERYBODY"), ("EVERYBODY", None), ("NOBODY", "NOBODY")):
        post = client.data(change, id=made["id"], who=given)["updatePost"]["post"]
        assert post == {"whoMayComment": who, "viewerCanComment": True, "content": "Hm."}
    assert GraphQLClient(bob).refusal(change, id=made["id"], who="EVERYBODY")[0] == "FORBIDDEN"
    assert GraphQLClient(bob).refusal(COMMENT, post=made["id"])[0] == "FORBIDDEN"
    assert GraphQLClient(ada).data(COMMENT, post=made["id"])


def test_a_page_takes_one_statement_of_each_store_at_most() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    follow(follower=bob, followee=ada.pk)
    follow(follower=ada, followee=cyd.pk)
    follow(follower=cyd, followee=dan.pk)

    def asked(client: GraphQLClient) -> tuple[int, int]:
        with statements() as sql, recorded_statements() as cypher:
            client.data(POSTS)
        return len(sql), len(cypher)

    make_post(ada)
    client = GraphQLClient(bob)
    plain, none = asked(client)
    assert none == 0
    for commenters in (Commenters.EVERYBODY, Commenters.NOBODY):
        create_post(author=ada, content="Hm.", terms=Terms(commenters=commenters))
    assert asked(client) == (plain, 0)
    for author in (ada, cyd):
        for commenters in Commenters:
            if commenters is not Commenters.WITHIN_TWO_HOPS:
                create_post(author=author, content="Hm.", terms=Terms(commenters=commenters))
    assert asked(client) == (plain + 1, 0)
    for author in (ada, cyd, dan):
        terms = Terms(commenters=Commenters.WITHIN_TWO_HOPS)
        create_post(author=author, content="Hm.", terms=terms)
    assert asked(client) == (plain + 1, 1)


def test_what_viewers_are_sent() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    follow(follower=bob, followee=ada.pk)
    follow(follower=ada, followee=cyd.pk)
    follow(follower=cyd, followee=dan.pk)
    for commenters in Commenters:
        create_post(author=ada, content="Hm.", terms=Terms(commenters=commenters))
    names = [commenters.name for commenters in reversed(Commenters)]
    for viewer, allowed in (
        (ada, {*names}),
        (bob, {"EVERYBODY", "FOLLOWERS"}),
        (cyd, {"EVERYBODY", "FOLLOWED", "WITHIN_TWO_HOPS"}),
        (dan, {"EVERYBODY", "WITHIN_TWO_HOPS"}),
        (None, set()),
    ):
        found = GraphQLClient(viewer).data(POSTS)["posts"]["nodes"]
        assert found == [
            {"whoMayComment": name, "viewerCanComment": name in allowed} for name in names
        ]


def test_a_new_post_is_as_its_author_has_it() -> None:
    ada, bob = make_users("ada", "bob")
    old = make_post(ada)
    client = GraphQLClient(ada)
    own = "privacy { isPrivate whoMayComment }"
    for given in ("whoMayComment: MENTIONED", "whoMayComment: null", "isPrivate: false"):
        changed = client.data(f"mutation {{ updatePrivacy({given}) {{ user {{ {own} }} }} }}")
        privacy = {"isPrivate": False, "whoMayComment": "MENTIONED"}
        assert changed["updatePrivacy"]["user"]["privacy"] == privacy
    assert client.data(f"{{ me {{ {own} }} }}") == {"me": {"privacy": privacy}}
    # In one request, too.
    create = 'createPost(content: "Hm.") { post { whoMayComment } }'
    both = f"mutation {{ updatePrivacy(whoMayComment: NOBODY) {{ user {{ id }} }} {create} }}"
    for text, expected in ((f"mutation {{ {create} }}", "MENTIONED"), (both, "NOBODY")):
        assert client.data(text)["createPost"]["post"]["whoMayComment"] == expected
    assert GraphQLClient(bob).data(COMMENT, post=gid(old))
    found = GraphQLClient(bob).data('{ user(username: "ada") { privacy { whoMayComment } } }')
    assert found == {"user": {"privacy": None}}
