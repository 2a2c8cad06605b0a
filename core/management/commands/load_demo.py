"""`manage.py load_demo`: people, posts and pictures to look at."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.dev.demo.fill import NotEmpty, fill, is_empty
from core.dev.demo.network import build_demo
from core.dev.demo.records import DemoNetwork
from core.journal.models import JournalEntry
from core.management.bars import Bars
from core.moderation.reset import clear_network
from core.relay.relay import drain
from graph.connection import client
from graph.errors import GraphUnavailable

OCCUPIED = "Somebody has joined already; `load_demo --reset` throws everything away first."


class Command(BaseCommand):
    """Fill an empty network with the demo."""

    help = "Fill an empty network with the demo: about 300 people and what they post."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do with a network that is not empty."""
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--if-empty", action="store_true", help="Do nothing when somebody has joined."
        )
        choice.add_argument(
            "--reset", action="store_true", help="Throw away everybody and everything first."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, with progress bars; then say what is there."""
        if not options["reset"] and not is_empty():
            if options["if_empty"]:
                return
            raise CommandError(OCCUPIED)
        if not settings.PLAYGROUND_DEMO_PASSWORD:
            raise CommandError(
                "These settings have no demo: everybody in it has the same, known password."
            )
        if not client.answers():
            raise CommandError("Neo4j does not answer; nothing was changed.")
        network = build_demo(timezone.now())
        if options["reset"]:
            clear_network()
        try:
            with Bars() as bars:
                fill(network, password=settings.PLAYGROUND_DEMO_PASSWORD, progress=bars)
        except NotEmpty as error:
            raise CommandError(OCCUPIED) from error
        except GraphUnavailable as error:
            raise CommandError("Neo4j stopped answering; nothing was loaded.") from error
        self._finish_graph()
        self.stdout.write(_sentence(network))

    def _finish_graph(self) -> None:
        """Bring to Neo4j what it could not take at once, if it can now."""
        try:
            drain()
        except GraphUnavailable:
            left = JournalEntry.objects.waiting().count()
            self.stderr.write(f"Neo4j does not answer; the relay will bring it {left:,} changes.")


def _sentence(network: DemoNetwork) -> str:
    pictures = sum(len(post.images) for post in network.posts)
    return (
        f"The demo: {len(network.people):,} people, {len(network.follows):,} follows, "
        f"{len(network.posts):,} posts with {pictures:,} pictures, "
        f"{len(network.comments):,} comments and {len(network.likes):,} likes."
    )
