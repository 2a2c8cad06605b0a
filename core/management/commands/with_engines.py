"""Run another command with the engines up, and stop what had to be started for it."""

import io
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from core.dev.engines.workspace import engines_running
from core.journal.pairing import foreign
from core.settings.base import env
from graph.connection import driver

from .run import KNOWN_TROUBLES


class Command(BaseCommand):
    """`manage.py with_engines COMMAND …`."""

    help = "Run a command with the engines up; they are stopped afterwards if this started them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Everything after the command's name is its own."""
        parser.add_argument("command", help="another command of manage.py")
        parser.add_argument("arguments", nargs=REMAINDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the engines and their tables up, then run the command."""
        try:
            with engines_running(settings.VAR, env.ENVIRON) as running:
                if running.engines.neo4j is not None:
                    driver.configure(running.engines.neo4j.url)
                if running.started:
                    call_command("migrate", verbosity=0, interactive=False)
                    # What may be another installation's is left to the command, which says so.
                    if foreign(patiently=True) is None:
                        call_command("install_graph", stdout=io.StringIO())
                call_command(options["command"], *options["arguments"])
        except KNOWN_TROUBLES as error:
            raise CommandError(str(error)) from error
