"""The supervisor, over small programs of its own."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.dev.engines import supervisor
from core.dev.engines.supervisor import Program, Stopped, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
# Has a worker that does not go when it is asked to.
WITH_A_WORKER = [
    sys.executable,
    "-c",
    "import os, signal, time; signal.signal(15, signal.SIG_IGN); pid = os.fork(); "
    "pid and print('worker', pid, flush=True); time.sleep(600)",
]
# Runs two programs until a signal comes, and tells their pids.
SUPERVISE = """
import sys
from pathlib import Path
from core.dev.engines.supervisor import Program, Stopped, Supervisor, stop_on_signals
folder = Path(sys.argv[1])
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
ours = Supervisor()
with stop_on_signals():
    try:
        ours.begin(*(Program(name, sleep, var=folder, folder=folder) for name in ("one", "two")))
        print(*(one.server.process.pid for one in ours.watched), flush=True)
        ours.watch()
    except Stopped:
        pass
    finally:
        ours.stop()
"""

# Says what was asked of it, in the ways that a program writes to its log.
ASKED = [
    sys.executable,
    "-c",
    "import logging, signal\n"
    "logging.basicConfig(format='%(asctime)s %(levelname)s %(name)s: %(message)s', level='INFO')\n"
    "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])\n"
    "logging.info('ready')\n"
    "signal.sigwait([signal.SIGHUP])\n"
    "logging.info('asked')\n"
    "print('The sleeper is running.', flush=True)\n"
    "try: 1 / 0\n"
    "except ZeroDivisionError: logging.exception('It failed.')\n"
    "signal.sigwait([signal.SIGHUP])",
]


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def runs_again(ours: Supervisor, program: Program) -> bool:
    """Have the supervisor look once at everything, the way it does all the time."""
    for one in ours.watched:
        ours._look_after(one)
    return program.process.is_running()


def kill(program: Program) -> None:
    assert program.process.pid is not None
    psutil.Process(program.process.pid).kill()
    wait_for(lambda: not program.process.is_running())


class Slow(Program):
    """Has to be made ready by something that takes as long as a test wants."""

    def __init__(self, folder: Path) -> None:
        super().__init__("Slow", SLEEP, var=folder, folder=folder)
        self.asked = threading.Event()
        self.ready = threading.Event()

    def prepare(self) -> None:
        self.asked.set()
        assert self.ready.wait(30)


class Complaining(Program):
    """Runs, and says what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        super().__init__("Engine", SLEEP, var=folder, folder=folder)
        self.says = ""
        self.asked = 0

    def complaint(self) -> str:
        self.asked += 1
        return self.says


def test_an_engine_that_runs_and_asks_to_be_restarted_is_restarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "CHECK_SECONDS", 0.0)
    said: list[str] = []
    ours = Supervisor(said.append)
    engine = Complaining(tmp_path)
    ours.begin(engine)
    ours.watched[0].pause = 0.01
    try:
        first = engine.process.pid
        wait_for(lambda: runs_again(ours, engine) and engine.asked > 5)
        assert engine.process.pid == first
        assert said == []

        engine.says = "Its disk is full."
        wait_for(lambda: runs_again(ours, engine) and engine.process.pid != first)
        engine.says = ""
        assert said[0] == (
            "Engine has to be started again (Its disk is full.); it is started again in 0.01 s."
        )
    finally:
        ours.stop()


def test_a_complaint_that_passes_restarts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "CHECK_SECONDS", 0.0)
    ours = Supervisor(lambda text: None)
    engine = Complaining(tmp_path)
    ours.begin(engine)
    try:
        first, [watched] = engine.process.pid, ours.watched
        for _ in range(3):
            engine.says = "Starting."
            wait_for(lambda: runs_again(ours, engine) and watched.complaints == 2)
            engine.says = ""
            wait_for(lambda: runs_again(ours, engine) and watched.complaints == 0)
        assert engine.process.pid == first
    finally:
        ours.stop()


def test_what_dies_is_started_again_after_a_growing_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.01)
    said: list[str] = []
    ours = Supervisor(said.append)
    program = Program("Sleeper", SLEEP, var=tmp_path, folder=tmp_path)
    ours.begin(program)
    ours.watched[0].pause = 0.01
    try:
        for expected in (0.02, 0.04):
            pid = program.process.pid
            kill(program)
            wait_for(lambda: runs_again(ours, program))
            assert program.process.pid != pid
            assert ours.watched[0].pause == expected
    finally:
        ours.stop()
    assert said == [
        "Sleeper has ended; it is started again in 0.01 s.",
        "Sleeper has ended; it is started again in 0.02 s.",
    ]
    assert not program.process.is_running()


def test_nobody_waits_for_one_that_takes_long_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.01)
    ours = Supervisor(lambda text: None)
    slow, quick = Slow(tmp_path), Program("Quick", SLEEP, var=tmp_path, folder=tmp_path)
    slow.ready.set()
    ours.begin(slow, quick)
    slow.ready.clear()
    slow.asked.clear()
    try:
        kill(slow)
        wait_for(lambda: not runs_again(ours, slow) and slow.asked.is_set())
        kill(quick)
        wait_for(lambda: runs_again(ours, quick))
        assert not slow.process.is_running()
        slow.ready.set()
        wait_for(lambda: runs_again(ours, slow))
    finally:
        slow.ready.set()
        ours.stop()


def test_one_that_cannot_be_started_is_tried_again_and_ends_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.01)
    said: list[str] = []
    ours = Supervisor(said.append)
    program = Program("Sleeper", SLEEP, var=tmp_path, folder=tmp_path)
    ours.begin(program)
    ours.watched[0].pause = 0.01
    try:
        program.process.command = [str(tmp_path / "nothing")]
        program.process.folder = tmp_path / "nowhere"
        kill(program)
        wait_for(lambda: runs_again(ours, program) or len(said) == 3)
        program.process.command, program.process.folder = SLEEP, tmp_path
        wait_for(lambda: runs_again(ours, program))
    finally:
        ours.stop()
    trouble = f"[Errno 2] No such file or directory: {tmp_path / 'nowhere'!r}"
    assert said[:3] == [
        "Sleeper has ended; it is started again in 0.01 s.",
        f"Sleeper could not be started ({trouble}); it is started again in 0.02 s.",
        f"Sleeper could not be started ({trouble}); it is started again in 0.04 s.",
    ]


def test_what_a_program_leaves_on_its_port_goes_before_it_is_started_again(
    tmp_path: Path,
) -> None:
    program = Program("Web server", WITH_A_WORKER, var=tmp_path, folder=tmp_path)
    program.process.stop_seconds = 0.1
    program.begin()
    try:
        program.process.wait_until(lambda: "worker" in program.process.log.read_text(), 10)
        worker = psutil.Process(int(program.process.log.read_text().split()[1]))
        kill(program)
        assert worker.is_running()
        program.prepare()
        assert not psutil.pid_exists(worker.pid) or worker.status() == psutil.STATUS_ZOMBIE
    finally:
        program.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(tmp_path: Path, number: signal.Signals) -> None:
    parent, programs = supervised(tmp_path)
    parent.send_signal(number)
    assert parent.wait(10) == 0
    assert [program.is_running() for program in programs] == [False, False]
    assert list(tmp_path.glob("*.pid")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_nothing_lingers_after_a_kill(tmp_path: Path) -> None:
    parent, programs = supervised(tmp_path)
    parent.kill()
    parent.wait(10)
    psutil.wait_procs(programs, timeout=10)
    assert [program.is_running() for program in programs] == [False, False]


def supervised(folder: Path) -> "tuple[subprocess.Popen[str], list[psutil.Process]]":
    command = [sys.executable, "-c", SUPERVISE, str(folder)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = parent.stdout.readline().split()
    assert len(pids) == 2
    return parent, [psutil.Process(int(pid)) for pid in pids]


def test_a_change_reloads_the_programs_whose_tracebacks_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    code = tmp_path / "code"
    code.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(supervisor, "WATCH_SECONDS", 0.02)
    ours = Supervisor(said.append)
    program = Program("Sleeper", ASKED, var=tmp_path, folder=tmp_path)

    def say(text: str) -> None:
        said.append(text)
        if text.startswith("ZeroDivisionError"):
            raise Stopped

    ours.say = say
    ours.begin(program)
    saver = threading.Thread(target=save_until, args=(code / "types.py", said))
    try:
        program.process.wait_until(lambda: "ready" in program.process.log.read_text(), 10)
        saver.start()
        with pytest.raises(Stopped):
            ours.watch([code])
    finally:
        said.append("end")
        ours.stop()
    assert said[0] == "Reloading: code/types.py changed."
    lines = [line for line in said if not line.startswith("Reloading")]
    assert lines[0].endswith(" ERROR root: It failed.")
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-2:] == ["ZeroDivisionError: division by zero", "end"]
    assert not any("asked" in line or "is running" in line for line in lines)


def save_until(file: Path, said: list[str]) -> None:
    """Save a file again and again until something is said: who watches may not watch yet."""
    number = 0
    while not said:
        number += 1
        file.write_text(f"x = {number}\n")
        time.sleep(0.1)


def test_a_change_starts_at_once_what_waits_to_be_started(tmp_path: Path) -> None:
    said: list[str] = []
    ours = Supervisor(said.append)
    program = Program("Sleeper", SLEEP, var=tmp_path, folder=tmp_path)
    ours.begin(program)
    ours.watched[0].pause = 600.0
    try:
        kill(program)
        assert not runs_again(ours, program)
        ours.reload([str(tmp_path / "types.py"), str(tmp_path / "other.py")])
        wait_for(lambda: runs_again(ours, program))
        assert ours.watched[0].pause == supervisor.FIRST_PAUSE_SECONDS
    finally:
        ours.stop()
    assert said[0] == "Sleeper has ended; it is started again in 600 s."
    assert said[1].endswith("types.py and 1 more changed.")
    assert len(said) == 2
