"""`manage.py fit_suggestions`: learns the weights of suggestions from the network's own follows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.suggestions.fitting import fit_suggestions, revert
from core.suggestions.learning.learn import TooFewFollowsError
from graph.errors import GraphUnavailable


class Command(BaseCommand):
    """Exit code 0 also when the present weights stay."""

    help = (
        "Hide part of the network's follows, learn the weights of suggestions from them, and use "
        "these if they beat the default on follows hidden later. Running servers take them within "
        "a minute."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--revert", action="store_true", help="Go back to the weights used before."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Print the figures, store nothing."
        )
        parser.add_argument("--seed", type=int, default=1, help="Of what is hidden (1).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures and what is in use now. Raises CommandError."""
        if options["revert"]:
            self.stdout.write(revert())
            return
        try:
            learned, sentence = fit_suggestions(
                seed=options["seed"], dry_run=options["dry_run"], say=self.stdout.write
            )
        except TooFewFollowsError as error:
            raise CommandError(str(error)) from error
        except GraphUnavailable as error:
            raise CommandError("Neo4j is unavailable.") from error
        for name, found in (("default", learned.default), ("learned", learned.figures)):
            self.stdout.write(
                f"{name}: MRR {found.mrr:.3f}, recall@10 {found.recall:.3f}, "
                f"nDCG@10 {found.ndcg:.3f} of {found.lists} lists"
            )
        self.stdout.write(sentence)
