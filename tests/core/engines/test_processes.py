"""Children that are known again, and that do not outlive their parent."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from core.dev.engines.processes import ChildProcess, StartFailed, recorded_process

SLEEP = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('awake', flush=True); "
    "time.sleep(600)",
]


def child(folder: Path, command: list[str], stop_seconds: float = 5.0) -> ChildProcess:
    return ChildProcess(
        "Sleeper", command, folder / "child.log", folder / "child.pid", stop_seconds=stop_seconds
    )


def started(folder: Path, command: list[str], stop_seconds: float = 5.0) -> ChildProcess:
    process = child(folder, command, stop_seconds)
    process.begin()
    process.wait_until(lambda: "awake" in process.log.read_text(), 10)
    return process


def test_a_child_is_recorded_while_it_runs(tmp_path: Path) -> None:
    process = started(tmp_path, SLEEP)
    recorded = recorded_process(process.record)
    assert recorded is not None
    assert recorded.pid == process.pid
    process.stop()
    assert not process.is_running()
    assert not process.record.exists()


def test_a_process_that_ends_while_it_is_looked_up_is_gone(tmp_path: Path) -> None:
    record = tmp_path / "sleep.pid"
    for _ in range(60):
        with subprocess.Popen(["sleep", "0.02"]) as sleeping:
            started_at = psutil.Process(sleeping.pid).create_time()
            record.write_text(json.dumps({"pid": sleeping.pid, "started": started_at}))
            reaper = threading.Thread(target=sleeping.wait)
            reaper.start()
            while recorded_process(record) is not None:
                pass
            reaper.join()


def test_a_child_that_ignores_its_signal_is_killed(tmp_path: Path) -> None:
    process = started(tmp_path, STUBBORN, stop_seconds=0.2)
    process.stop()
    assert not process.is_running()


def test_a_child_that_ends_while_starting_is_reported_with_its_log(
    tmp_path: Path,
) -> None:
    process = child(tmp_path, [sys.executable, "-c", "print('no such disk'); raise SystemExit(3)"])
    process.begin()
    with pytest.raises(StartFailed) as error:
        process.wait_until(lambda: False, 10)
    assert "Sleeper ended with code 3 while starting." in str(error.value)
    assert "no such disk" in str(error.value)


def test_a_child_that_does_not_answer_in_time_is_reported(tmp_path: Path) -> None:
    process = started(tmp_path, SLEEP)
    try:
        with pytest.raises(StartFailed, match="Sleeper did not answer within 0 s"):
            process.wait_until(lambda: False, 0.1)
    finally:
        process.stop()


def test_a_leftover_is_stopped_by_the_next_run(tmp_path: Path) -> None:
    first = started(tmp_path, SLEEP)
    assert child(tmp_path, SLEEP).stop_leftover() is True
    assert not first.is_running()
    assert not first.record.exists()


def test_a_pid_that_became_another_programs_is_left_alone(tmp_path: Path) -> None:
    other = started(tmp_path, SLEEP)
    note = json.loads(other.record.read_text())
    other.record.write_text(json.dumps({**note, "started": note["started"] - 3600}))
    assert child(tmp_path, SLEEP).stop_leftover() is False
    assert other.is_running()
    other.stop()


def test_half_a_record_is_nobodys(tmp_path: Path) -> None:
    record = tmp_path / "child.pid"
    record.write_text('{"pid": ')
    assert recorded_process(record) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_a_child_goes_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from core.dev.engines.processes import ChildProcess
folder = Path({str(tmp_path)!r})
process = ChildProcess("Sleeper", {SLEEP!r}, folder / "child.log", folder / "child.pid")
process.begin()
process.wait_until(lambda: "awake" in process.log.read_text(), 10)
print(process.pid, flush=True)
process._popen.wait()
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    grandchild = psutil.Process(int(parent.stdout.readline()))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(10)
    parent.stdout.close()
    grandchild.wait(10)
    assert not grandchild.is_running()
