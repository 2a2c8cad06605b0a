"""How much memory a process has. Source: proc(5)."""

import re
from pathlib import Path


def megabytes(name: str, pid: int | str = "self") -> float:
    """`VmHWM`, the most it has had, `VmRSS`, what it has, or `VmSize`, its addresses; in MiB."""
    found = re.search(rf"{name}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
