"""The whole corpus of hostile files over HTTP: under lying names and types, to a real server."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import requests
from django.conf import settings
from PIL import Image

from api.auth.tokens import access_token
from core.posts.models import PostImage
from tests.core.media.corpus import CORPUS, MARKER, REBUILT
from tests.factories import make_user
from tests.memory import megabytes

from .server import Instance, running

CREATE = """
mutation ($image: Upload!) {
  createPost(content: "Look.", images: [$image]) { post { images { url width height } } }
}
"""
# A worker that does nothing has about 120 MB; the dearest file of the corpus may take 300 more.
MAX_MEGABYTES = 300
LIES = (("holiday.jpg", "image/png"), ("../../etc/passwd", "text/html"), ("a.svg", "image/svg+xml"))


@pytest.fixture
def server(stores: None, tmp_path: Path) -> Iterator[Instance]:
    """One worker, so that its memory is all there is."""
    with running(tmp_path / "media", WEB_CONCURRENCY="1") as instance:
        yield instance


def test_every_hostile_file_is_refused_in_words_or_kept_clean(server: Instance) -> None:
    (worker,) = server.process.children()
    before = megabytes("VmHWM", worker.pid)
    answers = {}
    for number, (name, case) in enumerate(CORPUS.items()):
        user = make_user(f"person{number}")
        answers[name] = _upload(server, access_token(user), case.make(), LIES[number % len(LIES)])

    assert answers == {name: case.said for name, case in CORPUS.items()}
    rebuilt = [name for name, case in CORPUS.items() if case.said == REBUILT]
    kept = [str(file) for image in PostImage.objects.all() for file in (image.large, image.small)]
    assert len(kept) == 2 * len(rebuilt)
    for name in kept:
        assert re.fullmatch(r"posts/[0-9a-f]{2}/[0-9a-f]{32}(-small)?\.(jpg|webp)", name)
        content = Path(settings.MEDIA_ROOT, name).read_bytes()
        assert MARKER not in content
        assert b"<script" not in content
        assert not Image.open(BytesIO(content)).getexif()
    assert server.process.children() == [worker]
    assert megabytes("VmHWM", worker.pid) - before < MAX_MEGABYTES


def _upload(server: Instance, token: str, content: bytes, lie: tuple[str, str]) -> str:
    """What the server says of the file; REBUILT if there is a post now."""
    response = requests.post(
        f"{server.address}/graphql/",
        data={
            "operations": json.dumps({"query": CREATE, "variables": {"image": None}}),
            "map": json.dumps({"0": ["variables.image"]}),
        },
        files={"0": (lie[0], content, lie[1])},
        headers={"Authorization": f"Bearer {token}", "GraphQL-Preflight": "1"},
        timeout=60,
    )
    answer = response.json()
    if "errors" not in answer:
        return REBUILT
    [error] = answer["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (200, "BAD_USER_INPUT")
    message: str = error["message"]
    return message
