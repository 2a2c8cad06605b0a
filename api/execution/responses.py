"""Answers as JSON, the same whatever they travel by: HTTP, server-sent events, WebSocket."""

import json
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError

from api.errors import format_errors
from core.common.request_stats import RequestStats


def answer_json(data: Any, errors: Sequence[GraphQLError] | None, stats: RequestStats) -> str:
    """What came of an operation that was executed."""
    mask_schema_errors: dict[str, Any] = {"errors": masked_errors(errors, stats)} if errors else {}
    return as_json({**mask_schema_errors, "data": data})


def masked_errors(
    errors: Sequence[GraphQLError], stats: RequestStats
) -> list[GraphQLFormattedError]:
    """The errors as they go into an answer; the trail gets their codes."""
    formatted = format_errors(errors, stats.request_id)
    stats.error_codes += (error["extensions"]["code"] for error in formatted)
    return formatted


def as_json(value: object) -> str:
    """The value as JSON, without spaces between."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
