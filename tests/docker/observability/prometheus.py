"""A real Prometheus, with the committed configuration, that watches a real service with traffic."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.journeys.server import Service, served
from tests.ports import held_port
from tests.scraping import TOKEN
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docker" / "observability"
DASHBOARD = FOLDER / "grafana" / "dashboards" / "social-graph.json"
# One of the DNS's lists of containers, in the place of which the test names one address.
DISCOVERY = re.compile(
    r" {4}dns_sd_configs:\n {6}- names: \[(\w+)\]\n {8}type: A\n {8}port: \d+\n"
    r" {8}refresh_interval: 15s\n"
)
SIGN_UP = """
mutation SignUp($name: String!, $email: String!) {
  signup(username: $name, email: $email, password: "a-good-pass-phrase") { token }
}
"""
FEED = """
query Feed { feed { id content author { username } likesCount comments { content } } }
"""


@dataclass(frozen=True)
class Prometheus:
    """Where it answers."""

    address: str

    def ask(self, expression: str) -> list[dict[str, Any]]:
        """The samples that the expression has now; fails where it is no expression."""
        response = requests.get(f"{self.address}/api/v1/query", {"query": expression}, timeout=30)
        answer = response.json()
        assert answer["status"] == "success", f"{expression}: {answer['error']}"
        found: list[dict[str, Any]] = answer["data"]["result"]
        return found


def panel_expressions() -> list[tuple[str, str]]:
    """Title and expression of every target of the dashboard, over the last half minute."""
    dashboard = json.loads(DASHBOARD.read_text())
    return [
        (panel["title"], target["expr"].replace("$__rate_interval", "30s"))
        for panel in dashboard["panels"]
        for target in panel.get("targets", [])
    ]


@contextmanager
def watched_service(folder: Path) -> Iterator[tuple[Service, Prometheus]]:
    """gunicorn, a relay and a Prometheus that asks both every second."""
    relay_port = held_port()
    with ExitStack() as running:
        service = running.enter_context(served(folder / "media", workers=2, METRICS_TOKEN=TOKEN))
        environ = {"METRICS_TOKEN": TOKEN, "RELAY_METRICS_PORT": str(relay_port)}
        running.enter_context(
            process([sys.executable, "manage.py", "relay_journal"], folder / "relay.log", environ)
        )
        addresses = {
            "web": service.address.removeprefix("http://"),
            "relay": f"127.0.0.1:{relay_port}",
        }
        config = configuration(folder, addresses)
        port = held_port()
        command = [
            "prometheus",
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ]
        running.enter_context(process(command, folder / "prometheus.log", {}))
        prometheus = Prometheus(f"http://127.0.0.1:{port}")
        wait_until(lambda: is_ready(prometheus), seconds=60)
        yield service, prometheus


def configuration(folder: Path, addresses: dict[str, str]) -> Path:
    """The committed configuration, with addresses for names and a second for a quarter minute."""
    (folder / "token").write_text(TOKEN)
    shutil.copy(FOLDER / "prometheus" / "rules.yml", folder)
    text = (FOLDER / "prometheus" / "prometheus.yml").read_text()
    text, found = DISCOVERY.subn(
        lambda match: f'    static_configs: [{{targets: ["{addresses[match[1]]}"]}}]\n', text
    )
    assert found == len(addresses)
    text = text.replace("/run/secrets/metrics_token", str(folder / "token"))
    file = folder / "prometheus.yml"
    file.write_text(text.replace("_interval: 15s", "_interval: 1s"))
    return file


@contextmanager
def process(command: list[str], log: Path, environ: dict[str, str]) -> Iterator[None]:
    """A program that runs for the block."""
    with log.open("w") as output:
        running = subprocess.Popen(
            command, env={**os.environ, **environ}, cwd=ROOT, stdout=output, stderr=output
        )
    try:
        yield
        assert running.poll() is None, log.read_text()[-2000:]
    finally:
        running.terminate()
        running.wait(timeout=30)


def is_ready(prometheus: Prometheus) -> bool:
    try:
        return requests.get(f"{prometheus.address}/-/ready", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def make_people(service: Service) -> list[Service]:
    """Two people who follow each other, each with a session of their own."""
    people = []
    for name in ("ada", "ben"):
        person = service.as_somebody_else()
        answer = person.data(SIGN_UP, name=name, email=f"{name}@example.com")
        person.token = answer["signup"]["token"]
        people.append(person)
    for person, name in zip(people, ("ben", "ada"), strict=True):
        person.data(f'mutation Follow {{ followUser(username: "{name}") {{ user {{ id }} }} }}')
    return people


def make_traffic(people: list[Service]) -> None:
    """A little of everything: a post, a comment, a like, pages, and two mistakes."""
    ada, ben = people
    post = ada.data('mutation { createPost(content: "Hello.") { post { id } } }')
    pid = post["createPost"]["post"]["id"]
    ben.data(f'mutation {{ likePost(id: "{pid}") {{ post {{ id likesCount }} }} }}')
    ben.data(f'mutation {{ createComment(post: "{pid}", content: "Hi.") {{ comment {{ id }} }} }}')
    for person in (ada, ben, ben):
        person.data(FEED)
        person.data("{ followSuggestions { user { username } } unreadNotificationsCount }")
        person.data("{ unreadNotificationsCount }")
    assert ben.post("{ feed(first: 0) { id } }")["errors"]
    assert ben.as_somebody_else().post("{ feed { id } }")["errors"]
