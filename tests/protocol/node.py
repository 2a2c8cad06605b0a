"""The Node programs of this folder, with the packages that its lock names."""

import json
from pathlib import Path
from typing import Any

from core.dev.engines.node import run_node

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"


def run_json(script: str, *arguments: str) -> Any:
    """What a script of this folder writes as JSON, on its last line."""
    written = run_node(FOLDER, script, FOLDER / script, *arguments)
    return json.loads(written.splitlines()[-1])


def run_tool(folder: Path, package: str, *arguments: str) -> str:
    """Run the command line program `cli.js` of a package in a folder; what it wrote."""
    return run_node(folder, package, MODULES / package / "cli.js", *arguments)
