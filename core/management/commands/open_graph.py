"""Open the Neo4j Browser on the graph, or say where it is."""

import os
import sys
import webbrowser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from core.dev.engines.addresses import port, running_environment
from core.dev.engines.banner import browser_address
from core.dev.engines.workspace import embedded_engines
from core.settings.base import env


class Command(BaseCommand):
    """`manage.py open_graph`."""

    help = "Open the Neo4j Browser with a guide; without a desktop, print its address."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print where the Browser is and how to sign in, and open it where there is a desktop."""
        environ = running_environment(settings.VAR, env.ENVIRON)
        neo4j = embedded_engines(settings.VAR, environ).neo4j
        if neo4j is None:
            raise CommandError("NEO4J_URL names a server that runs elsewhere: open its Browser.")
        if not neo4j.is_ours():
            raise CommandError(
                "Neo4j of this clone is not running: start everything with `make run` first."
            )
        address = browser_address(port("PORT", environ))
        self.stdout.write(f"{address}\n\nUser neo4j, password {neo4j.password}\n")
        if (
            sys.platform == "darwin"
            or os.environ.get("DISPLAY")
            or os.environ.get("WAYLAND_DISPLAY")
        ):
            webbrowser.open(address)
