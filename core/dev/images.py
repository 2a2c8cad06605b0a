"""Renew the digests of the images that this project names: `make images`.

Everywhere an image is written as `name:tag@sha256:…`: what runs is what was tried, whatever a tag
means by then. This asks Docker which digest each tag has now, and writes it into the files. Docker
knows the registry, its mirrors and credentials.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = (
    "docker/.env",
    ".devcontainer/Dockerfile",
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
SECONDS = 120


def main() -> None:
    """Renew the files under the given folder, or of this clone; print what has changed."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    known: dict[str, str] = {}

    def renewed(found: re.Match[str]) -> str:
        name = f"{found['image']}:{found['tag']}"
        if name not in known:
            known[name] = digest_of(name)
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


def digest_of(name: str) -> str:
    """Return the digest that a tag has now, of all platforms together. Ends the process if none."""
    command = ["docker", "buildx", "imagetools", "inspect", name]
    command += ["--format", "{{.Manifest.Digest}}"]
    said = subprocess.run(  # noqa: S603 - names in files of ours
        command, stdout=subprocess.PIPE, text=True, timeout=SECONDS, check=False
    ).stdout.strip()
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", said):
        sys.exit(f"{name} has no digest; nothing was written.")
    return said


if __name__ == "__main__":
    main()
