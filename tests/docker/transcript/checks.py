"""The checks of what only other machines run, and where the dashboard is shown."""

import re
from collections import Counter
from pathlib import Path

from .shell import attempt, run, table

TITLE = "Workflows, manifests, alarms, the dashboard"
PICTURE = "observability/screenshots/panels.png"
SHOWN = (
    "The picture is not Grafana's own: another plotter drew its panels from the dashboard's JSON "
    "and from what a real Prometheus answered. That every panel has data while it is used, "
    "and that the alarms ring when they should, are tests (`tests/docker/observability`)."
)


def checks(checkout: Path) -> str:
    """`make workflows manifests` and promtool, as they end."""
    workflows = attempt("make", "workflows", cwd=checkout)
    manifests = attempt("make", "manifests", cwd=checkout)
    passed = re.findall(r"passed for resource (\w+)/\S+ against version (\S+)", manifests.stdout)
    versions = Counter(version for _, version in passed)
    dashboard = attempt("make", "dashboard", cwd=checkout)
    rules = Path("docker/observability/prometheus")
    alarms = [
        attempt("promtool", *arguments, cwd=checkout / rules)
        for arguments in (("check", "rules", "rules.yml"), ("test", "rules", "rules.test.yml"))
    ]
    rows = [
        (
            "`make workflows`",
            workflows.returncode,
            f"actionlint silent; {workflows.stdout.count('ok -- validation done')} schemas held to",
        ),
        (
            "`make manifests`",
            manifests.returncode,
            "; ".join(
                f"{count} objects hold to Kubernetes {one}" for one, count in versions.items()
            ),
        ),
        ("`make dashboard`", dashboard.returncode, dashboard.stdout.strip()),
        *(
            (f"`{' '.join(map(str, one.args))}`", one.returncode, _found(one.stdout))
            for one in alarms
        ),
    ]
    return "\n\n".join(
        [
            table(["command", "exit code", "outcome"], rows),
            SHOWN,
            f"![The dashboard's panels with data in them]({PICTURE})",
        ]
    )


def _found(words: str) -> str:
    return " ".join(line.strip() for line in words.splitlines() if "SUCCESS" in line)


def docker_versions() -> str:
    """What everything here ran on."""
    engine = run("docker", "version", "-f", "{{.Server.Version}}").strip()
    compose = run("docker", "compose", "version", "--short").strip()
    return f"Docker {engine}, Compose {compose}"
