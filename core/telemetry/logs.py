"""Log records in the format of production: one JSON object a line."""

import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from core.common.request_stats import current


class RequestId(logging.Filter):
    """Adds the id of the current request to every record; `-` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        stats = current()
        record.request_id = "-" if stats is None else stats.request_id
        return True


class JobWithoutArguments(logging.Filter):
    """Removes the arguments of jobs from the queue's records: they may contain an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        job = record.__dict__.pop("job", None)
        action = getattr(record, "action", "")
        if job:
            record.msg = f"{action}: {job['task_name']} {job['id']}"
        if action == "job_aborted_retry":  # its worker stops: nothing went wrong
            record.exc_info = None
        # This record has the arguments in its message.
        return action != "ending_job"


class JsonLines(JsonFormatter):
    """`time` (UTC, ISO 8601), `level`, `logger`, `message`, `request_id`, and the extra fields.

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
