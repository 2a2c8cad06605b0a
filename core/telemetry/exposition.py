"""The metrics as Prometheus reads them, for clients with the token.

A token instead of a separate port: gunicorn's workers share one port and their values, no other
port has to be opened, and a gap in the firewall reveals nothing. Prometheus sends it by
`authorization.credentials_file`.
"""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from secrets import compare_digest
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, make_wsgi_app
from prometheus_client.exposition import CONTENT_TYPE_LATEST, ThreadingWSGIServer
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
App = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


def metrics_text(*collectors: Collector) -> bytes:
    """Return the metrics of this process, or of all workers of gunicorn, and of the collectors."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        _Workers(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    for collector in collectors:
        registry.register(collector)
    return generate_latest(registry)


class _Workers(MultiProcessCollector):
    """The values of all workers.

    A worker's file is empty for a moment before its values are in it, and for good where the worker
    was killed in that moment; the library would then answer nothing at all.
    Source: github.com/prometheus/client_python/issues/1199.
    """

    def collect(self) -> Iterable[Metric]:
        files = [str(file) for file in Path(self._path).glob("*.db") if _has_values(file)]
        found: Iterable[Metric] = self.merge(files)  # type: ignore[no-untyped-call]
        return found


def _has_values(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:  # its worker has ended
        return False


def may_read(authorization: str, token: str) -> bool:
    """Return whether the header is `Bearer TOKEN`."""
    return compare_digest(authorization.encode(), f"Bearer {token}".encode())


def serve_metrics(port: int, token: str) -> ThreadingWSGIServer:
    """Serve the metrics of this process on a port of its own, in a thread, until it is shut."""
    server: ThreadingWSGIServer = make_server(
        "", port, _guarded(make_wsgi_app(REGISTRY), token), ThreadingWSGIServer, _Quiet
    )
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


def _guarded(app: App, token: str) -> App:
    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if may_read(environ.get("HTTP_AUTHORIZATION", ""), token):
            return app(environ, start_response)
        start_response("401 Unauthorized", [("WWW-Authenticate", "Bearer")])
        return []

    return guarded


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing for a scrape."""
