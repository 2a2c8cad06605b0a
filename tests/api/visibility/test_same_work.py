"""What is hidden takes the statements of what never was, word for word, and has its answer.

`tests/benchmarks/hidden_times.py` measures whether the times tell them apart all the same.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db.transaction import atomic

from api.relay.ids import to_global
from core.accounts.renaming import change_username
from core.blocks.services import block
from core.comments.models import Comment
from core.comments.standing import set_standing as set_standing_of_comment
from core.mutes.services import mute
from core.posts.models import Post
from core.posts.standing import set_standing
from core.visibility import Audience, Standing
from graph.connection.client import recorded_statements
from tests.api.client import GraphQLClient, gid
from tests.everything import everything
from tests.statements import statements
from tests.worlds import put_back

from .test_absent import ABSENT, ACTS, READS
from .test_sweep import suspend
from .world import World, make_world

pytestmark = pytest.mark.usefixtures("both_stores")

PEOPLE, TEXTS = ("User", "Post", "Comment"), ("Post", "Comment")


def _suspended(world: World) -> None:
    suspend(world, "eve")


def _blocked(world: World) -> None:
    block(blocker=world.users["eve"], person=world.users["ann"].pk)


def _not_for_ann(world: World) -> None:
    Post.objects.filter(author=world.users["eve"]).update(audience=Audience.MENTIONED)
    type(world.users["eve"]).objects.filter(username="eve").update(has_narrow_posts=True)


def _withheld(world: World) -> None:
    with atomic():
        for post in Post.objects.filter(author=world.users["eve"]):
            set_standing(post, Standing.HIDDEN)


def _withheld_comment(world: World) -> None:
    with atomic():
        comment = Comment.objects.get(pk=world.comments["cat to ann on eve"].pk)
        set_standing_of_comment(comment, Standing.HIDDEN)


# How it comes that Ann does not see Eve, or what is Eve's, and of which types.
HIDING: Mapping[str, tuple[Callable[[World], None], tuple[str, ...]]] = {
    "suspended": (_suspended, PEOPLE),
    "blocked by": (_blocked, PEOPLE),
    "audience": (_not_for_ann, TEXTS),
    "withheld": (_withheld, TEXTS),
    "withheld comment": (_withheld_comment, ("Comment",)),
}


def asked(client: GraphQLClient, query: str) -> tuple[Any, list[str], list[str]]:
    """The answer, without what it was asked about, and the texts of its statements."""
    with statements() as sql, recorded_statements() as cypher:
        answer = client.answer(query)
    for error in answer.get("errors", ()):
        error["extensions"].pop("requestId", None)
    return answer, list(sql), list(cypher)


@pytest.mark.parametrize("reason", HIDING)
@pytest.mark.parametrize("signed_in", [True, False])
def test_reads(reason: str, signed_in: bool) -> None:
    world = put_back(make_world)
    change_username(user=world.users["eve"], username="adam")
    change_username(user=world.users["eve"], username="eve")
    hide, kinds = HIDING[reason]
    hide(world)
    if not signed_in and reason == "blocked by":
        return  # a block hides from its two
    client = GraphQLClient(world.users["ann"] if signed_in else None)
    hidden = of_eve(world)
    for kind in kinds:
        for text in READS[kind]:
            absent, found = (
                asked(client, f"{{ found: {text.format(id=id_)} }}")
                for id_ in (to_global(kind, ABSENT), hidden[kind])
            )
            assert found == absent, text
    if "User" in kinds:
        absent, found = (
            asked(client, f'{{ user(username: "{name}") {{ id }} }}') for name in ("nix", "eve")
        )
        assert found == absent
        old = asked(client, '{ user(username: "adam") { id } }')
        assert old == absent


@pytest.mark.parametrize("reason", HIDING)
def test_acts(reason: str) -> None:
    world = put_back(make_world)
    hide, kinds = HIDING[reason]
    hide(world)
    # Who mutes and is notified is as everybody: nothing more is asked.
    mute(viewer=world.users["ann"], person=world.users["bob"].pk)
    client, hidden = GraphQLClient(world.users["ann"]), of_eve(world)
    post = gid(world.posts["ann 1"])
    before = everything()
    for kind in kinds:
        for text in ACTS[kind]:
            absent, found = (
                asked(client, f"mutation {{ {text.format(id=id_, post=post)} }}")
                for id_ in (to_global(kind, ABSENT), hidden[kind])
            )
            assert found == absent, text
    assert everything() == before


def of_eve(world: World) -> dict[str, str]:
    """Eve, her post, and a comment under it."""
    return {
        "User": gid(world.users["eve"]),
        "Post": gid(world.posts["eve 1"]),
        "Comment": gid(world.comments["cat to ann on eve"]),
    }
