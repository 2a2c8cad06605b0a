"""The examples of deployments say what the service understands, and nothing else."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.dev import images

ROOT = Path(__file__).resolve().parents[1]
KUBERNETES = ROOT / "docker" / "kubernetes"
DEPLOY = ROOT / "docker" / "deploy"
ROLES = {"web", "relay", "worker", "migrate", "manage"}
# What others than this service read: Django, boto3.
OTHERS = {"DJANGO_SETTINGS_MODULE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
NEEDED = {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "NEO4J_URL", "DJANGO_SETTINGS_MODULE"}


def known() -> set[str]:
    """Every variable of `.env.example`."""
    return set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def documents() -> Iterator[dict[str, Any]]:
    """Every object of the base and of the example, before kustomize."""
    for path in sorted(KUBERNETES.rglob("*.yaml")):
        yield from yaml.safe_load_all(path.read_text())


def pods() -> dict[str, dict[str, Any]]:
    """The pod of each Deployment and Job, by name."""
    kinds = {"Deployment", "Job"}
    return {
        one["metadata"]["name"]: one["spec"]["template"]["spec"]
        for one in documents()
        if one["kind"] in kinds
    }


def containers() -> list[dict[str, Any]]:
    """All of them, those that come first included."""
    return [
        container
        for pod in pods().values()
        for container in [*pod.get("initContainers", ()), *pod["containers"]]
    ]


def test_kubernetes_names_no_variable_that_nobody_reads() -> None:
    text = "\n".join(path.read_text() for path in KUBERNETES.rglob("kustomization.yaml"))
    literals = re.findall(r"^ +- ([A-Z0-9_]+)=", text, re.MULTILINE)
    secrets = re.findall(r"--from-literal=([A-Z0-9_]+)=", text)
    assert len(literals) == 11
    assert len(secrets) == 8
    assert set(literals) | set(secrets) <= known() | OTHERS
    assert set(literals) | set(secrets) >= NEEDED


def test_kubernetes_runs_the_roles_of_the_image_with_no_rights() -> None:
    assert set(pods()) == {"web", "relay", "worker", "migrate"}
    assert len(containers()) == 7
    for pod in pods().values():
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
    for container in containers():
        assert container["args"][0] in ROLES
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]


IMAGE = re.compile(
    r"(?:image: *|_IMAGE[:=] ?-?|:-|(?:neo4j|postgres|url): +|FROM )"
    r"(?P<name>(?:[a-z0-9.-]+/)*[a-z0-9.-]+:[A-Za-z0-9_][\w.-]*)(?P<digest>@sha256:[0-9a-f]{64})?"
)


def test_the_devcontainer_has_the_base_of_the_image_and_no_docker() -> None:
    folder = ROOT / ".devcontainer"
    settings = json.loads((folder / "devcontainer.json").read_text())
    assert settings["build"] == {"dockerfile": "Dockerfile"}
    assert settings["forwardPorts"] == [8000, 7474, 7687]
    assert settings["remoteUser"] == "dev"
    assert "features" not in settings
    bases = {
        line
        for file in (folder / "Dockerfile", ROOT / "docker/Dockerfile")
        for line in file.read_text().splitlines()
        if line.startswith("ARG PYTHON_IMAGE=")
    }
    assert len(bases) == 1
    assert "docker" not in (folder / "Dockerfile").read_text().partition("FROM")[2]


def test_every_image_of_others_is_named_by_its_digest() -> None:
    found = {
        (str(path.relative_to(ROOT)), match["name"], match["digest"] is not None)
        for path in images.files(ROOT)
        for match in IMAGE.finditer(path.read_text())
    }
    assert {name for _, name, _ in found} >= {
        "python:3.13-slim", "postgres:17", "postgres:15", "neo4j:2026.08.1", "neo4j:5.26",
        "prom/prometheus:v3.5.0", "grafana/grafana:12.1.0", "docker.io/library/neo4j:2026.08.1",
    }  # fmt: skip
    assert [each for each in sorted(found) if not each[2]] == []
    [ours] = yaml.safe_load((KUBERNETES / "overlays/example/kustomization.yaml").read_text())[
        "images"
    ]
    assert set(ours) == {"name", "newName", "digest"}


# In place of Docker, which would ask a registry.
DOCKER = """#!/bin/sh
[ "$1 $2 $3" = "buildx imagetools inspect" ] && [ "$4" = postgres:17 ] || exit 1
echo sha256:DIGEST
"""


def test_digests_are_renewed_by_docker(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    file = tmp_path / "docker" / ".env"
    old, new = (f"POSTGRES_IMAGE=postgres:17@sha256:{each * 64}\n" for each in "ab")
    file.write_text(f"# postgres:17\n{old}{old}")
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text(DOCKER.replace("DIGEST", "b" * 64))
    docker.chmod(0o755)
    renew = partial(
        subprocess.run,
        [sys.executable, ROOT / "core" / "dev" / "images.py", str(tmp_path)],
        env={**os.environ, "PATH": f"{docker.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    done = renew()
    assert file.read_text() == f"# postgres:17\n{new}{new}"
    assert done.stdout == (
        f"postgres:17: sha256:{'a' * 64} is now sha256:{'b' * 64}\n1 images are pinned.\n"
    )
    # With one that is not there nothing is written.
    file.write_text(old)
    (tmp_path / "docker" / "Dockerfile").write_text(f"FROM postgres:99@sha256:{'a' * 64}\n")
    failed = renew()
    assert (failed.returncode, failed.stderr) == (
        1,
        "postgres:99 has no digest; nothing was written.\n",
    )
    assert file.read_text() == old


def test_on_kubernetes_migrate_alone_has_the_owners_url() -> None:
    sources = {
        name: [
            source["secretRef"]["name"]
            for container in [*pod.get("initContainers", ()), *pod["containers"]]
            for source in container["envFrom"]
            if "secretRef" in source
        ]
        for name, pod in pods().items()
    }
    # The later one wins.
    assert sources.pop("migrate") == ["social-graph", "social-graph-owner"]
    assert {name for found in sources.values() for name in found} == {"social-graph"}


@pytest.mark.parametrize("file", ["docker-compose.yml", "docker-compose.production.yml"])
def test_in_compose_those_who_migrate_alone_have_the_owners_url(file: str) -> None:
    services = yaml.safe_load((ROOT / "docker" / file).read_text())["services"]
    ours = {name: one for name, one in services.items() if one["image"] == "${IMAGE}:${TAG}"}
    owners = set()
    for name, one in ours.items():
        given = one["environment"]
        url = given.get("DATABASE_URL") or given["DATABASE_URL_FILE"]
        if "social_serve" in url or url.endswith("/database_url"):
            assert not any("OWNER" in key or "READ_" in key for key in given)
            assert "database_owner_url" not in one.get("secrets", ())
        else:
            owners.add(name)
    assert set(ours) - owners == {"web", "relay", "worker"}
    assert owners <= {"migrate", "demo", "manage"}


def test_kubernetes_waits_as_long_as_an_instance_takes_to_leave() -> None:
    from core.server.gunicorn import graceful_timeout

    text = (KUBERNETES / "base" / "kustomization.yaml").read_text()
    drain = int(re.findall(r"DRAIN_SECONDS=(\d+)", text)[0])
    assert pods()["web"]["terminationGracePeriodSeconds"] > drain + graceful_timeout


@pytest.mark.skipif(shutil.which("go") is None, reason="kustomize is a Go program; no Go is here")
def test_the_example_is_what_the_apis_of_kubernetes_take() -> None:
    made = subprocess.run(
        ["make", "manifests"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    passed = re.findall(r"passed for resource (\w+)/\S+ against version (\S+)", made.stdout)
    kinds = {kind for kind, _ in passed}
    assert kinds == {
        "namespace", "serviceaccount", "configmap", "service", "deployment", "job", "ingress",
        "poddisruptionbudget", "horizontalpodautoscaler", "networkpolicy",
    }  # fmt: skip
    assert len(passed) == 2 * 15


def render() -> dict[str, Any]:
    """The Blueprint."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "render.yaml").read_text())
    return found


def variables(service: dict[str, Any]) -> set[str]:
    """What a service of the Blueprint is given, its groups included."""
    groups = {group["name"]: group["envVars"] for group in render()["envVarGroups"]}
    entries = [
        entry
        for given in service["envVars"]
        for entry in (groups[given["fromGroup"]] if "fromGroup" in given else [given])
    ]
    return {entry["key"] for entry in entries}


def test_render_names_no_variable_that_nobody_reads() -> None:
    services = {service["name"]: service for service in render()["services"]}
    assert set(services) == {"neo4j", "web", "relay", "worker"}
    for name in ("web", "relay", "worker"):
        assert variables(services[name]) <= known() | OTHERS
        assert variables(services[name]) >= NEEDED
    for given in services["relay"]["envVars"] + services["worker"]["envVars"]:
        source = given.get("fromService")
        assert source is None or source["envVarKey"] in variables(services[source["name"]])
    assert services["web"]["preDeployCommand"] == "docker/entrypoint migrate"
    for name in ("relay", "worker"):
        assert services[name]["dockerCommand"] == f"docker/entrypoint {name}"


def test_railway_names_no_variable_that_nobody_reads() -> None:
    web = json.loads((DEPLOY / "railway.json").read_text())["deploy"]
    assert web["preDeployCommand"] == ["docker/entrypoint migrate"]
    for name in ("relay", "worker"):
        one = json.loads((DEPLOY / f"railway.{name}.json").read_text())["deploy"]
        assert one["startCommand"] == f"docker/entrypoint {name}"
    # Railway takes numbers here, and refuses a text that is one.
    assert (web["overlapSeconds"], web["drainingSeconds"]) == (10, 45)
    text = (DEPLOY / "README.md").read_text()
    named = set(re.findall(r"`([A-Z][A-Z0-9_]+)(?:=[^`]*)?`", text)) - {"README"}
    assert named <= known() | OTHERS
    assert named >= NEEDED
