"""Clients, built by their own tools, with manifests of what they send."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import api

from .node import FOLDER, run_tool

SCHEMA = Path(api.__file__).parent / "schema.graphql"


@dataclass(frozen=True)
class Compiled:
    """A client that was built, its manifest, and what the tool wrote."""

    folder: Path
    manifest: Path
    output: str


def compile_relay(folder: Path) -> Compiled:
    """Compile a copy of `relay/` by relay-compiler."""
    shutil.copytree(FOLDER / "relay", folder)
    shutil.copy(SCHEMA, folder / "schema.graphql")
    manifest = folder / "persisted_queries.json"
    manifest.write_text("{}")  # the compiler adds to it
    return Compiled(folder, manifest, run_tool(folder, "relay-compiler"))


def compile_apollo(folder: Path) -> Compiled:
    """Collect the operations of a copy of `apollo/` by generate-persisted-query-manifest."""
    shutil.copytree(FOLDER / "apollo", folder)
    output = run_tool(folder, "@apollo/generate-persisted-query-manifest")
    return Compiled(folder, folder / "persisted-query-manifest.json", output)
