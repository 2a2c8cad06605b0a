"""Pictures on S3, in the settings of production: boto3 over HTTP to a server that speaks S3."""

import io
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from moto.server import ThreadedMotoServer
from PIL import Image

from core.posts.models import PostImage
from tests.buckets import BUCKET, FOR_ALL_TO_READ
from tests.core.journal.test_relay_process import ended
from tests.core.media.pictured_posts import make_due, pending_deletions
from tests.jobs import worker_process
from tests.ports import held_port
from tests.waiting import wait_until

from .production import PRODUCTION
from .server import Service, served

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
SIGN_UP = """
mutation {
  signup(username: "ada", email: "ada@example.com", password: "correct horse battery") { token }
}"""
POST = """
mutation ($file: Upload!) {
  createPost(content: "", images: [$file]) {
    post { id images { url small: url(size: SMALL) width height } }
  }
}"""
DELETE = "mutation ($id: ID!) { deletePost(id: $id) { id } }"


class Bucket:
    """The one bucket of a server that can be stopped."""

    def __init__(self) -> None:
        self.port = held_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._server: ThreadedMotoServer | None = None

    def begin(self) -> None:
        """Serve, if it does not; what was in the bucket is still there."""
        if self._server is not None:
            return
        self._server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self._server.start()

    def end(self) -> None:
        """Take no more connections."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def create(self) -> None:
        """Make the bucket, whose objects anybody may read: what an operator has to see to."""
        with closing(self._client()) as client:
            client.create_bucket(Bucket=BUCKET)
            client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(FOR_ALL_TO_READ))

    def names(self) -> set[str]:
        """The keys of its objects."""
        with closing(self._client()) as client:
            found = client.list_objects_v2(Bucket=BUCKET)
        return {one["Key"] for one in found.get("Contents", ())}

    def settings(self) -> dict[str, str]:
        """The environment of a service that keeps its pictures here."""
        return {
            **PRODUCTION,
            **KEYS,
            "SECURE_SSL_REDIRECT": "false",
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT_URL": self.address,
            "S3_REGION": "us-east-1",
        }

    def _client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.address,
            region_name="us-east-1",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )


@pytest.fixture(scope="module")
def place() -> Iterator[Bucket]:
    """Where the bucket is."""
    bucket = Bucket()
    bucket.begin()
    try:
        yield bucket
    finally:
        bucket.end()


@pytest.fixture
def bucket(place: Bucket) -> Bucket:
    """A bucket with nothing in it."""
    place.begin()
    requests.post(f"{place.address}/moto-api/reset", timeout=10).raise_for_status()
    place.create()
    return place


@pytest.fixture(scope="module")
def server(
    installed: None, place: Bucket, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service with its pictures in the bucket."""
    unused: Path = tmp_path_factory.mktemp("pictures") / "unused"
    with served(unused, workers=1, **place.settings()) as server:
        yield server
    assert not unused.exists()


@pytest.fixture
def ada(stores: None, bucket: Bucket, server: Service) -> Service:
    """The service, and ada's session."""
    service = server.as_somebody_else()
    service.token = service.data(SIGN_UP)["signup"]["token"]
    return service


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (900, 500), "teal").save(file, "PNG")
    return file.getvalue()


def test_a_picture_goes_to_the_bucket_and_leaves_with_its_post(
    ada: Service, bucket: Bucket
) -> None:
    post = ada.upload(POST, picture())["createPost"]["post"]
    [image] = post["images"]
    row = PostImage.objects.get()
    large, small = str(row.large), str(row.small)
    assert bucket.names() == {large, small}
    assert image["url"] == f"{bucket.address}/{BUCKET}/{large}"
    assert image["small"] == f"{bucket.address}/{BUCKET}/{small}"

    answer = requests.get(image["url"], timeout=10)  # as anybody: nothing of it is signed
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with Image.open(io.BytesIO(answer.content)) as found:
        assert answer.headers["Content-Type"] == Image.MIME[str(found.format)]
        assert found.size == (image["width"], image["height"]) == (900, 500)

    assert ada.data(DELETE, id=post["id"]) == {"deletePost": {"id": post["id"]}}
    assert bucket.names() == set()
    assert requests.get(image["url"], timeout=10).status_code == 404
    assert pending_deletions() == set()


def test_what_could_not_be_deleted_is_swept_once_the_bucket_is_back(
    ada: Service, bucket: Bucket
) -> None:
    post = ada.upload(POST, picture())["createPost"]["post"]
    files = bucket.names()
    assert len(files) == 2
    bucket.end()
    assert ada.data(DELETE, id=post["id"]) == {"deletePost": {"id": post["id"]}}
    assert pending_deletions() == files
    bucket.begin()
    assert bucket.names() == files
    make_due()
    with worker_process(**bucket.settings()) as process:
        wait_until(lambda: pending_deletions() == set())
        logged = ended(process)
    assert "Deleted 2 abandoned image files." in logged
    assert bucket.names() == set()


def test_no_post_without_its_picture(ada: Service, bucket: Bucket) -> None:
    bucket.end()
    with pytest.raises(AssertionError, match="INTERNAL"):
        ada.upload(POST, picture())
    assert not PostImage.objects.exists()
    bucket.begin()
    assert bucket.names() == set()
