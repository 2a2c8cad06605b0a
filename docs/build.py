"""Builds the site into `var/docs/site`: `python -m docs.build`, or `make docs`.

A build takes 10 seconds, one of unchanged sources a few milliseconds. Warnings, such as a link that
leads nowhere, fail it; a failed build leaves the last site.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from core.dev.engines.node import STAMP, NodeError, alone, digest, install_packages, stamped

from .staging import DOCS, ROOT, sources, stage

MERMAID = DOCS / "node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js"


class BuildError(Exception):
    """Sphinx failed; the message is what it wrote."""


def main() -> int:
    """Build what is needed. Return the exit status: 0, or 1 if the build failed."""
    started = time.monotonic()
    try:
        built = build(site_folder())
    except (BuildError, NodeError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Docs: built in {time.monotonic() - started:.1f} s." if built else "Docs: up to date.")
    return 0


def site_folder() -> Path:
    """Return where the site is, or will be."""
    return ROOT / (os.environ.get("VAR") or "var") / "docs/site"


def build(site: Path) -> bool:
    """Update the site from its sources. Return whether a build was needed.

    Builds of the same site wait for each other. Raises BuildError, NodeError.
    """
    site.parent.mkdir(parents=True, exist_ok=True)
    with alone(site.parent / ".lock"):
        wanted = digest(ROOT, sources())
        if stamped(site) == wanted:
            return False
        install_packages(DOCS)
        source, new = site.parent / "source", site.parent / "new"
        for folder in (source, new):
            shutil.rmtree(folder, ignore_errors=True)
        stage(source)
        _run_sphinx(source, new)
        (new / STAMP).write_text(wanted)
        shutil.rmtree(site, ignore_errors=True)
        new.rename(site)
        return True


def _run_sphinx(source: Path, target: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    command += ["--builder", "dirhtml", "--conf-dir", str(DOCS), "--jobs", "2"]
    command += ["--doctree-dir", str(target.parent / "doctrees"), str(source), str(target)]
    done = subprocess.run(  # noqa: S603 - our own sources
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise BuildError(done.stdout.strip())


if __name__ == "__main__":
    sys.exit(main())
