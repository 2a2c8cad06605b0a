"""gunicorn's lines, Django's and ours have one form, and one id a request."""

import json
import uuid
from pathlib import Path

import pytest
import requests

from tests.journeys.server import served

pytestmark = pytest.mark.usefixtures("stores")


def test_every_line_is_an_object_and_those_of_a_request_have_its_id(tmp_path: Path) -> None:
    request_id = uuid.uuid4().hex
    with served(tmp_path / "media", workers=1, LOG_FORMAT="json") as service:
        response = requests.post(
            f"{service.address}/graphql/",
            "{",
            headers={"X-Request-ID": request_id, "Content-Type": "application/json"},
            timeout=30,
        )
        assert response.headers["X-Request-ID"] == request_id
        service.data("{ __typename }")

    lines = [json.loads(line) for line in service.log.read_text().splitlines()]
    ours = [(line["logger"], line["status"]) for line in lines if line.get("operation") == ""]
    assert ours == [("api.requests", 400), ("api.requests", 200)]
    # Django complains of the status after our view has answered.
    of_request = [line["logger"] for line in lines if line.get("request_id") == request_id]
    assert of_request == ["api.requests", "django.request"]
    assert "Booting worker with pid: " in "".join(
        line["message"] for line in lines if line["logger"] == "gunicorn.error"
    )


def test_people_get_plain_lines(tmp_path: Path) -> None:
    with served(tmp_path / "media", workers=1, LOG_FORMAT="lines") as service:
        service.data("query Name { __typename }")

    log = service.log.read_text()
    assert " INFO api.requests: query Name: 200 in " in log
    assert " INFO gunicorn.error: Booting worker with pid: " in log
