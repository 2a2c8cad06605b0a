"""The parameters of a GraphQL request, from whichever HTTP request carries them.

Source: https://graphql.github.io/graphql-over-http/draft/, sections "Request" and "Request
Parameters", and "Appendix A: Persisted Documents".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, UnreadablePostError

from api.errors import Refused, refusal
from api.execution.limits import MAX_BODY_BYTES
from api.execution.strict_json import NotJSON, parse_json

from .bodies import TooLong, bound_body, refuse_broken, refuse_length
from .uploads import parse_multipart

_READ = "graphql_params"
# How clients name a document that is known here: the specification's appendix, Relay's network
# layer as its documentation has it, and the network layers made for Relay.
DOCUMENT_ID_NAMES = ("documentId", "doc_id", "id")


@dataclass(frozen=True, slots=True)
class Params:
    """What to run, and with what: the text of the document, its id, or both."""

    query: str | None
    variables: dict[str, Any]
    operation_name: str | None
    document_id: str | None = None


def read_params(request: HttpRequest) -> Params:
    """The parameters of this request. Raises Refused, naming what is wrong.

    A body can be read once only, so whoever asks again is told the same again.
    """
    read: Params | Refused | None = vars(request).get(_READ)
    if read is None:
        try:
            read = _params_of(request)
        except Refused as refused:
            read = refused
        vars(request)[_READ] = read
    if isinstance(read, Refused):
        raise read
    return read


def _params_of(request: HttpRequest) -> Params:
    if request.method in ("GET", "HEAD"):
        return checked(_from_url(request))
    match request.content_type:
        case "application/json":
            return checked(_from_json(request))
        case "multipart/form-data":
            return checked(parse_multipart(request))
    raise refusal(
        "Send the operation as `application/json`, or as `multipart/form-data` with files.",
        status=415,
        headers={"Accept-Post": "application/json, multipart/form-data"},
    )


def _from_url(request: HttpRequest) -> Mapping[str, Any]:
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise refusal(f"The parameter `{name[:100]}` is given more than once.")
    params: dict[str, Any] = request.GET.dict()
    for name in ("variables", "extensions"):
        if params.get(name):
            params[name] = _json(params[name], f"`{name}`")
        else:
            params.pop(name, None)
    return params


def _from_json(request: HttpRequest) -> Mapping[str, Any]:
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower().replace("-", "") != "utf8":
        raise refusal("Send the body in UTF-8.", status=415)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        message = "Send the body without compression."
        raise refusal(message, status=415, headers={"Accept-Encoding": "identity"})
    body = _json(_body(request), "The body")
    if isinstance(body, list):
        raise refusal("Send one operation at a time: batches are not served.")
    if not isinstance(body, dict):
        raise refusal("The body must be a JSON object with the operation in `query`.")
    return body


def _body(request: HttpRequest) -> bytes:
    body = bound_body(request, longest=MAX_BODY_BYTES)
    try:
        return request.body
    except TooLong:
        refuse_length(MAX_BODY_BYTES)
    except UnreadablePostError:
        refuse_broken(body, "The body broke off.")


def _json(text: str | bytes, what: str) -> Any:
    try:
        return parse_json(text)
    except NotJSON as error:
        raise refusal(f"{what} {error}.") from None


def checked(params: Mapping[str, Any]) -> Params:
    """The parameters as they came, by whatever way. Raises Refused, naming what is wrong."""
    variables = params.get("variables")
    operation_name = params.get("operationName")
    extensions = params.get("extensions")
    if variables is not None and not isinstance(variables, dict):
        raise refusal("`variables` must be a JSON object.", field="variables")
    if operation_name is not None and not isinstance(operation_name, str):
        raise refusal("`operationName` must be a string.", field="operationName")
    if extensions is not None and not isinstance(extensions, dict):
        raise refusal("`extensions` must be a JSON object.", field="extensions")
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
        raise refusal("Send the operation as a string in `query`.", field="query")
    _check_text(query, "query")
    return query


def _document_id(params: Mapping[str, Any], extensions: Mapping[str, Any]) -> str | None:
    given = {name: params.get(name) for name in DOCUMENT_ID_NAMES}
    given["extensions"] = _apollo_hash(extensions)
    found = {name: value for name, value in given.items() if value not in (None, "")}
    for name, value in found.items():
        if not isinstance(value, str):
            raise refusal(f"`{name}` must be a string.", field=name)
    ids: set[str] = set(found.values())
    if len(ids) > 1:
        message = f"{' and '.join(f'`{name}`' for name in found)} name different documents."
        raise refusal(message, field=next(iter(found)))
    return next(iter(ids), None)


def _apollo_hash(extensions: Mapping[str, Any]) -> str | None:
    """The id as Apollo's clients send it."""
    match extensions.get("persistedQuery"):
        case None:
            return None
        case {"version": 1, "sha256Hash": str(found)} if found:
            return found
    message = "`extensions.persistedQuery` must have `version` 1 and a string `sha256Hash`."
    raise refusal(message, field="extensions")


def _check_text(value: Any, field: str) -> None:
    """Refuse text that PostgreSQL cannot store and UTF-8 cannot hold, wherever it is in `value`."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str(text):
                if "\0" in text or not _is_unicode(text):
                    message = "Text with null characters or half surrogates cannot be stored."
                    raise refusal(message, field=field)
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
