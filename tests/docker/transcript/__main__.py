"""`docker/transcript [PART …]`: runs everything on real containers, writes docker/TRANSCRIPT.md.

Without a part all of them; parts that are not run keep their last result, in var/transcript.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import checks, development, image, production, suites
from .shell import PARTS, ROOT, run

TRANSCRIPT = ROOT / "docker" / "TRANSCRIPT.md"
Part = tuple[str, Callable[[Path], str]]
MADE: dict[str, Part] = {
    "image": (image.TITLE, image.image),
    "development": (development.TITLE, development.development),
    "production": (production.TITLE, production.production),
    "restarts": (suites.RESTARTS_TITLE, suites.restarts),
    "suite": (suites.TITLE, suites.suite),
    "checks": (checks.TITLE, checks.checks),
}
# These need no checkout of their own, but the tools of this one.
HERE = ("restarts", "suite", "checks")
HEAD = """# Transcript

Everything here ran on real containers. `docker/transcript` makes it again, `docker/transcript PART`
one part: {parts}. Images and
services come from a checkout of their own. `NEO4J_IMAGE=… docker/transcript suite` adds the suite
on that image. {versions}; two cores that others used too, base images at hand.
{note}"""


def main(names: list[str]) -> None:
    """Make the parts that are named, and join all that there are."""
    if unknown := set(names) - set(MADE):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(MADE)}.")
    PARTS.mkdir(parents=True, exist_ok=True)
    for name in names or MADE:
        title, make = MADE[name]
        with _checkout(name) as folder:
            _file(name).write_text(f"## {title}\n\n{make(folder).strip()}\n")
        _join()


def _file(name: str) -> Path:
    """Suites are identified by their Neo4j."""
    version = f"-{suites.NEO4J_IMAGE.split(':')[-1]}" if name == "suite" else ""
    return PARTS / f"{name}{version}.md"


def _join() -> None:
    made = [path for name in MADE for path in sorted(PARTS.glob(f"{name}*.md"), reverse=True)]
    note = os.environ.get("TRANSCRIPT_NOTE", "")
    head = HEAD.format(
        note=f"{note}\n" if note else "",
        parts=", ".join(f"`{name}`" for name in MADE),
        versions=checks.docker_versions(),
    )
    TRANSCRIPT.write_text("\n".join([head, *(path.read_text() for path in made)]))


@contextmanager
def _checkout(name: str) -> Iterator[Path]:
    if name in HERE:
        yield ROOT
        return
    with tempfile.TemporaryDirectory(prefix="social-graph-") as folder:
        run("git", "clone", "--quiet", "--no-local", str(ROOT), folder)
        os.chmod(folder, 0o755)  # noqa: S103 - the image's user reads the sources
        yield Path(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
