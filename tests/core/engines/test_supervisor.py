"""The supervisor, over small programs of its own."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.engines import supervisor
from core.engines.supervisor import Program, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
# Runs two programs until a signal comes, and tells their pids.
SUPERVISE = """
import sys
from pathlib import Path
from core.engines.supervisor import Program, Stopped, Supervisor, stop_on_signals
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


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def runs_again(ours: Supervisor, program: Program) -> bool:
    """Have the supervisor look once, the way it does all the time."""
    ours._look_after(ours.watched[0])
    return program.process.is_running()


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
            assert pid is not None
            psutil.Process(pid).kill()
            wait_for(lambda: not program.process.is_running())
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
