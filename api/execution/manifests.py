"""Manifests of trusted documents: files that a client's build writes, with what it will send.

There are two formats. Relay's (`persistConfig.file` of relay-compiler) is a JSON object from ID to
text. Apollo's (`@apollo/generate-persisted-query-manifest`) is an object with `format`
"apollo-persisted-query-manifest", `version` 1 and `operations`, each with `id`, `name`, `type` and
`body`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .strict_json import NotJSON, parse_json

APOLLO_FORMAT = "apollo-persisted-query-manifest"
APOLLO_VERSION = 1


class BrokenManifest(Exception):
    """A file cannot be read or has neither format; the message names the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a manifest. `name` is that of its operation, in Apollo's format."""

    source: Path
    id: str
    text: str
    name: str | None = None

    def __str__(self) -> str:
        return f"{self.source}: document {self.name or self.id}"


def read_manifest(path: Path) -> list[Entry]:
    """Return the documents of a file. Raises BrokenManifest, naming the file and the fault."""
    try:
        content = parse_json(path.read_bytes())
    except OSError as error:
        raise BrokenManifest(f"{path}: {error.strerror}.") from None
    except NotJSON as error:
        raise BrokenManifest(f"{path}: The file {error}.") from None
    if not isinstance(content, dict):
        raise BrokenManifest(f"{path}: The file must be a JSON object.")
    return list(_apollo(path, content) if "format" in content else _relay(path, content))


def _relay(path: Path, content: Mapping[str, Any]) -> Iterator[Entry]:
    for id_, text in content.items():
        yield _entry(path, id_, text, None)


def _apollo(path: Path, content: Mapping[str, Any]) -> Iterator[Entry]:
    if (content["format"], content.get("version")) != (APOLLO_FORMAT, APOLLO_VERSION):
        raise BrokenManifest(
            f"{path}: The format must be {APOLLO_FORMAT!r} of version {APOLLO_VERSION}, "
            f"not {content['format']!r} of version {content.get('version')!r}."
        )
    operations = content.get("operations")
    if not isinstance(operations, list):
        raise BrokenManifest(f"{path}: `operations` must be a list.")
    for number, operation in enumerate(operations, 1):
        if not isinstance(operation, dict):
            raise BrokenManifest(f"{path}: Operation {number} must be an object.")
        yield _entry(path, operation.get("id"), operation.get("body"), operation.get("name"))


def _entry(path: Path, id_: Any, text: Any, name: Any) -> Entry:
    if not (isinstance(id_, str) and id_):
        raise BrokenManifest(f"{path}: document {name}: `id` must be a string.")
    if not isinstance(text, str):
        raise BrokenManifest(f"{path}: document {name or id_}: `body` must be a string.")
    if name is not None and not isinstance(name, str):
        raise BrokenManifest(f"{path}: document {id_}: `name` must be a string.")
    return Entry(path, id_, text, name)
