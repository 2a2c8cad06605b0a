"""Run the whole network: engines, migrations, demo and programs, until Ctrl-C."""

import io
import sys
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from core.consistency.reunite import Silence, reunite
from core.database.roles import RoleRefused, keep_roles
from core.dev.engines.addresses import embedded_database_url
from core.dev.engines.banner import banner
from core.dev.engines.jars import JarError
from core.dev.engines.java import JavaMissing
from core.dev.engines.ports import PortTaken
from core.dev.engines.processes import StartFailed
from core.dev.engines.running import Clone, Steps, run
from core.dev.engines.terminal import Terminal
from core.dev.engines.workspace import AlreadyRunning, Engines, embedded_engines
from core.journal.pairing import TAKE_OVER, require_ours
from core.settings.base import env
from graph.connection import driver
from graph.connection.warmup import warm_up
from graph.errors import ForeignGraph

KNOWN_TROUBLES = (
    *(AlreadyRunning, JarError, JavaMissing, PortTaken, RoleRefused, StartFailed, ValueError),
)


class Command(BaseCommand):
    """`manage.py run`."""

    help = "Run everything: engines, migrations, demo and programs. Ctrl-C stops it all."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add `--no-demo`."""
        parser.add_argument(
            "--no-demo", action="store_true", help="Do not load the demo into an empty network."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal ends it. Raises CommandError for a known error."""
        clone = Clone(settings.ROOT, settings.VAR, env.ENVIRON)
        if settings.DATABASE_URL not in (
            env.str("DATABASE_URL", default=""),
            embedded_database_url(settings.VAR),
        ):
            raise CommandError("A network of this clone with another database is still running.")
        steps = Steps(
            after_postgres=self._migrate,
            after_neo4j=partial(self._fill, demo=not options["no_demo"]),
            beside_the_programs=warm_up,
        )
        greet = partial(self._greet, demo=not options["no_demo"])
        try:
            run(clone, steps, greet=greet, say=Terminal(sys.stdout).say)
        except KNOWN_TROUBLES as error:
            raise CommandError(str(error)) from error

    def _migrate(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        keep_roles()

    def _fill(self, *, demo: bool) -> None:
        # Settings may have found another network of this clone, which was just stopping.
        neo4j = embedded_engines(settings.VAR, env.ENVIRON).neo4j
        if neo4j is not None:
            driver.configure(neo4j.url)
        try:
            require_ours()
            call_command("install_graph", stdout=io.StringIO())
            if why := reunite(Silence()):
                self.stdout.write(f"Rebuilt the graph from PostgreSQL: {why}.")
        except ForeignGraph as error:
            raise StartFailed(
                f"{error.message} (In a clone: manage.py with_engines {TAKE_OVER})"
            ) from error
        if demo:
            call_command("load_demo", if_empty=True)
        # From here on we only watch.
        connections.close_all()
        driver.close()

    def _greet(self, engines: Engines, *, demo: bool) -> str:
        return banner(
            engines,
            env.ENVIRON,
            var=settings.VAR,
            demo_user=settings.PLAYGROUND_DEMO_USER if demo else "",
            demo_password=settings.PLAYGROUND_DEMO_PASSWORD,
        )
