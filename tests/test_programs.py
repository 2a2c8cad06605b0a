"""Programs of the tests are as any that Python starts."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.programs import Program, run

SAYS = """
import os, sys
print(sys.argv, os.environ["SAID"], "HOME" in os.environ)
print("trouble", file=sys.stderr)
sys.exit(3)
"""


def test_it_has_its_arguments_environment_outputs_and_exit_code(tmp_path: Path) -> None:
    said = run("-c", SAYS, "one", tmp_path, environ={"SAID": "this"})
    expected = f"['-c', 'one', '{tmp_path}'] this False\n"
    assert (said.returncode, said.stdout, said.stderr) == (3, expected, "trouble\n")
    with (tmp_path / "log").open("wb") as log:
        program = Program("-c", SAYS, environ={"SAID": "that"}, output=log, errors=log)
    assert program.communicate(timeout=20) == ("", "")
    assert sorted((tmp_path / "log").read_text().splitlines()) == ["['-c'] that False", "trouble"]


def test_an_error_that_nobody_caught_and_a_file_and_a_module(tmp_path: Path) -> None:
    failed = run("-c", "1 / 0")
    assert failed.returncode == 1
    assert failed.stderr.endswith("ZeroDivisionError: division by zero\n")
    script = tmp_path / "script.py"
    script.write_text("import sys; print(__name__, sys.argv[1:])")
    assert run(script, "a").stdout == "__main__ ['a']\n"
    assert run("-m", "json.tool", "--help").stdout.startswith("usage: ")


def test_what_runs_can_be_waited_for_and_ended() -> None:
    program = Program("-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)")
    assert program.stdout is not None
    assert program.stdout.readline() == f"{program.pid}\n"
    assert program.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(timeout=0.01)
    with pytest.raises(subprocess.TimeoutExpired):
        program.communicate(timeout=0.01)
    program.terminate()
    assert program.wait(timeout=20) == program.poll() == -signal.SIGTERM
    program.kill()  # it has ended
    with pytest.raises(ProcessLookupError):
        os.kill(program.pid, 0)
