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


class JobWithoutArguments(logging.Filter):
    """Takes what a job was given out of the queue's own records: it can be somebody's address."""

    def filter(self, record: logging.LogRecord) -> bool:
        job = record.__dict__.pop("job", None)
        action = getattr(record, "action", "")
        if job:
            record.msg = f"{action}: {job['task_name']} {job['id']}"
        if action == "job_aborted_retry":  # its worker stops: nothing went wrong
            record.exc_info = None
        # The other one has them in its text.
        return action != "ending_job"


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
