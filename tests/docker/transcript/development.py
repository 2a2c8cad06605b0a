"""The compose file of development: up from nothing, a journey, live reload, deaths, down and up."""

from pathlib import Path

import requests

from tests.ports import held_port
from tests.waiting import wait_until

from .compose import Compose
from .deaths import crashes
from .journey import Journey
from .shell import Clock, table

FILE = "docker/docker-compose.yml"
TITLE = "Development: up from nothing, and a change of the code"


def development(checkout: Path) -> str:
    """The result of `docker compose -f docker/docker-compose.yml up --build`."""
    port, browser, bolt = held_port(), held_port(), held_port()
    compose = Compose(
        checkout,
        FILE,
        {
            "IMAGE": "social-graph",
            "TAG": "transcript",
            "PORT": str(port),
            "NEO4J_HTTP_PORT": str(browser),
            "NEO4J_BOLT_PORT": str(bolt),
        },
    )
    try:
        return _tried(compose, checkout, f"http://localhost:{port}", f"http://localhost:{browser}")
    finally:
        compose("down", "--volumes", "--timeout", "20")


def _tried(compose: Compose, checkout: Path, address: str, browser: str) -> str:
    compose("build")
    clock = Clock()
    compose("up", "--build", "--detach")
    wait_until(lambda: _answers(f"{address}/readyz"), seconds=240, every=0.1)
    up = str(clock)
    stores = _versions(compose, browser)
    journey = Journey(address, {})
    reload = _reload(checkout, address)
    died = crashes(compose, journey)
    compose("down")
    clock = Clock()
    compose("up", "--detach")
    journey.wait()
    return "\n\n".join(
        [
            f"`docker compose -f {FILE} up --build`, from nothing but the built "
            f"image: `/readyz` answers 200 after **{up}**. {stores}",
            table(["a journey over HTTP", "answer"], journey.what),
            reload,
            died,
            f"`down`, then `up`: all of it is there again {clock} later, tokens included.",
        ]
    )


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=10).status_code == 200
    except requests.RequestException:
        return False


def _versions(compose: Compose, browser: str) -> str:
    neo4j = requests.get(browser, headers={"Accept": "application/json"}, timeout=10).json()
    page = requests.get(f"{browser}/browser/", timeout=10)
    postgres = compose("exec", "-T", "postgres", "postgres", "--version").split()[2]
    return (
        f"PostgreSQL {postgres}, Neo4j {neo4j['neo4j_version']} {neo4j['neo4j_edition']}; its "
        f"Browser answers {page.status_code} at `/browser/`."
    )


def _reload(checkout: Path, address: str) -> str:
    """Change what /healthz says in the sources, and see it."""
    file = checkout / "api" / "health.py"
    text = file.read_text()
    assert text.count('OK = "ok"') == 1
    clock = Clock()
    file.write_text(text.replace('OK = "ok"', 'OK = "changed"'))

    def says(word: str) -> bool:
        try:
            return bool(requests.get(f"{address}/healthz", timeout=5).json() == {"status": word})
        except requests.RequestException:
            return False

    wait_until(lambda: says("changed"), seconds=60, every=0.1)
    seen = str(clock)
    file.write_text(text)
    wait_until(lambda: says("ok"), seconds=60, every=0.1)
    return f"Live reload: `api/http/health.py` was saved, and the new answer came {seen} later."
