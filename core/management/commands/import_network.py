"""`manage.py import_network PATH`: import a network from files."""

from argparse import ArgumentParser, BooleanOptionalAction
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.importers import EdgeListOptions, ImportFailed, Report, import_network
from core.journal.models import JournalEntry
from core.management.bars import Bars
from core.management.troubles import refuse_foreign_graph
from core.relay.relay import drain
from graph.errors import GraphUnavailable


class Command(BaseCommand):
    """Import a folder or file; idempotent."""

    help = (
        "Import a network: an LDBC SNB folder, or an edge list (one follow a line; columns by "
        "name, else follower first). Running it again adds only what is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--mutual",
            action=BooleanOptionalAction,
            help="Add each edge in both directions (default: as the file says).",
        )
        parser.add_argument(
            "--skip-bad-lines",
            action="store_true",
            help="Skip and count malformed lines instead of stopping.",
        )
        parser.add_argument(
            "--source",
            default="",
            help="Name of the network (default: the name of the file or folder).",
        )
        parser.add_argument("--encoding", default="", help="Of an edge list that is not UTF-8.")
        for end in ("follower", "followee"):
            parser.add_argument(
                f"--{end}-column",
                default="",
                metavar="COLUMN",
                help=f"Column of the {end}: its name, or its number from 1.",
            )
        parser.add_argument(
            "--time-column",
            default="",
            metavar="COLUMN",
            help="Column of the time of the follow, or none. Seconds, milliseconds or ISO 8601.",
        )
        parser.add_argument(
            "--clamp-future-dates",
            action="store_true",
            help="Take a time in the future for the present instead of stopping.",
        )
        parser.add_argument(
            "--followed-by",
            default="",
            metavar="NAME",
            help="The file lists people, and NAME follows all of them.",
        )
        parser.add_argument(
            "--following",
            default="",
            metavar="NAME",
            help="The file lists people, and all of them follow NAME.",
        )
        parser.add_argument(
            "--first-line",
            choices=["edge", "header", "skip"],
            default="",
            help="What the first line is, where that is not clear.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import with a progress bar, then apply what an earlier run left. Raises CommandError."""
        refuse_foreign_graph()
        with Bars() as bar:
            try:
                report = import_network(
                    options["path"],
                    source=options["source"],
                    skip_bad_lines=options["skip_bad_lines"],
                    encoding=options["encoding"],
                    options=EdgeListOptions(
                        **{field.name: options[field.name] for field in fields(EdgeListOptions)}
                    ),
                    progress=bar,
                )
            except ImportFailed as error:
                raise CommandError(str(error)) from error
        self._finish_graph()
        for sentence in _sentences(report):
            self.stdout.write(sentence)

    def _finish_graph(self) -> None:
        try:
            drain()
        except GraphUnavailable:
            left = JournalEntry.objects.waiting().count()
            self.stderr.write(f"Neo4j is unavailable; the relay will apply {left:,} changes.")


def _sentences(report: Report) -> list[str]:
    made, there = report.made, report.there
    kinds = {kind: count for kind, count in made.items() if kind != "replies"}
    sentences = [f"Made {_listed(kinds) or 'nothing new'}."]
    if made["replies"]:
        sentences.append(f"Of the comments, {made['replies']:,} are replies to comments.")
    sentences += report.notes
    if known := _listed(there):
        sentences.append(f"Already here: {known}.")
    if left_out := _listed(report.left_out):
        sentences.append(f"Left out: {left_out}.")
    if report.files_left_out:
        sentences.append(f"Files not read: {', '.join(report.files_left_out)}.")
    if report.bad_lines_count:
        sentences.append(f"Skipped {report.bad_lines_count:,} bad lines, the first of them:")
        sentences += [f"  {line}" for line in report.bad_lines]
    return sentences


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
