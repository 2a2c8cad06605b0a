"""The parameters of a GraphQL request, from an HTTP request by GET or POST.

Source: https://graphql.github.io/graphql-over-http/draft/, sections "Request" and "Request
Parameters", and "Appendix A: Persisted Documents".
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, UnreadablePostError

from api.errors import RequestError, bad_request
from api.execution.params import Params, checked
from api.execution.strict_json import NotJSON, parse_json
from api.limits import MAX_TEXT_BYTES

from .bodies import TooLong, bound_body, refuse_length
from .uploads import parse_multipart

_READ = "graphql_params"


def read_params(request: HttpRequest) -> Params:
    """Return the parameters of this request. Raises RequestError, naming the fault.

    A body can be read only once, so the result or error is kept for further calls.
    """
    read: Params | RequestError | None = vars(request).get(_READ)
    if read is None:
        try:
            read = _params_of(request)
        except RequestError as refused:
            read = refused
        vars(request)[_READ] = read
    if isinstance(read, RequestError):
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
    raise bad_request(
        "Send the operation as `application/json`, or as `multipart/form-data` with files.",
        status=415,
        headers={"Accept-Post": "application/json, multipart/form-data"},
    )


def _from_url(request: HttpRequest) -> Mapping[str, Any]:
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise bad_request(f"The parameter `{name[:100]}` is given more than once.")
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
        raise bad_request("Send the body in UTF-8.", status=415)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        message = "Send the body without compression."
        raise bad_request(message, status=415, headers={"Accept-Encoding": "identity"})
    body = _json(_body(request), "The body")
    if isinstance(body, list):
        raise bad_request("Send one operation per request. Batches are not supported.")
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object with the operation in `query`.")
    return body


def _body(request: HttpRequest) -> bytes:
    bound_body(request, longest=MAX_TEXT_BYTES)
    try:
        return request.body
    except TooLong:
        refuse_length(MAX_TEXT_BYTES)
    except UnreadablePostError:
        raise bad_request("The request body is incomplete.") from None


def _json(text: str | bytes, what: str) -> Any:
    try:
        return parse_json(text)
    except NotJSON as error:
        raise bad_request(f"{what} {error}.") from None
