"""Responses as JSON, the same for HTTP, server-sent events and WebSocket."""

import json
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError

from api.errors import format_errors
from core.common.request_stats import RequestStats


def answer_json(data: Any, errors: Sequence[GraphQLError] | None, stats: RequestStats) -> str:
    """Return the response of an executed operation as JSON."""
    shown: dict[str, Any] = {"errors": masked_errors(errors, stats)} if errors else {}
    return as_json({**shown, "data": data})


def masked_errors(
    errors: Sequence[GraphQLError], stats: RequestStats
) -> list[GraphQLFormattedError]:
    """Return the formatted errors; their codes are added to `stats`."""
    formatted = format_errors(errors, stats.request_id, stats.language)
    stats.error_codes += (error["extensions"]["code"] for error in formatted)
    return formatted


def as_json(value: object) -> str:
    """Return the value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
