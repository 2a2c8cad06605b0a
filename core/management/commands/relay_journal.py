"""`manage.py relay_journal`: the relay as a process of its own."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.consistency.reunite import reunite_beside_the_relay
from core.relay.relay import Relay


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT; several may run side by side."""

    help = "Apply waiting journal entries to Neo4j until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the loop; a signal ends it after the current batch."""
        relay = Relay(reunite_beside_the_relay)
        signal.signal(signal.SIGTERM, relay.stop)
        signal.signal(signal.SIGINT, relay.stop)
        if settings.RELAY_METRICS_PORT:
            from core.telemetry.exposition import serve_metrics

            serve_metrics(settings.RELAY_METRICS_PORT, settings.METRICS_TOKEN)
        self.stdout.write("The relay is running.")
        relay.run()
