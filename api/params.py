"""The parameters of a GraphQL request, from whichever HTTP request carries them.

Source: https://graphql.github.io/graphql-over-http/draft/, sections "Request" and "Request
Parameters".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, UnreadablePostError

from .bodies import TooLong, bound_body, refuse_length
from .errors import Refused, refusal
from .limits import MAX_BODY_BYTES
from .strict_json import NotJSON, parse_json
from .uploads import parse_multipart

_READ = "graphql_params"


@dataclass(frozen=True, slots=True)
class Params:
    """What to run, and with what."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None


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
    bound_body(request, longest=MAX_BODY_BYTES)
    try:
        return request.body
    except TooLong:
        refuse_length(MAX_BODY_BYTES)
    except UnreadablePostError:
        raise refusal("The body broke off.") from None


def _json(text: str | bytes, what: str) -> Any:
    try:
        return parse_json(text)
    except NotJSON as error:
        raise refusal(f"{what} {error}.") from None


def checked(params: Mapping[str, Any]) -> Params:
    """The parameters as they came, by whatever way. Raises Refused, naming what is wrong."""
    query = params.get("query")
    variables = params.get("variables")
    operation_name = params.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise refusal("Send the operation as a string in `query`.", field="query")
    if variables is not None and not isinstance(variables, dict):
        raise refusal("`variables` must be a JSON object.", field="variables")
    if operation_name is not None and not isinstance(operation_name, str):
        raise refusal("`operationName` must be a string.", field="operationName")
    if not isinstance(params.get("extensions", {}), dict | None):
        raise refusal("`extensions` must be a JSON object.", field="extensions")
    _check_text(query, "query")
    _check_text(operation_name, "operationName")
    _check_text(list(variables or {}), "variables")
    for name, value in (variables or {}).items():
        _check_text(value, name)
    return Params(query, variables or {}, operation_name or None)


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
