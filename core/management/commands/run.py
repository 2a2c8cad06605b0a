"""Run the whole network: engines, migrations, demo, relay and web server, until Ctrl-C."""

import io
import os
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from core.engines.clone import AlreadyRunning, Engines
from core.engines.greeting import greeting
from core.engines.jars import JarError
from core.engines.java import JavaMissing
from core.engines.ports import PortTaken
from core.engines.processes import StartFailed
from core.engines.running import Clone, Steps, run
from graph import driver
from graph.warmup import warm_up

KNOWN_TROUBLES = (AlreadyRunning, JarError, JavaMissing, PortTaken, StartFailed, ValueError)


class Command(BaseCommand):
    """`manage.py run`."""

    help = "Run everything: engines, migrations, demo, relay and web server. Ctrl-C stops it all."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal ends it; a known trouble is a sentence and exit code 1."""
        clone = Clone(settings.ROOT, settings.VAR, os.environ)
        steps = Steps(
            after_postgres=self._migrate, after_neo4j=self._fill, beside_the_programs=warm_up
        )
        try:
            run(clone, steps, greet=self._greet, say=self._say)
        except KNOWN_TROUBLES as error:
            raise CommandError(str(error)) from error

    def _migrate(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)

    def _fill(self) -> None:
        call_command("install_graph", stdout=io.StringIO())
        call_command("load_demo", if_empty=True)
        # From here on we only watch.
        connections.close_all()
        driver.close()

    def _greet(self, engines: Engines) -> str:
        return greeting(
            engines,
            os.environ,
            demo_user=settings.PLAYGROUND_DEMO_USER,
            demo_password=settings.PLAYGROUND_DEMO_PASSWORD,
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
