"""Relay: its compiler on the committed schema, and its runtime on a running server."""

import json
import re

import pytest

from core.accounts.models import User
from core.comments.models import Comment
from core.follows.services import follow
from core.posts.models import Post
from tests.factories import make_post, make_users
from tests.journeys.server import Service

from .compiling import Compiled
from .node import run_json

PASSWORD = "a-long-password"


def test_the_compiler_takes_every_document_without_a_warning(relay: Compiled) -> None:
    output = re.sub(r"\x1b\[\d+m", "", relay.output).strip().splitlines()

    assert output == [
        "[INFO] [default] compiling...",
        "[INFO] [default] compiled documents: 26 reader, 18 normalization, 31 operation text",
        "[INFO] Compilation completed.",
        "[INFO] Done.",
    ]
    assert len(json.loads(relay.manifest.read_text())) == 18


@pytest.mark.usefixtures("stores")
def test_the_runtime_keeps_its_lists_by_ids_alone(trusting: Service, relay: Compiled) -> None:
    ada, grace = make_users("ada", "grace")
    ada.set_password(PASSWORD)
    ada.save()
    follow(follower=ada, followee=grace.pk)
    for number in range(5):
        make_post(grace, f"Post {number}")

    seen = run_json("relay.mjs", f"{trusting.address}/graphql/", str(relay.folder), "ada", PASSWORD)

    feed = [f"Post {number}" for number in (4, 3, 2, 1, 0)]
    assert seen["pages"] == [feed[:2], feed[:4], feed]
    assert seen["afterCreating"] == ["From Relay", *feed]
    assert seen["commented"] == ["First!", "Second!"]
    assert seen["counts"] == [1, 2, True]
    assert seen["uncommented"] == [None, "Second!"]
    assert seen["afterDeleting"] == feed
    assert seen["sent"] == [
        "mutationsLogInMutation",
        "FeedScreenQuery",
        *["FeedPaginationQuery"] * 2,
        "mutationsCreatePostMutation",
        "PostScreenQuery",
        *["mutationsCommentMutation"] * 2,
        "mutationsLikeMutation",
        "mutationsDeleteCommentMutation",
        "mutationsDeletePostMutation",
    ]
    assert (User.objects.count(), Post.objects.count(), Comment.objects.count()) == (2, 5, 0)
