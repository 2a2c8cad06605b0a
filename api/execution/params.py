"""The parameters of a request, type-checked, for every transport.

Source: https://graphql.github.io/graphql-over-http/draft/, section "Request Parameters", and
"Appendix A: Persisted Documents".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.errors import bad_request

# The names of the document ID: in the specification's appendix, in Relay's documentation, and in
# network layers made for Relay.
DOCUMENT_ID_NAMES = ("documentId", "doc_id", "id")


@dataclass(frozen=True, slots=True)
class Params:
    """The text of the document, its ID or both, with variables and operation name."""

    query: str | None
    variables: dict[str, Any]
    operation_name: str | None
    document_id: str | None = None


def checked(params: Mapping[str, Any]) -> Params:
    """Return the checked parameters. Raises RequestError, naming the parameter at fault."""
    variables = params.get("variables")
    operation_name = params.get("operationName")
    extensions = params.get("extensions")
    if variables is not None and not isinstance(variables, dict):
        raise bad_request("`variables` must be a JSON object.", field="variables")
    if operation_name is not None and not isinstance(operation_name, str):
        raise bad_request("`operationName` must be a string.", field="operationName")
    if extensions is not None and not isinstance(extensions, dict):
        raise bad_request("`extensions` must be a JSON object.", field="extensions")
    document_id = _document_id(params, extensions or {})
    query = _query(params, document_id)
    _check_text(operation_name, "operationName")
    _check_text(list(variables or {}), "variables")
    for name, value in (variables or {}).items():
        _check_text(value, name)
    return Params(query, variables or {}, operation_name or None, document_id)


def _query(params: Mapping[str, Any], document_id: str | None) -> str | None:
    query = params.get("query")
    if query in (None, "") and document_id is not None:
        return None
    if not isinstance(query, str) or not query.strip():
        raise bad_request("Send the operation as a string in `query`.", field="query")
    _check_text(query, "query")
    return query


def _document_id(params: Mapping[str, Any], extensions: Mapping[str, Any]) -> str | None:
    given = {name: params.get(name) for name in DOCUMENT_ID_NAMES}
    given["extensions"] = _apollo_hash(extensions)
    found = {name: value for name, value in given.items() if value not in (None, "")}
    for name, value in found.items():
        if not isinstance(value, str):
            raise bad_request(f"`{name}` must be a string.", field=name)
    ids: set[str] = set(found.values())
    if len(ids) > 1:
        message = f"{' and '.join(f'`{name}`' for name in found)} name different documents."
        raise bad_request(message, field=next(iter(found)))
    return next(iter(ids), None)


def _apollo_hash(extensions: Mapping[str, Any]) -> str | None:
    """Return the document ID as Apollo's clients send it, or None."""
    match extensions.get("persistedQuery"):
        case None:
            return None
        case {"version": 1, "sha256Hash": str(found)} if found:
            return found
    message = "`extensions.persistedQuery` must have `version` 1 and a string `sha256Hash`."
    raise bad_request(message, field="extensions")


def _check_text(value: Any, field: str) -> None:
    """Raise RequestError if `value` contains text with NUL or unpaired surrogates."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str(text):
                if "\0" in text or not _is_unicode(text):
                    message = "Text must not contain NUL or unpaired surrogates."
                    raise bad_request(message, field=field)
            case list(values):
                waiting += values
            case dict(members):
                waiting += members
                waiting += members.values()


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
