"""Why a command of this clone does not reach its stores, in one line."""

from collections.abc import Iterator

from django.conf import settings
from django.db import OperationalError

from core.settings.base import env
from graph.errors import GraphUnavailable

from .addresses import is_running, record_file
from .workspace import embedded_engines

_ADVICE = "start it with `make run`, or put `with_engines` before the name of the command."


def why_unreachable(error: BaseException) -> str:
    """Return what is missing, if the error comes from it; else an empty text."""
    if not any(isinstance(each, OperationalError | GraphUnavailable) for each in _chain(error)):
        return ""
    if env.ENVIRON.get("DATABASE_URL") and env.ENVIRON.get("NEO4J_URL"):
        return ""
    if not is_running(settings.VAR):
        if record_file(settings.VAR).exists():
            return f"The network that {record_file(settings.VAR)} names has ended: {_ADVICE}"
        return f"The network of this clone is not running: {_ADVICE}"
    down = [
        engine for engine in embedded_engines(settings.VAR, {}).embedded if not engine.is_ours()
    ]
    return " ".join(
        f"{engine.name} of this clone is not up; see {engine.process.log}." for engine in down
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
