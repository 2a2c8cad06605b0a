"""Uploads of one picture to a running server."""

import json

import requests

from api.auth.tokens import access_token
from core.accounts.models import User
from tests.core.media.corpus import REBUILT
from tests.journeys.server import Instance

CREATE = """
mutation ($image: Upload!) { createPost(content: "Look.", images: [$image]) { post { id } } }
"""


def upload(
    instance: Instance, user: User, content: bytes, *, timeout: float = 60
) -> requests.Response:
    """The response to a post of the user's with this picture."""
    return requests.post(
        f"{instance.address}/graphql/",
        data={
            "operations": json.dumps({"query": CREATE, "variables": {"image": None}}),
            "map": json.dumps({"0": ["variables.image"]}),
        },
        files={"0": ("a.png", content, "image/png")},
        headers={"Authorization": f"Bearer {access_token(user)}", "GraphQL-Preflight": "1"},
        timeout=timeout,
    )


def said_of(response: requests.Response) -> str:
    """What the server says of the picture; REBUILT if there is a post now."""
    errors = response.json().get("errors")
    return str(errors[0]["message"]) if errors else REBUILT
