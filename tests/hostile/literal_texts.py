"""Which statements of Cypher basedpyright cannot prove to be constant."""

import json
import subprocess
from pathlib import Path
from typing import Any

from .statement_texts import Finding

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".venv" / "bin" / "basedpyright"
# How what takes a statement is named, in `graph` and in the driver.
PARAMETERS = ('parameter "query', 'parameter "text"')


def findings(scratch: Path, *folders: Path) -> list[Finding]:
    """Return each call in these folders that runs a text which is built, or whose type is Any.

    `make types` refuses the first kind as well; Any passes there for a LiteralString. Cost: 4 s,
    however many folders of ours there are.
    """
    config = scratch / "pyrightconfig.json"
    settings = {
        "include": [str(folder) for folder in folders],
        "extraPaths": [str(ROOT)],
        "venvPath": str(ROOT),
        "venv": ".venv",
        "pythonVersion": "3.11",
        "typeCheckingMode": "off",
        "reportArgumentType": "error",
        "reportAny": "error",
    }
    config.write_text(json.dumps(settings))
    command = (PROGRAM, "--project", config, "--outputjson")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] > 0, done.stdout
    return [_finding(each) for each in report["generalDiagnostics"] if _is_statement(each)]


def _is_statement(diagnostic: dict[str, Any]) -> bool:
    return any(parameter in diagnostic["message"] for parameter in PARAMETERS)


def _finding(diagnostic: dict[str, Any]) -> Finding:
    line = diagnostic["range"]["start"]["line"] + 1
    return Finding(diagnostic["file"], line, diagnostic["rule"])
