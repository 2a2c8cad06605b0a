"""Spans where traces are enabled; elsewhere a no-op at the cost of a comparison."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Attributes = Mapping[str, str | int]


class Tracing(Protocol):
    """The interface of `core.telemetry.tracing`."""

    def span(self, name: str, attributes: Attributes) -> AbstractContextManager[object]: ...

    def server_span(
        self, name: str, headers: Mapping[str, str], attributes: Attributes
    ) -> AbstractContextManager[object]: ...


_tracing: Tracing | None = None
_nothing: AbstractContextManager[object] = nullcontext()


def use(tracing: Tracing) -> None:
    """Use it for the spans of this process."""
    global _tracing  # noqa: PLW0603 - a process has one way to trace
    _tracing = tracing


def span(name: str, attributes: Attributes) -> AbstractContextManager[object]:
    """A span for the block."""
    return _nothing if _tracing is None else _tracing.span(name, attributes)


def server_span(
    name: str, headers: Mapping[str, str], attributes: Attributes
) -> AbstractContextManager[object]:
    """A span for answering a request, in the trace that its headers name."""
    return _nothing if _tracing is None else _tracing.server_span(name, headers, attributes)
