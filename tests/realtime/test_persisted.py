"""Streams of a server that runs persisted documents and nothing else."""

import json
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from core.posts.services import create_post
from tests.journeys.server import Instance, running

from .people import FEED, Person, reader_and_author
from .test_websocket import known

pytestmark = pytest.mark.usefixtures("stores")

BRIEF = "subscription { feedUpdated { eventId } }"
ID_REQUIRED = {"code": "PERSISTED_QUERY_ID_REQUIRED", "field": "documentId"}


@pytest.fixture(scope="module")
def strict(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    folder: Path = tmp_path_factory.mktemp("persisted")
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({"feed": FEED, "brief": BRIEF}))
    with running(
        folder / "media",
        WEB_CONCURRENCY="1",
        PERSISTED_DOCUMENTS=str(manifest),
        PERSISTED_ONLY="1",
    ) as instance:
        yield instance


def events(strict: Instance, who: Person, body: dict[str, Any]) -> HTTPResponse:
    response: HTTPResponse = urlopen(  # noqa: S310 - of this machine
        Request(  # noqa: S310
            f"{strict.address}/graphql/",
            json.dumps(body).encode(),
            {
                "Accept": "text/event-stream",
                "Content-Type": "application/json",
                "Authorization": f"Bearer {who.token}",
            },
        ),
        timeout=20,
    )
    return response


def next_event(response: HTTPResponse) -> Any:
    while not (line := response.readline().decode()).startswith("data: {"):
        assert line, "The stream has ended."
    return json.loads(line.removeprefix("data: "))


def test_text_is_refused_by_every_way(strict: Instance) -> None:
    reader, _ = reader_and_author()
    with events(strict, reader, {"query": FEED}) as response:
        [error] = next_event(response)["errors"]
        assert error["extensions"] == ID_REQUIRED
    with known(strict, reader.token) as socket:
        socket.subscribe("1", FEED)
        message = socket.hear()
        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"] == ID_REQUIRED


def test_a_named_document_is_served_to_its_client(strict: Instance) -> None:
    """Their texts do not come with the request: answers are shared by name and not by text."""
    reader, author = reader_and_author()
    with known(strict, reader.token) as socket:
        for name in ("feed", "brief", "feed again"):
            payload = {"documentId": name.removesuffix(" again"), "variables": {}}
            socket.say({"id": name, "type": "subscribe", "payload": payload})
        with events(strict, reader, {"documentId": "feed"}) as response:
            assert response.readline()  # it has begun
            create_post(author=author.user, content="News.")
            received = next_event(response)["data"]["feedUpdated"]
        heard = [socket.hear() for _ in range(3)]
    assert received["post"] == {"content": "News."}
    assert {message["id"]: message["payload"]["data"]["feedUpdated"] for message in heard} == {
        "feed": received,
        "feed again": received,
        "brief": {"eventId": received["eventId"]},
    }
