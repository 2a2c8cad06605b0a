"""The worker: takes jobs from PostgreSQL and runs them, a few at a time. Any number may run.

It listens and claims by psycopg 3, which can wait without a thread; the jobs themselves run in
threads on Django's own connections. So a job that is enqueued by a job is enqueued in that job's
transaction, as everywhere.
"""

import asyncio
import logging
import signal
from contextlib import suppress
from math import inf

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import Error, close_old_connections
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.periodic import PeriodicRegistry

from .retry import MAX_ATTEMPTS, measure_offset

logger = logging.getLogger(__name__)

CONCURRENCY = 4
PAUSE = 1.0


def work() -> None:
    """Run jobs until SIGTERM or SIGINT, whatever PostgreSQL does meanwhile."""
    asyncio.run(_work())


def drain() -> None:
    """Run every job that is due, and those that follow from them, then return. For tests."""
    asyncio.run(_run(_app(PeriodicRegistry()), wait=False))


async def _work() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app.perform_import_paths()
    while not stop.is_set():
        await _run_until(stop)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE)


async def _run_until(stop: asyncio.Event) -> None:
    """Run jobs until `stop` is set or PostgreSQL fails, which is logged."""
    run = asyncio.create_task(_run(_app(app.periodic_registry)))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({run, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    # The library then waits for the jobs at hand.
    run.cancel()
    try:
        await run
    except asyncio.CancelledError:
        pass
    except (ConnectorException, psycopg.Error) as error:
        logger.warning("jobs: PostgreSQL unavailable, retrying in %.1fs: %s", PAUSE, error)


def _app(periodic: PeriodicRegistry) -> App:
    """Return the tasks of this project on a connection that can wait for jobs."""
    connector = PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=CONCURRENCY, timeout=5.0
    )
    app.perform_import_paths()
    worker = DjangoApp(connector=connector)
    worker.tasks, worker.periodic_registry = app.tasks, periodic
    return worker


async def _run(worker: App, *, wait: bool = True) -> None:
    # Periodic jobs are enqueued on a connection of Django's that may have died.
    await sync_to_async(close_old_connections)()
    async with worker.open_async():
        stalled = asyncio.create_task(_look_after_stalled(worker))
        try:
            await worker.run_worker_async(
                name="",  # of the logger
                wait=wait,
                concurrency=CONCURRENCY,
                # Long jobs ask between two batches whether to return to the queue; short ones end.
                shutdown_graceful_timeout=0 if wait else inf,
                # Nobody needs the jobs that succeeded, and their arguments may be an address.
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                install_signal_handlers=False,
                update_heartbeat_interval=settings.JOBS_STALLED_SECONDS / 3,
                stalled_worker_timeout=settings.JOBS_STALLED_SECONDS,
            )
        finally:
            stalled.cancel()


async def _look_after_stalled(worker: App) -> None:
    """Retry the jobs of workers that died, or fail those that were started too often."""
    manager = worker.job_manager
    while True:
        with suppress(Error):
            await sync_to_async(measure_offset)()
        with suppress(ConnectorException):  # taken by another worker, or unavailable
            for job in await manager.get_stalled_jobs(
                seconds_since_heartbeat=settings.JOBS_STALLED_SECONDS
            ):
                if job.attempts + 1 < MAX_ATTEMPTS:
                    logger.warning("Job %s %s is retried: its worker died.", job.id, job.task_name)
                    await manager.retry_job(job)
                else:
                    logger.error("Job %s failed: too many attempts.", job.id)
                    await manager.finish_job(job, Status.FAILED, delete_job=False)
        await asyncio.sleep(settings.JOBS_STALLED_SECONDS / 3)
