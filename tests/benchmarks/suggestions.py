"""`make bench-suggestions FILES="…"`: how well suggestions find follows that were hidden.

Of each edge list the newest tenth is hidden, or a random one where there are no dates; the rest is
imported into a Neo4j of its own by the product's importer, weights are fitted there, and the
service is asked. Without FILES a network with dates is made by a seed.
"""

import csv
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from rich.console import Console
from rich.table import Table

from core.dev.engines.workspace import AlreadyRunning

from . import suggestions_network
from .network import Network
from .servers import VAR, Bench, begin_load, prepared

if TYPE_CHECKING:
    from core.suggestions.learning.figures import Figures
    from core.suggestions.learning.follows import Follow
    from core.suggestions.learning.hiding import Hidden
    from graph.traversals.suggestions import Model

ASKED = 300
NEWCOMERS = 100
PROFILED = 40
LIMIT = 50
SERVED = 10


@dataclass
class Answers:
    """Lists by one way, and what they took."""

    lists: list[tuple[Sequence[int], set[int]]]
    milliseconds: list[float]


def read(path: Path) -> "list[Follow]":
    """Return the follows of an edge list, people numbered; times are 0 where there are none."""
    from django.utils import timezone

    from core.importers.edge_lists.edges import read_edges
    from core.importers.edge_lists.options import EdgeListOptions
    from core.importers.edge_lists.shape import inspect
    from core.importers.run import Run
    from core.suggestions.learning.follows import Follow

    asked, options = Run("bench", skip_bad_lines=True), EdgeListOptions()
    shape = inspect(asked, path, options)
    if shape is None:
        sys.exit(f"{path} contains no edges.")
    numbers: dict[str, int] = {}
    found: dict[tuple[int, int], int] = {}
    is_mutual = bool(shape.mutual_by) or "--mutual" in sys.argv
    for edge in read_edges(asked, path, shape, options, timezone.now()):
        one = numbers.setdefault(edge.follower, len(numbers) + 1)
        other = numbers.setdefault(edge.followee, len(numbers) + 1)
        since = int(edge.since.timestamp() * 1000) if edge.since else 0
        found.setdefault((one, other), since)
        if is_mutual or edge.is_mutual:
            found.setdefault((other, one), since)
    return [Follow(one, other, since) for (one, other), since in found.items()]


def load(bench: Bench, kept: "Sequence[Follow]") -> dict[int, int]:
    """Import the follows into new stores; return the uid of each number."""
    from django.core.management import call_command

    from core.importers.models import ImportRecord
    from core.importers.network import import_network
    from graph import schema

    for engine in (bench.neo4j, bench.postgres):
        engine.stop()
    begin_load(bench)
    bench.postgres.start()
    call_command("migrate", verbosity=0, interactive=False)
    bench.neo4j.start()
    schema.install()
    path = bench.folder / "kept.csv"
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        dated = any(follow.since for follow in kept)
        lines.writerow(("follower", "followee", *(("since",) if dated else ())))
        for one, other, since in kept:
            at = datetime.fromtimestamp(since / 1000, UTC).isoformat()
            lines.writerow((one, other, *((at,) if dated else ())))
    import_network(path, source="bench")
    rows = ImportRecord.objects.filter(source="bench", kind="user")
    return {int(key): uid for key, uid in rows.values_list("key", "object_id")}


def ask(rank: Callable[[int], Sequence[int]], viewers: Sequence[int], hidden: "Hidden") -> Answers:
    """Ask for the list of each viewer."""
    answers = Answers([], [])
    for viewer in viewers:
        began = time.perf_counter()
        found = rank(viewer)
        answers.milliseconds.append((time.perf_counter() - began) * 1000)
        answers.lists.append((found, hidden.targets[viewer]))
    return answers


def touched(viewers: Sequence[int], model: "Model") -> list[int]:
    """Return how many edges the statement reads for each of these uids, by its profile."""
    from graph.connection.driver import driver
    from graph.traversals.suggestions import CAPS
    from graph.traversals.suggestions.read import parameters
    from graph.traversals.suggestions.statement import SUGGESTIONS

    def edges(plan: dict[str, Any]) -> int:
        name = plan["operatorType"]
        own = plan["rows"] if "Expand" in name or "RelationshipIndex" in name else 0
        return own + sum(edges(child) for child in plan.get("children", ()))

    found = []
    with driver().session() as session:
        for viewer in viewers:
            asked = session.run("PROFILE " + SUGGESTIONS, parameters(viewer, 10, model, CAPS))
            found.append(edges(asked.consume().profile or {"operatorType": ""}))
    return found


def measure_file(path: Path, bench: Bench, console: Console) -> None:
    """Print the table of one network."""
    from core.suggestions.current import current_model, forget
    from core.suggestions.fitting import fit_suggestions
    from core.suggestions.learning.figures import figures
    from core.suggestions.learning.hiding import hide
    from core.suggestions.learning.learn import TooFewFollowsError
    from graph.connection.warmup import warm_up
    from graph.traversals.suggestions import DEFAULT, suggestions

    from .suggestions_offline import Offline

    hidden = hide(read(path), seed=7)
    console.print(f"\n{path.name}: {len(hidden.kept):,} follows, a tenth hidden by {hidden.by}.")
    uid_of = load(bench, hidden.kept)
    number_of = {uid: number for number, uid in uid_of.items()}
    forget()
    try:
        console.print(fit_suggestions()[1])
    except TooFewFollowsError as error:
        console.print(str(error))
    in_use = current_model()

    def served(model: "Model", viewer: int) -> list[int]:
        return [
            number_of[each.uid] for each in suggestions(uid_of[viewer], limit=LIMIT, model=model)
        ]

    chance = random.Random(11)
    everyone = sorted(hidden.targets)
    viewers = chance.sample(everyone, min(ASKED, len(everyone)))
    warm_up()
    for viewer in viewers[:20]:
        served(in_use, viewer)
    offline = Offline(list(hidden.kept))
    ways: dict[str, Callable[[int], Sequence[int]]] = {
        "service": partial(served, in_use),
        "service, default weights": partial(served, DEFAULT),
        **offline.rankings(),
    }
    table = Table("", "MRR", "recall@10", "nDCG@10", "ms: median, 95 %")
    for name, rank in ways.items():
        answers = ask(rank, viewers, hidden)
        table.add_row(name, *_row(figures(answers.lists)), _times(answers.milliseconds))
    console.print(table)
    found = {uid for viewer in viewers for uid in served(in_use, viewer)[:SERVED]}
    follows: dict[int, int] = {}
    for follow in hidden.kept:
        follows[follow.follower] = follows.get(follow.follower, 0) + 1
    newcomers = sorted(number for number, count in follows.items() if count == 1)
    newcomers = chance.sample(newcomers, min(NEWCOMERS, len(newcomers)))
    full = sum(len(served(in_use, each)) >= SERVED for each in newcomers)
    most = sorted(follows, key=lambda number: -follows[number])[: PROFILED // 2]
    edges = touched([uid_of[each] for each in (*viewers[: PROFILED // 2], *most)], in_use)
    console.print(
        f"Coverage: {len(found) / len(uid_of):.0%} of the users are in one of the first {SERVED}. "
        f"{full} of {len(newcomers)} users with one follow get {SERVED}. "
        f"Edges touched: median {statistics.median(edges):,.0f}, most {max(edges):,}."
    )


def _row(found: "Figures") -> tuple[str, str, str]:
    return f"{found.mrr:.3f}", f"{found.recall:.3f}", f"{found.ndcg:.3f}"


def _times(milliseconds: Sequence[float]) -> str:
    ordered = sorted(milliseconds)
    return f"{statistics.median(ordered):.1f}, {ordered[int(len(ordered) * 0.95)]:.1f}"


def main() -> None:
    """Measure every file that is named."""
    paths = [Path(each) for each in sys.argv[1:] if not each.startswith("--")]
    if not paths:
        made = VAR / "bench-suggestions" / "made.csv"
        made.parent.mkdir(parents=True, exist_ok=True)
        suggestions_network.write(made)
        paths = [made]
    missing = [path for path in paths if not path.exists()]
    if missing:
        sys.exit(f"There is no file {missing[0]}.")
    console = Console(width=110)
    try:
        with prepared("bench-suggestions", Network()) as bench:
            django.setup()
            for path in paths:
                measure_file(path, bench, console)
    except AlreadyRunning as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
