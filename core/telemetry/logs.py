"""Log records in the form that production wants: one JSON object a line."""

import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from core.common.request_stats import current


class RequestId(logging.Filter):
    """Puts the id of the request at hand on every record; `-` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        trail = current()
        record.request_id = "-" if trail is None else trail.request_id
        return True


class JsonLines(JsonFormatter):
    """`time` (UTC, ISO 8601), `level`, `logger`, `message`, `request_id`, and what else there is.

    A traceback is in `exc_info`, in the same line.
    """

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        moment = datetime.fromtimestamp(record.created, UTC)
        log_data["time"] = moment.isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        super().add_fields(log_data, record, message_dict)
        if log_data.get("request_id") == "-":
            del log_data["request_id"]
