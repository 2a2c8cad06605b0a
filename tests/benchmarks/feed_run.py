"""One whole run: everybody started, warmed, compared and measured."""

from rich.console import Console

from core.dev.engines.processes import ChildProcess

from . import feed_measures, operation_measures
from .feed_report import print_feed
from .figures import Figures
from .footprint import footprint_at_stop
from .operation_report import operations_table
from .peers.starting import started
from .restoring import restore
from .servers import Bench
from .statement_log import every_statement_logged
from .viewers import DEGREES, by_degree, random_viewers


def measure_all(bench: Bench, console: Console) -> Figures:
    """Measure the feed of everybody, then all operations of the service; print each when known."""
    network = bench.network
    stores = {"PostgreSQL": _pid(bench.postgres.process), "Neo4j": _pid(bench.neo4j.process)}
    times, processor = {}, {}
    with started(bench) as contenders:
        at_random = feed_measures.requests_of(contenders, random_viewers(network))
        restore(contenders[0], network)
        console.print("Warming up.")
        feed_measures.warm_up(contenders, at_random)
        feed_measures.compare(contenders, at_random)
        for degree in DEGREES:
            console.print(f"The feed of viewers who follow about {degree:,}.")
            viewers = by_degree(network.out_degrees, degree)
            requests = feed_measures.requests_of(contenders, viewers)
            feed_measures.compare(contenders, requests)
            times[degree] = feed_measures.latencies(contenders, requests)
            processor[degree] = feed_measures.processor_times(contenders, requests, stores)
        console.print("Throughput.")
        rates = feed_measures.throughputs(contenders, at_random)
        print_feed(times, processor, rates, console)
        service = contenders[0]
        for each in contenders[1:]:
            each.program.stop()
        console.print("The operations of the service.")
        operation_measures.prepare(network)
        taken = dict(operation_measures.measured(service, network, stores))
        with every_statement_logged(bench.postgres) as log:
            counted = dict(operation_measures.counted(service, network, log))
        console.print(operations_table(taken, counted))
        footprint = footprint_at_stop(service)
        memory = ", ".join(f"{each:.0f}" for each in footprint.private_megabytes)
        console.print(
            f"Private memory of the service's workers: {memory} MB; "
            f"{footprint.connections} connections to PostgreSQL."
        )
    return Figures(times, processor, rates, taken, counted, footprint)


def _pid(process: ChildProcess) -> int:
    if process.pid is None:
        raise RuntimeError(process.tail())
    return process.pid
