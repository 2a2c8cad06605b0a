"""Writes `src/generated.ts` from the schema and the documents: `make web-types`.

Its packages, and axe for the tests, are apart from the client's: `make run` does not install them.
"""

import sys
from pathlib import Path

from core.dev.engines.node import NodeError, alone, install_packages, run_node

CODEGEN = Path(__file__).parent
ADVICE = "Run make web-types and commit api/web/src/generated.ts."
PROGRAM = CODEGEN / "node_modules/@graphql-codegen/cli/esm/bin.js"


def main() -> int:
    """Write the types, or with `--check` compare them. Return the exit status."""
    if sys.argv[1:] == ["--check"]:
        if found := drift():
            print(
                f"{found}\nRun make web-types and commit api/web/src/generated.ts.", file=sys.stderr
            )
        return bool(found)
    _run()
    return 0


def drift() -> str:
    """Return what is wrong with the types as they are; empty if they are current."""
    try:
        _run("--check")
    except NodeError as error:
        return str(error)
    return ""


def install() -> Path:
    """Return the folder of the packages of `codegen/`, installed. Raises NodeError."""
    with alone(CODEGEN / ".lock"):
        install_packages(CODEGEN)
    return CODEGEN / "node_modules"


def _run(*arguments: str) -> None:
    """Raise NodeError if the generator refuses."""
    install()
    run_node(CODEGEN, "graphql-codegen", PROGRAM, "--config", "codegen.yml", *arguments)


if __name__ == "__main__":
    sys.exit(main())
