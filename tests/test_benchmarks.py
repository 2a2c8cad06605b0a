"""What the benchmarks compute: percentiles, processor times, statements, ratios."""

from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.baseline import WORSE, read_stored, worse
from tests.benchmarks.cpu import Stat, parse_stat, read_stats, tree_ticks
from tests.benchmarks.network import Network, Size
from tests.benchmarks.percentiles import Percentiles, percentiles
from tests.benchmarks.statement_log import Statements, count
from tests.benchmarks.viewers import by_degree

# As proc(5) has it: utime, stime, cutime and cstime are 14th to 17th.
STAT = "4242 (a (name) ) S 17 4242 4242 0 -1 4194304 1 2 3 4 {} 20 0 9 0 100 200 300\n"
LOG = """\
2026-11-30 12:00:00.000 UTC [1] LOG:  statement: BEGIN
2026-11-30 12:00:00.001 UTC [1] LOG:  statement:
\tSELECT id FROM core_post WHERE content = ' LOG:  statement: SELECT 1'
2026-11-30 12:00:00.002 UTC [2] LOG:  execute <unnamed>: SELECT $1
2026-11-30 12:00:00.002 UTC [2] DETAIL:  Parameters: $1 = '7'
2026-11-30 12:00:00.003 UTC [1] LOG:  statement: commit
2026-11-30 12:00:00.004 UTC [3] LOG:  checkpoint starting: time
"""


def test_percentiles_are_nearest_ranks() -> None:
    assert percentiles([7.0]) == Percentiles(7.0, 7.0, 7.0)
    assert percentiles(list(range(100, 0, -1))) == Percentiles(50, 95, 99)
    assert percentiles(range(1, 11)) == Percentiles(5, 10, 10)
    with pytest.raises(ValueError, match=r"^There are no values\.$"):
        percentiles([])


def test_a_process_has_the_time_of_children_that_ended() -> None:
    assert parse_stat(STAT.format("10 5 3 2")) == Stat(parent=17, ticks=20)


def test_a_tree_has_the_time_of_all_descendants() -> None:
    stats = {1: Stat(0, 1000), 7: Stat(1, 1), 8: Stat(7, 10), 9: Stat(8, 100), 10: Stat(1, 5)}

    assert tree_ticks(stats, 7) == 111
    assert tree_ticks(stats, 11) == 0


def test_processes_are_read_from_a_folder(tmp_path: Path) -> None:
    for name, text in (("4242", STAT.format("1 2 3 4")), ("self", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "stat").write_text(text)
    (tmp_path / "43").mkdir()

    assert read_stats(tmp_path) == {4242: Stat(17, 10)}


def test_statements_are_counted_by_the_lines_that_begin_them() -> None:
    assert count(LOG) == Statements(sql=4, control=2)


def test_viewers_have_the_nearest_degree() -> None:
    degrees = np.array([3, 19, 200, 21, 20, 900])

    assert by_degree(degrees, 20) == [5, 2, 4]
    assert by_degree(degrees, 2_600) == [6]


def test_a_ratio_is_worse_beyond_its_bound() -> None:
    stored = {"p50 of x": 1.0, "CPU of x": 2.0, "requests a second": 1.0, "CPU of y": 1.0}
    found = {"p50 of x": 1.99, "CPU of x": 3.1, "requests a second": 0.1, "CPU of new": 9.0}

    assert worse(found, stored) == [
        "CPU of x: 3.10, 2.00 before, at most 3.00.",
        "CPU of y: not measured, 1.00 before.",
    ]


def test_every_stored_ratio_has_a_bound() -> None:
    assert {name.split()[0] for name in read_stored()} == WORSE.keys()


def test_a_crowd_follows_the_star_and_likes_their_first_post() -> None:
    network = Network(Size(people=300, follows=4_000, posts=900, likes=2_000, comments=10))
    follower, followee, _ = network.follows

    assert len(set(zip(follower.tolist(), followee.tolist(), strict=True))) == 4_000
    assert not (follower == followee).any()
    assert network.in_degrees[network.star - 1] == 299
    liker, post, _ = network.likes
    assert len(set(zip(liker.tolist(), post.tolist(), strict=True))) == 2_000
    assert (post == network.star_post).sum() == 300
    assert network.posts.author[network.posts.pid == network.star_post].tolist() == [network.star]
