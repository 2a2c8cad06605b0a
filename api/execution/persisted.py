"""Persisted documents: a request sends the ID of a document instead of its text.

The documents are those of the manifests in PERSISTED_DOCUMENTS. They are read and checked at
startup, so that an invalid document, or one beyond the limits, stops the start rather than a
client's request. None is added at run time: Apollo's automatic persisted queries would let any
client add a trusted document, and save nothing here, because parsed documents are cached
(`documents.py`).

Source: "Appendix A: Persisted Documents" of GraphQL over HTTP; for the two errors that Apollo's
clients expect: https://www.apollographql.com/docs/react/api/link/persisted-queries.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from graphql import GraphQLSchema

from api.errors import (
    PERSISTED_QUERY_ID_REQUIRED,
    PERSISTED_QUERY_NOT_FOUND,
    PERSISTED_QUERY_NOT_SUPPORTED,
    RequestError,
    graphql_error,
)
from api.execution.params import Params
from core.common.request_stats import current

from .cost import check_cost
from .documents import Document, Documents, read_document
from .manifests import BrokenManifest, Entry, read_manifest

PREFIX = "sha256:"
# Problems in the error message at startup.
MAX_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Policy:
    """The trusted manifests, and whether `only` their documents are accepted."""

    manifests: Sequence[Path] = ()
    only: bool = False


ANYTHING = Policy()
"""No manifest; any document is accepted."""


@dataclass(slots=True)
class Trusted:
    """Documents by the ID in the manifest and by the SHA-256 of their text."""

    by_id: dict[str, tuple[str, Document]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, schema: GraphQLSchema, entry: Entry) -> None:
        """Check a document and add it, or record its problems."""
        known = self.by_id.get(entry.id)
        if known is not None:
            if known[0] != entry.text:
                self.problems.append(f"{entry}: The id {entry.id} names two different documents.")
            return
        try:
            document = _checked(schema, entry)
        except RequestError as refused:
            self.problems += [f"{entry}: {error.message}" for error in refused.errors]
            return
        digest = hashlib.sha256(entry.text.encode()).hexdigest()
        self.by_id[entry.id] = self.by_id[PREFIX + digest] = (entry.text, document)


def load_trusted(schema: GraphQLSchema, policy: Policy) -> Trusted:
    """Return the documents of the manifests.

    Raises ImproperlyConfigured, naming each file and document at fault. Cost: about 2 ms per
    document of ordinary size, and 250 bytes of memory per character.
    """
    trusted = Trusted()
    if policy.only and not policy.manifests:
        trusted.problems.append("PERSISTED_ONLY requires PERSISTED_DOCUMENTS.")
    for path in policy.manifests:
        try:
            for entry in read_manifest(path):
                trusted.add(schema, entry)
        except BrokenManifest as error:
            trusted.problems.append(str(error))
    if trusted.problems:
        problems = "\n- ".join(trusted.problems[:MAX_PROBLEMS])
        raise ImproperlyConfigured(f"Invalid persisted documents:\n- {problems}")
    return trusted


def _checked(schema: GraphQLSchema, entry: Entry) -> Document:
    document = read_document(schema, entry.text)
    if entry.name is not None and entry.name not in document.operations:
        raise RequestError([graphql_error(f"It has no operation named '{entry.name}'.")])
    for operation in document.operations.values():
        # Without variables: the minimum cost.
        check_cost(operation.estimate.total({}))
    return document


class Library:
    """The documents of requests, trusted and sent. Shared by the threads of a process."""

    def __init__(self, schema: GraphQLSchema, policy: Policy) -> None:
        self._trusted = load_trusted(schema, policy).by_id
        self._sent = Documents(schema)
        self._only = policy.only

    def find(self, params: Params) -> Document:
        """Return the document that a request names or sends.

        Raises RequestError if it is unknown, malformed, beyond a limit or invalid. With `only`,
        sent text is not parsed.
        """
        known = self._trusted.get(params.document_id or "")
        if known is not None:
            return self._as_named(known, params.query)
        if self._only or params.query is None:
            raise self._refusal(params)
        return self._sent.get(params.query)

    def _as_named(self, known: tuple[str, Document], sent: str | None) -> Document:
        text, document = known
        if (stats := current()) is not None:
            stats.document_kept = True
        if sent not in (None, text):
            message = "`query` does not match the document that its ID names."
            raise RequestError([graphql_error(message, field="query")], well_formed=True)
        return document

    def _refusal(self, params: Params) -> RequestError:
        if params.document_id is None:
            message = "Only persisted documents are accepted. Send the ID of one in `documentId`."
            error = graphql_error(message, PERSISTED_QUERY_ID_REQUIRED, field="documentId")
        elif self._trusted:
            error = graphql_error("PersistedQueryNotFound", PERSISTED_QUERY_NOT_FOUND)
        else:
            # On this error, Apollo's clients send texts from then on.
            error = graphql_error("PersistedQueryNotSupported", PERSISTED_QUERY_NOT_SUPPORTED)
        return RequestError([error], well_formed=True)
