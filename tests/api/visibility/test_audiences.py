"""Who finds a post over HTTP: every audience, by every relation to its author."""

import json
from collections.abc import Mapping
from enum import StrEnum

import pytest

from api.relay.ids import to_global
from core.accounts.models import User
from core.comments.models import Comment
from core.follows.services import follow
from core.posts.models import Post
from core.posts.services import Terms, create_post, update_post
from core.visibility import Audience
from tests.api.client import GraphQLClient, gid, token_of
from tests.factories import make_users
from tests.statements import statements
from tests.web import WebClient

pytestmark = pytest.mark.usefixtures("stores")


class Relation(StrEnum):
    """What the viewer is to the author."""

    SELF = "self"
    UNRELATED = "unrelated"
    FOLLOWER = "follower"
    FOLLOWED = "followed"
    MUTUAL = "mutual"
    MENTIONED = "mentioned"
    ANONYMOUS = "anonymous"


ALWAYS = {Relation.SELF, Relation.MENTIONED}
SEEN_BY: Mapping[Audience, set[Relation]] = {
    Audience.PUBLIC: {*Relation},
    Audience.FOLLOWERS: {*ALWAYS, Relation.FOLLOWER, Relation.MUTUAL},
    Audience.MUTUALS: {*ALWAYS, Relation.MUTUAL},
    Audience.MENTIONED: ALWAYS,
}
TEXT = "heron for @mentioned"
READS = (
    'post(id: "$post") { content }',
    'node(id: "$post") { ... on Post { content } }',
    'nodes(ids: ["$post"]) { ... on Post { content } }',
    "posts(first: 50) { nodes { content } }",
    'posts(first: 50, search: "heron") { totalCount nodes { content } }',
    'user(username: "author") { posts { nodes { content } } }',
    'node(id: "$comment") { ... on Comment { content post { content } } }',
)
ACTS = (
    'likePost(id: "$post") { post { id } }',
    'bookmarkPost(id: "$post") { post { id } }',
    'createComment(post: "$post", content: "Hm.") { comment { id } }',
    'updatePost(id: "$post", audience: MENTIONED) { post { id } }',
    'deletePost(id: "$post") { id }',
)


def make_scene(audience: Audience) -> tuple[dict[Relation, User | None], Post, Comment]:
    """Everybody, the post, and a comment under it by its author."""
    named = [each for each in Relation if each not in (Relation.SELF, Relation.ANONYMOUS)]
    author, *others = make_users("author", *named)
    viewers: dict[Relation, User] = dict(zip(named, others, strict=True))
    for relation in (Relation.FOLLOWER, Relation.MUTUAL):
        follow(follower=viewers[relation], followee=author.pk)
    for relation in (Relation.FOLLOWED, Relation.MUTUAL):
        follow(follower=author, followee=viewers[relation].pk)
    post = create_post(author=author, content=TEXT, terms=Terms(audience=audience))
    comment = Comment.objects.create(post=post, author=author, content="heron, too")
    return {Relation.SELF: author, **viewers, Relation.ANONYMOUS: None}, post, comment


def with_ids(text: str, post: str, comment: str = "") -> str:
    return text.replace("$post", post).replace("$comment", comment)


def by_get(viewer: User | None, query: str) -> str:
    """The answer to a query that caches may keep."""
    headers = {"Authorization": f"Bearer {token_of(viewer)}"} if viewer else {}
    response = WebClient().get("/graphql/", {"query": query}, headers=headers)
    assert response.headers["Cache-Control"].startswith("private" if viewer else "public")
    return json.dumps(response.json())


@pytest.mark.parametrize("audience", Audience)
def test_who_finds_it(audience: Audience) -> None:
    viewers, post, comment = make_scene(audience)
    for relation, viewer in viewers.items():
        expected = relation in SEEN_BY[audience]
        for read in READS:
            query = f"{{ {with_ids(read, gid(post), gid(comment))} }}"
            answer = json.dumps(GraphQLClient(viewer).answer(query)["data"])
            assert ("heron" in answer) == expected, (relation, read)
            assert ("heron" in by_get(viewer, query)) == expected, (relation, read)
        count = 'query { user(username: "author") { postsCount } }'
        found = GraphQLClient(viewer).data(count)["user"]["postsCount"]
        assert found == int(expected), relation
        if viewer is not None:
            feed = GraphQLClient(viewer).data("{ feedConnection { totalCount nodes { id } } }")
            follows = relation in (Relation.FOLLOWER, Relation.MUTUAL)
            assert feed["feedConnection"] == {
                "totalCount": int(expected and follows),
                "nodes": [{"id": gid(post)}] if expected and follows else [],
            }


def test_the_mentioned_are_notified_whatever_the_audience() -> None:
    viewers, post, _ = make_scene(Audience.MENTIONED)
    news = "{ notifications { totalCount nodes { kind post { content audience } } } }"
    found = GraphQLClient(viewers[Relation.MENTIONED]).data(news)["notifications"]
    about = {"content": TEXT, "audience": "MENTIONED"}
    assert found == {"totalCount": 1, "nodes": [{"kind": "MENTION", "post": about}]}
    author = viewers[Relation.SELF]
    assert author is not None
    update_post(editor=author, post=post.pk, content="heron")
    found = GraphQLClient(viewers[Relation.MENTIONED]).data(news)["notifications"]
    assert found == {"totalCount": 0, "nodes": []}


def test_a_post_for_others_is_as_absent() -> None:
    viewers, post, _ = make_scene(Audience.MENTIONED)
    client = GraphQLClient(viewers[Relation.FOLLOWER])
    absent = to_global("Post", post.pk + 1)
    for text in (*(f"mutation {{ {act} }}" for act in ACTS), f"{{ {READS[0]} }}"):
        answers = []
        for id_ in (gid(post), absent):
            with statements() as seen:
                answer = client.answer(with_ids(text, id_))
            for error in answer.get("errors", []):
                error["extensions"].pop("requestId", None)
            answers.append((answer.get("data"), answer.get("errors"), seen))
        assert answers[0] == answers[1], text
    assert Post.objects.get().audience == Audience.MENTIONED


def test_the_mutations() -> None:
    viewers, _, _ = make_scene(Audience.PUBLIC)
    client = GraphQLClient(viewers[Relation.SELF])
    create = """
    mutation { createPost(content: "@mutual, @nobody", audience: FOLLOWERS) {
      post { id audience mentions { username } }
    } }
    """
    made = client.data(create)["createPost"]["post"]
    id_ = made.pop("id")
    assert made == {"audience": "FOLLOWERS", "mentions": [{"username": "mutual"}]}
    change = """
    mutation ($id: ID!, $audience: PostAudience) { updatePost(id: $id, audience: $audience) {
      post { audience content editedAt }
    } }
    """
    changed = {"audience": "MUTUALS", "content": "@mutual, @nobody", "editedAt": None}
    for audience in ("MUTUALS", None):
        answer = client.data(change, id=id_, audience=audience)
        assert answer == {"updatePost": {"post": changed}}
    assert client.refusal(change, id=id_, audience="PUBLIC") == (
        "BAD_USER_INPUT",
        "The audience of a post can only be narrowed.",
        "audience",
    )
