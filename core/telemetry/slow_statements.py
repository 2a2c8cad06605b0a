"""Naming slow statements in the log, without parameters. Imported only where enabled."""

import logging
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from core.common.request_stats import current

from .statements import Store, watch_statements

MAX_TEXT = 300
LANGUAGES: dict[Store, str] = {"postgres": "SQL", "neo4j": "Cypher"}

logger = logging.getLogger(__name__)


def start(milliseconds: float) -> None:
    """Log each statement of a request that takes at least so long, as a warning."""
    watch_statements(partial(watch, milliseconds))


def watch(milliseconds: float, store: Store, text: str, run: Callable[[], Any]) -> Any:
    """Run a statement, and log it if it was slow; outside of requests nobody waits for it."""
    stats = current()
    if stats is None:
        return run()
    started = perf_counter()
    try:
        return run()
    finally:
        took = (perf_counter() - started) * 1000
        if took >= milliseconds:
            short = " ".join(text.split())[:MAX_TEXT]
            logger.warning(
                "Slow %s: %.0f ms in %s: %s", LANGUAGES[store], took, stats.described, short
            )
