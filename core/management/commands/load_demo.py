"""`manage.py load_demo`: load the demo network."""

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
from core.management.troubles import graph_trouble, refuse_foreign_graph
from core.moderation.reset import clear_network
from core.relay.relay import drain
from graph.connection import client
from graph.errors import GraphUnavailable

OCCUPIED = "The network already has users; `load_demo --reset` deletes everything first."


class Command(BaseCommand):
    """Fill an empty network with the demo."""

    help = "Fill an empty network with the demo: about 300 users and their posts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--if-empty", action="store_true", help="Do nothing when the network has users."
        )
        choice.add_argument(
            "--reset", action="store_true", help="Delete all users and everything else first."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, with progress bars, then print what was loaded. Raises CommandError."""
        if not options["reset"] and not is_empty():
            if options["if_empty"]:
                return
            raise CommandError(OCCUPIED)
        if not settings.PLAYGROUND_DEMO_PASSWORD:
            raise CommandError(
                "These settings have no demo, as all its users have the same known password."
            )
        if not client.answers():
            raise CommandError("Neo4j is unavailable; nothing was changed.")
        refuse_foreign_graph("Neo4j is unavailable; nothing was changed.")
        network = build_demo(timezone.now())
        if options["reset"]:
            clear_network()
        try:
            with Bars() as bars:
                fill(network, password=settings.PLAYGROUND_DEMO_PASSWORD, progress=bars)
        except NotEmpty as error:
            raise CommandError(OCCUPIED) from error
        except GraphUnavailable as error:
            raise graph_trouble(error, "Neo4j became unavailable; nothing was loaded.") from error
        self._finish_graph()
        self.stdout.write(_sentence(network))

    def _finish_graph(self) -> None:
        """Apply the waiting journal entries, if Neo4j answers."""
        try:
            drain()
        except GraphUnavailable:
            left = JournalEntry.objects.waiting().count()
            self.stderr.write(f"Neo4j is unavailable; the relay will apply {left:,} changes.")


def _sentence(network: DemoNetwork) -> str:
    pictures = sum(len(post.images) for post in network.posts)
    return (
        f"The demo: {len(network.people):,} people, {len(network.follows):,} follows, "
        f"{len(network.posts):,} posts with {pictures:,} pictures, "
        f"{len(network.comments):,} comments and {len(network.likes):,} likes."
    )
