"""The suite on containers, and the restarts under load that are part of it."""

import os
import re
from pathlib import Path
from xml.etree import ElementTree

from .shell import PARTS, attempt, run, table

# As tests/engines.py has it, which settles what to connect to when it is imported.
NEO4J_IMAGE = os.environ.get("NEO4J_IMAGE", "neo4j:2026.08.1")
POSTGRES_IMAGE = os.environ.get("POSTGRES_IMAGE", "postgres:17")
TITLE = f"The suite on containers: {NEO4J_IMAGE}, {POSTGRES_IMAGE}"
ASK_POSTGRES = ("docker", "run", "--rm", "--entrypoint", "postgres")
RESTARTS_TITLE = "Restarts under load"
RESTARTS = {
    "test_new_workers_take_over_under_load": "all workers of an instance (SIGHUP)",
    "test_a_rolling_restart_under_load": "two instances behind a balancer, one after the other",
}


def suite(checkout: Path) -> str:
    """`ENGINES=containers make test`, whole."""
    report = PARTS / "suite.xml"
    ended = _pytest(checkout, report, "make", "test")
    root = ElementTree.parse(report).getroot()  # noqa: S314 - our own
    [whole] = root.iter("testsuite")
    counts = [whole.get(name) for name in ("tests", "failures", "errors", "skipped")]
    minutes, seconds = divmod(round(float(whole.get("time") or 0)), 60)
    skipped = sorted({_reason(one) for one in root.iter("skipped")})
    versions = (
        run(*ASK_POSTGRES, POSTGRES_IMAGE, "--version").strip(),
        f"Neo4j by the image {NEO4J_IMAGE}",
        run(".venv/bin/python", "--version", cwd=checkout).strip(),
    )
    commit = run("git", "rev-parse", "--short", "HEAD", cwd=checkout).strip()
    row = (*counts, f"{minutes} min {seconds} s", ended)
    return "\n\n".join(
        [
            f"`ENGINES=containers make test` on `{commit}`: {', '.join(versions)}.",
            table(["tests", "failures", "errors", "skipped", "took", "exit code"], [row]),
            f"Skipped: {'; '.join(skipped) or 'none'}.",
        ]
    )


def restarts(checkout: Path) -> str:
    """What the tests of restarts count."""
    report = PARTS / "restarts.xml"
    ended = _pytest(
        checkout, report, ".venv/bin/python", "-m", "pytest", "tests/journeys/test_restarts.py"
    )
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - our own
    rows = []
    for case in cases:
        if case.get("name") in RESTARTS:
            counted = {one.get("name"): one.get("value") for one in case.iter("property")}
            rows.append((RESTARTS[str(case.get("name"))], *map(counted.get, COUNTED)))
    assert len(rows) == len(RESTARTS)
    return "\n\n".join(
        [
            "Six clients that never stop asking, each over a connection of its own; a request that "
            "fails is not asked again (`tests/journeys/test_restarts.py`).",
            table(["replaced", "requests", "failed", "of them posts, each there once"], rows),
            f"Exit code {ended}.",
        ]
    )


COUNTED = ("requests", "failed", "posts")


def _pytest(checkout: Path, report: Path, *command: str) -> int:
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    options = f"{os.environ.get('PYTEST_ADDOPTS', '')} -o junit_family=xunit1 --junitxml={report}"
    env = {"ENGINES": "containers", "PYTEST_ADDOPTS": options}
    done = attempt(*command, cwd=checkout, env=env)
    report.with_suffix(".log").write_text(done.stdout)
    assert report.exists(), done.stdout[-3000:]
    return done.returncode


def _reason(skipped: ElementTree.Element) -> str:
    return re.sub(r"\s+", " ", skipped.get("message") or "").rstrip(".")
