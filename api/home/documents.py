"""The documents that come with the code, as plain text at `/docs/NAME`."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from api.executor import executor


class Document(NamedTuple):
    """A file below the root of the code, and the name of its address."""

    name: str
    title: str
    file: str


SCHEMA = Document("schema", "GraphQL schema", "api/schema.graphql")
# For those who write clients.
PUBLIC = (Document("api", "The API for clients", "api/README.md"),)
# For those who change the service; production shows them to nobody.
INTERNAL = (
    Document("readme", "Read me", "README.md"),
    Document("core", "What the product does", "core/README.md"),
    Document("graph", "The graph", "graph/README.md"),
    Document("contributing", "Contributing", "CONTRIBUTING.md"),
)


def available() -> Iterator[Document]:
    """Yield the documents that this instance shows."""
    # Like introspection, which tells the same.
    if settings.INTROSPECTION and not executor.policy.only:
        yield SCHEMA
    yield from PUBLIC
    if settings.DEBUG:
        yield from (each for each in INTERNAL if _path(each).is_file())


@require_safe
def document(request: HttpRequest, name: str) -> FileResponse:
    """Return the document of this name. Raises Http404."""
    found = next((each for each in available() if each.name == name), None)
    if found is None:
        raise Http404
    return FileResponse(_path(found).open("rb"), content_type="text/plain; charset=utf-8")


def _path(document: Document) -> Path:
    return Path(settings.ROOT) / document.file
