"""The tags of a page that load its bundle, read from Vite's manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple, TypedDict

from django.conf import settings
from django.http import HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .build import COMMAND

ENTRY = "src/main.tsx"
ICON = "src/logo.svg"


class Chunk(TypedDict, total=False):
    """An entry of vite's manifest, with the members that the page uses."""

    file: str
    css: list[str]
    imports: list[str]


class Tags(NamedTuple):
    """The addresses of script and icon, and the links to the styles."""

    script: str
    icon: str
    styles: SafeString


def read_tags(dist: Path, prefix: str) -> Tags | None:
    """Return the tags of the bundle in `dist`, which is served at `prefix` below STATIC_URL.

    None if it is not built.
    """
    manifest_path = dist / "manifest.json"
    if not manifest_path.is_file():
        return None
    manifest: dict[str, Chunk] = json.loads(manifest_path.read_text())
    links = ((_url(prefix, file),) for file in manifest[ENTRY].get("css", []))
    return Tags(
        script=_url(prefix, manifest[ENTRY]["file"]),
        icon=_url(prefix, manifest[ICON]["file"]),
        styles=format_html_join("\n", '<link rel="stylesheet" href="{}">', links),
    )


def not_built(name: str) -> HttpResponse:
    """Return the answer in place of a page whose bundle is not built: how to build it, 503."""
    text = f"The {name} is not built yet. Build it with: {COMMAND}\n"
    return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")


def _url(prefix: str, file: str) -> str:
    # Without the static files storage, which would rename the entry: chunks import it by its first
    # name, and would load it, with React, twice.
    return f"{settings.STATIC_URL}{prefix}/{file}"
