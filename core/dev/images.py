"""Renew the digests of the images that this project names: `make images`.

Everywhere an image is written as `name:tag@sha256:…`: what runs is what was tried, whatever a tag
means by then. This asks the registry which digest each tag has now, and writes it into the files.
Needs nothing but Python; IMAGE_REGISTRY names a mirror of Docker Hub. Source: OCI Distribution
Specification, "Pulling manifests".
"""

import json
import os
import re
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = "https://registry-1.docker.io"
FILES = (
    "docker/.env",
    "docker/Dockerfile",
    "docker/*.yml",
    "docker/observability/*.yml",
    "docker/deploy/*.yaml",
    ".github/workflows/*.yml",
)
PINNED = re.compile(
    r"(?P<image>[a-z0-9][a-z0-9._/-]*):(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]*)"
    r"@(?P<digest>sha256:[0-9a-f]{64})"
)
# Of all platforms together, and of an image for one.
TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
SECONDS = 30


def main() -> None:
    """Renew the files under the given folder, or of this clone; print what has changed."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    registry = os.environ.get("IMAGE_REGISTRY") or REGISTRY
    known: dict[str, str] = {}

    def renewed(found: re.Match[str]) -> str:
        name = f"{found['image']}:{found['tag']}"
        if name not in known:
            known[name] = digest_of(found["image"], found["tag"], registry)
            if known[name] != found["digest"]:
                print(f"{name}: {found['digest']} is now {known[name]}")
        return f"{name}@{known[name]}"

    # Nothing is written before everything is known.
    texts = {path: PINNED.sub(renewed, path.read_text()) for path in files(root)}
    for path, text in texts.items():
        if text != path.read_text():
            path.write_text(text)
    print(f"{len(known)} images are pinned.")


def files(root: Path) -> Iterator[Path]:
    """Yield the files that name images."""
    for pattern in FILES:
        yield from sorted(root.glob(pattern))


def digest_of(image: str, tag: str, registry: str) -> str:
    """Return the digest that a tag of Docker Hub has now. Raises HTTPError, ValueError."""
    repository = image.removeprefix("docker.io/")
    if "/" not in repository:
        repository = f"library/{repository}"
    url = f"{registry}/v2/{repository}/manifests/{tag}"
    request = urllib.request.Request(  # noqa: S310 - the registry is ours to name
        url, method="HEAD", headers={"Accept": ", ".join(TYPES)}
    )
    try:
        digest = _digest(request)
    except HTTPError as error:
        if error.code != 401:
            raise
        token = _token(error.headers.get("WWW-Authenticate", ""), repository)
        request.add_header("Authorization", f"Bearer {token}")
        digest = _digest(request)
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise ValueError(f"{url} has no digest, but {digest!r}.")
    return digest


def _digest(request: urllib.request.Request) -> str:
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
        return str(answer.headers.get("Docker-Content-Digest", ""))


def _token(challenge: str, repository: str) -> str:
    """Return a token for reading, from where the registry says that there are some."""
    said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    query = urlencode(
        {"service": said.get("service", ""), "scope": f"repository:{repository}:pull"}
    )
    with urllib.request.urlopen(f"{said['realm']}?{query}", timeout=SECONDS) as answer:  # noqa: S310
        return str(json.load(answer)["token"])


if __name__ == "__main__":
    main()
