"""The reloader with the programs it is for, in a copy of the code that a developer changes."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
import requests

from core.dev.engines.running import Clone, relay, web_server, worker
from core.dev.engines.supervisor import Program
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]
LEFT_OUT = shutil.ignore_patterns("node_modules", "dist", "screenshots", "scenes")
QUESTION = {"query": '{ __type(name: "Query") { description } }'}
DESCRIPTION = re.compile(r'(class Query\(.*?""").*?(""")', re.DOTALL)


class Edited:
    """A copy of the code, and a program that runs in it under the reloader."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.folder = folder
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        """What the program has written."""
        return self._log.read_text()

    def save(self, file: str, text: str) -> None:
        """Write a file and have the program reloaded, as the supervisor does."""
        (self.folder / file).write_text(text)
        self.process.send_signal(signal.SIGHUP)

    def programs(self) -> list[psutil.Process]:
        """The programs that run: one, or two while one takes the other's place."""
        return psutil.Process(self.process.pid).children()

    def address(self) -> str:
        """Where the web server listens."""
        (listener,) = psutil.Process(self.process.pid).net_connections("tcp4")
        return f"http://127.0.0.1:{listener.laddr.port}/graphql/"


@pytest.fixture(scope="module")
def code(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy of the code, with what Python has compiled of it."""
    folder = tmp_path_factory.mktemp("code")
    for room in ("api", "core", "graph"):
        shutil.copytree(ROOT / room, folder / room, ignore=LEFT_OUT)
    shutil.copy(ROOT / "manage.py", folder)
    return folder


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Edited]:
    """A program in a copy of the code, until the block ends; then it must stop well, if it runs."""
    log = folder / f"{uuid4().hex}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "core.dev.engines.reloader", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder), "LOG_LEVEL": "WARNING"},
            stdout=output,
            stderr=output,
        )
    try:
        yield Edited(folder, process, log)
        if process.poll() is None:
            process.terminate()
            assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def web(code: Path) -> Iterator[Edited]:
    """The web server, which answers."""
    options = (
        "--config=python:core.server.gunicorn",
        "--graceful-timeout=4",
        "--log-level=warning",
    )
    with running(code, "--listen=127.0.0.1:0", "gunicorn", *options) as web:
        wait_until(lambda: bool(web.programs()) and answer(web) != "", seconds=60)
        yield web


def answer(web: Edited) -> str:
    """The description that is served, on a connection of its own; "" before there is one."""
    try:
        said = requests.post(web.address(), json=QUESTION, timeout=30).json()
    except (requests.ConnectionError, ValueError):
        return ""
    return str(said["data"]["__type"]["description"])


def described(web: Edited, text: str) -> str:
    """The schema's source with another description."""
    source = (web.folder / "api/schema.py").read_text()
    changed, count = DESCRIPTION.subn(rf"\g<1>{text}\g<2>", source)
    assert count == 1
    return changed


def test_a_change_is_served_and_no_request_is_lost(web: Edited) -> None:
    address, stopped, statuses = web.address(), threading.Event(), []

    def ask() -> None:
        with requests.Session() as session:
            while not stopped.wait(0.01):
                statuses.append(session.post(address, json=QUESTION, timeout=30).status_code)

    crowd = [threading.Thread(target=ask) for _ in range(2)]
    for each in crowd:
        each.start()
    try:
        (before,) = web.programs()
        web.save("api/schema.py", described(web, "New."))
        wait_until(lambda: answer(web) == "New.", seconds=60)
        wait_until(lambda: before not in web.programs(), seconds=30)
    finally:
        stopped.set()
        for each in crowd:
            each.join()
    assert set(statuses) == {200}
    assert answer(web) == "New."


def test_what_cannot_be_imported_leaves_its_traceback_and_the_code_before_until_the_last_change(
    web: Edited,
) -> None:
    good, before = described(web, "Good."), answer(web)
    (program,) = web.programs()
    web.save("api/schema.py", "class Query(:\n")
    wait_until(lambda: "goes on" in web.log, seconds=60)
    assert web.programs() == [program]
    assert answer(web) == before
    lines = web.log.splitlines()
    schema = web.folder / "api" / "schema.py"
    assert lines[0] == "Traceback (most recent call last):"
    assert not any("reloader.py" in line or "importlib" in line for line in lines)
    assert lines[-5:] == [
        f'  File "{schema}", line 1',
        "    class Query(:",
        "                ^",
        "SyntaxError: invalid syntax",
        "gunicorn: the code before goes on.",
    ]

    # Settings are loaded again, too.
    (web.folder / "api/schema.py").write_text(good)
    file = web.folder / "core/settings/base.py"
    source, written = file.read_text(), web.log
    web.save("core/settings/base.py", f'{source}\nraise ValueError("From settings.")\n')
    wait_until(lambda: "goes on" in web.log[len(written) :], seconds=60)
    assert web.log.splitlines()[-2:] == [
        "ValueError: From settings.",
        "gunicorn: the code before goes on.",
    ]
    file.write_text(source)

    for number in range(3):
        web.save("api/schema.py", described(web, f"Change {number}."))
    wait_until(lambda: answer(web) == "Change 2.", seconds=60)
    wait_until(lambda: len(web.programs()) == 1, seconds=30)


@contextmanager
def replaced(code: Path, command: str, name: str) -> Iterator[Edited]:
    """A program of which another has taken the place, since its banner was changed."""
    with running(code, command, "--skip-checks") as program:
        wait_until(lambda: f"The {name} is running.\n" in program.log, seconds=60)
        (before,) = program.programs()
        file = f"core/management/commands/{command}.py"
        source = (program.folder / file).read_text()
        program.save(file, source.replace(f"The {name} is", f"The new {name} is"))
        wait_until(lambda: f"The new {name}" in program.log, seconds=60)
        wait_until(lambda: before not in program.programs(), seconds=30)
        assert len(program.programs()) == 1
        banners = [line for line in program.log.splitlines() if line.endswith("is running.")]
        assert banners == [f"The {name} is running.", f"The new {name} is running."]
        yield program


def test_another_relay_takes_its_place_and_one_that_dies_ends_the_reloader_with_its_code(
    code: Path,
) -> None:
    with replaced(code, "relay_journal", "relay") as relay:
        (program,) = relay.programs()
        program.kill()
        assert relay.process.wait(30) == 256 - signal.SIGKILL


def test_another_worker_takes_its_place_and_dies_with_the_reloader(code: Path) -> None:
    with replaced(code, "run_jobs", "worker") as worker:
        if sys.platform != "linux":
            pytest.skip("only Linux tells children of a death")
        (program,) = worker.programs()
        worker.process.kill()
        worker.process.wait(10)
        psutil.wait_procs([program], timeout=10)
        assert not program.is_running()


@pytest.mark.parametrize("program", [relay, worker, web_server])
def test_every_program_of_ours_is_reloaded(
    tmp_path: Path, program: Callable[[Clone], Program]
) -> None:
    made = program(Clone(ROOT, var=tmp_path, environ={}))
    assert made.process.command[1:3] == ["-m", "core.dev.engines.reloader"]


def test_nothing_of_ours_but_the_choice_of_a_driver_is_imported_beforehand() -> None:
    program = (
        "import importlib, sys; from core.dev.engines.reloader import PACKAGES\n"
        "for name in PACKAGES: importlib.import_module(name)\n"
        "print(*sorted(n for n in sys.modules if n.split('.')[0] in ('api', 'core', 'graph')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == [
        "core", "core.dev", "core.dev.engines", "core.dev.engines.reloader",
        "core.settings", "core.settings.driver",
    ]  # fmt: skip
