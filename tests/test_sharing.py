"""What takes longest is begun first, and what shares servers stays together."""

from pathlib import Path

from tests.sharing import LEAST_SECONDS, MEASURED, seconds_of, unit_of

ROOT = Path(__file__).resolve().parents[1]


def test_a_folder_of_shared_servers_is_one_unit_and_elsewhere_each_file() -> None:
    assert unit_of("tests/faults/test_kills.py::test_a[b::c/d]") == "tests/faults"
    assert unit_of("tests/graph/test_pool.py::Test::test_a") == "tests/graph/test_pool.py"
    assert unit_of("tests/faults_of_ours/test_a.py::test_a") == "tests/faults_of_ours/test_a.py"


def test_what_was_measured_is_there_and_is_what_is_shared_out() -> None:
    lines = [line.split() for line in MEASURED.read_text().splitlines()]
    seconds = {unit: float(number) for number, unit in lines}
    assert [unit for unit in seconds if not (ROOT / unit).exists()] == []
    for unit in seconds:
        test = f"{unit}::test_a" if unit.endswith(".py") else f"{unit}/test_a.py::test_a"
        assert (unit_of(test), seconds_of(test)) == (unit, seconds[unit])
    assert seconds_of("tests/test_new.py::test_a") == LEAST_SECONDS
