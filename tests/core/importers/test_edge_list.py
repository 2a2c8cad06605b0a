"""Edge lists in every dress, and what is said about broken ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection

from core.accounts.models import User
from core.follows.services import unfollow
from core.importers import network
from core.importers.edge_lists import load
from core.importers.lines import MAX_LINE_LENGTH
from core.importers.models import ImportRecord
from core.journal.models import JournalEntry
from graph.connection import client
from tests.graph_state import edges_with_properties
from tests.hostile.fuzzing import FULL

from .running import SHARED, documents, graph_counts, run_import

pytestmark = pytest.mark.usefixtures("stores")

NOTHING = {
    "users": 0, "posts": 0, "comments": 0, "replies": 0, "records": 0, "entries": 0,
    "unapplied": 0,
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Makes a file of these bytes."""

    def make(content: str | bytes, name: str = "Tiny Net.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def follows() -> list[tuple[str, str]]:
    """Who follows whom, by the names of the graph."""
    found = client.read(
        "MATCH (a:User)-[:FOLLOWS]->(b:User) RETURN a.username AS a, b.username AS b ORDER BY a, b"
    )
    return [(record["a"].removeprefix("tiny-net-"), record["b"].removeprefix("tiny-net-"))
            for record in found]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "1,2\n2,3\n",
        "1\t2\n2\t3",
        "1 2\n2   3\n",
        "id_1,id_2\n1,2\n2,3\n",
        "source,target\n1,2\n2,3\n",
        "# a comment\n% another\n\n1 2\n  # a third\n2 3\n\n",
        "\ufeffid_1,id_2\r\n1,2\r\n2,3\r\n",
        '"1","2"\n"2","3"\n',
        "1, 2\n2 ,3\n",
    ],
)
def test_separators_comments_headers_and_line_ends(
    write: Callable[..., Path], content: str
) -> None:
    assert run_import(write(content)) == ["Made 3 people, 2 follows."]
    assert follows() == [("1", "2"), ("2", "3")]
    assert set(User.objects.values_list("username", "email")) == {
        (f"tiny-net-{n}", f"tiny-net-{n}@tiny-net.invalid") for n in (1, 2, 3)
    }


def test_ids_may_be_names(write: Callable[..., Path]) -> None:
    run_import(write("From,To\nada,bob\nbob,Zoë K.\n"))
    assert follows() == [("ada", "bob"), ("bob", "Zo--K.-e42b64aa")]


def test_names_of_people_become_display_names(write: Callable[..., Path]) -> None:
    run_import(write('"Smith, Alice",José\nJosé,Zoë K.\n'))
    assert set(User.objects.values_list("display_name", flat=True)) == {
        "Smith, Alice", "José", "Zoë K.",
    }  # fmt: skip


def test_names_beside_ids_become_display_names(write: Callable[..., Path]) -> None:
    run_import(
        write("source_id,source_name,target_id,target_name\n1,Ada,2,\n2,Bob B.,3,did:plc:x\n")
    )
    assert dict(User.objects.values_list("username", "display_name")) == {
        "tiny-net-1": "Ada", "tiny-net-2": "Bob B.", "tiny-net-3": "",
    }  # fmt: skip


def test_a_time_becomes_since_in_both_stores(write: Callable[..., Path]) -> None:
    run_import(write("target,source,created_at\n1,2,2020-01-01T00:00:00.250Z\n1,3,1577836801\n"))
    since = 1_577_836_800_250
    assert [
        (record["a"], record["since"])
        for record in client.read(
            "MATCH (a:User)-[f:FOLLOWS]->(:User {username: 'tiny-net-1'}) "
            "RETURN a.username AS a, f.since AS since ORDER BY a"
        )
    ] == [("tiny-net-2", since), ("tiny-net-3", since + 750)]
    assert {at.year for at in JournalEntry.objects.values_list("at", flat=True)} == {2020}
    assert {at.year for at in User.objects.values_list("date_joined", flat=True)} == {2020}


def test_an_undirected_file_is_two_follows_a_line(write: Callable[..., Path]) -> None:
    path = write("% sym unweighted\n1 2\n2 3\n")
    assert run_import(path) == [
        "Made 3 people, 4 follows.",
        "Each line was read as two follows, as the file says (“% sym unweighted”); "
        "--no-mutual takes them as one.",
    ]
    assert follows() == [("1", "2"), ("2", "1"), ("2", "3"), ("3", "2")]
    assert run_import(path, source="other", mutual=False) == ["Made 3 people, 2 follows."]


def test_a_count_above_the_edges_is_said(write: Callable[..., Path]) -> None:
    assert run_import(write("4039\n1 2\n2 3\n"), skip_bad_lines=True) == [
        "Made 3 people, 2 follows.",
        "Tiny Net.csv, line 1 (4039) was read as a count.",
    ]


def test_a_list_of_one_person_needs_that_person(write: Callable[..., Path]) -> None:
    path = write("Account address,Show boosts\nbob@a.org,true\ncyd@b.org,false\n", "following.csv")
    with pytest.raises(CommandError, match="--followed-by NAME"):
        run_import(path)
    assert documents() == NOTHING
    run_import(path, followed_by="ada@c.org")
    assert graph_counts() == {"User": 3, "FOLLOWS": 2}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("Tiny Net.txt.gz", "tiny-net"),
        ("out.moreno_health", "out-moreno-health"),
        ("a.b.csv", "a-b"),
    ],
)
def test_a_network_is_called_like_its_file(
    write: Callable[..., Path], name: str, source: str
) -> None:
    run_import(write("1 2\n", name))
    assert {record.source for record in ImportRecord.objects.all()} == {source}


def test_options_of_edge_lists_are_checked(write: Callable[..., Path], tmp_path: Path) -> None:
    path = write("1 2\n")
    for options, message in [
        ({"encoding": "latin-15x"}, "There is no encoding latin-15x"),
        ({"followed_by": "a", "following": "b"}, "either --followed-by or --following"),
        ({"follower_column": "5"}, "There is no column 5; the columns are 1, 2."),
        ({"follower_column": "2"}, "Name both columns"),
    ]:
        with pytest.raises(CommandError, match=message):
            run_import(path, **options)
    with pytest.raises(CommandError, match="options are for edge lists"):
        run_import(tmp_path, time_column="3")
    assert documents() == NOTHING


def test_mutual_adds_the_other_direction(write: Callable[..., Path]) -> None:
    path = write("1 2\n2 1\n2 3\n")
    assert run_import(path, mutual=True) == [
        "Made 3 people, 4 follows.",
        "Already here: 2 follows.",
    ]
    assert follows() == [("1", "2"), ("2", "1"), ("2", "3"), ("3", "2")]


def test_loops_are_left_out_and_a_line_twice_is_one_edge(write: Callable[..., Path]) -> None:
    assert run_import(write("1 2\n3 3\n1 2\n2 2\n")) == [
        "Made 2 people, 1 follows.",
        "Already here: 1 follows.",
        "Left out: 2 edges from someone to themselves.",
    ]
    assert documents() == NOTHING | {"users": 2, "records": 2, "entries": 3}


def test_further_columns_are_left_out_and_said(write: Callable[..., Path]) -> None:
    assert run_import(write("1,2,0.5,10\n2,3,0.7,11\n")) == [
        "Made 3 people, 2 follows.",
        "Left out: 2 further columns.",
    ]


def test_a_second_run_changes_nothing(write: Callable[..., Path]) -> None:
    path = write("1 2\n2 3\n")
    run_import(path)
    before = edges_with_properties()
    assert run_import(path) == ["Made nothing new.", "Already here: 2 follows."]
    assert documents() == NOTHING | {"users": 3, "records": 3, "entries": 5}
    assert edges_with_properties() == before


def test_a_second_run_does_not_overrule_an_unfollow(write: Callable[..., Path]) -> None:
    path = write("1 2\n2 3\n")
    run_import(path)
    one, two = User.objects.order_by("pk")[:2]
    unfollow(follower=one, followee=two.pk)
    assert run_import(path) == ["Made nothing new.", "Already here: 2 follows."]
    assert follows() == [("2", "3")]


def test_two_sources_are_two_networks(write: Callable[..., Path]) -> None:
    path = write("1 2\n")
    run_import(path)
    run_import(path, source="Other one")
    assert set(ImportRecord.objects.values_list("source", "key")) == {
        ("tiny-net", "1"), ("tiny-net", "2"), ("other-one", "1"), ("other-one", "2"),
    }  # fmt: skip
    assert graph_counts() == {"User": 4, "FOLLOWS": 2}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("1,2\n3\n", "Tiny Net.csv, line 2: an edge needs two ids."),
        ("7\n", "Tiny Net.csv, line 1: an edge needs two ids."),
        ("# x\n1,2\n3,4,5\n", "Tiny Net.csv, line 3: has 3 fields where the first edge has 2."),
        ("1,2\n3,\n", "Tiny Net.csv, line 2: an id is empty or cannot be printed."),
        ("1,2\n3,x\n",
         "Tiny Net.csv, line 2: x is not a number, as the ids of the first edge are."),
        (f"a,b\nc,{'d' * 101}\n",
         "Tiny Net.csv, line 2: an id has 101 characters; at most 100 are allowed."),
        (b"1,2\n3,\xff\n", "Tiny Net.csv, line 2: is not UTF-8 text; another encoding is named by "
         "--encoding."),
        (b"1,2\n" + b"9" * (MAX_LINE_LENGTH + 1) + b",5\n",
         "Tiny Net.csv, line 2: is longer than 1,000,000 bytes."),
    ],
)  # fmt: skip
def test_a_malformed_line_is_named_and_leaves_nothing(
    write: Callable[..., Path], content: str | bytes, message: str
) -> None:
    with pytest.raises(CommandError) as refused:
        run_import(write(content))
    assert str(refused.value) == message
    assert documents() == NOTHING
    assert graph_counts() == {}


def test_bad_lines_are_counted_where_they_are_to_be_skipped(write: Callable[..., Path]) -> None:
    content = b"1,2\nx\n" + b"9" * (MAX_LINE_LENGTH + 1) + b",5\n3,\xff\n2,y\n2,3\n"
    assert run_import(write(content), skip_bad_lines=True) == [
        "Made 3 people, 2 follows.",
        "Skipped 4 bad lines, the first of them:",
        "  Tiny Net.csv, line 2: an edge needs two ids.",
        "  Tiny Net.csv, line 3: is longer than 1,000,000 bytes.",
        "  Tiny Net.csv, line 4: is not UTF-8 text; another encoding is named by --encoding.",
    ]
    assert follows() == [("1", "2"), ("2", "3")]


def test_batches_before_a_malformed_line_stay(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "BATCH", 50)
    lines = [f"{n},{n + 1}" for n in range(101)]
    with pytest.raises(CommandError, match=r"Tiny Net\.csv, line 102: an edge needs two ids\."):
        run_import(write("\n".join([*lines, "broken"])))
    assert JournalEntry.objects.filter(kind="followed").count() == 100
    assert graph_counts() == {"User": 101, "FOLLOWS": 100}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "{path} is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "{path} is not a text file."),
        (b"# only\n# comments\n", "{path} contains no edges."),
    ],
)
def test_files_that_are_no_edge_list_are_refused(
    write: Callable[..., Path], content: bytes, message: str
) -> None:
    path = write(content)
    with pytest.raises(CommandError) as refused:
        run_import(path)
    assert str(refused.value) == message.format(path=path)
    assert documents() == NOTHING


def test_a_path_that_is_not_there_and_a_name_of_nothing(write: Callable[..., Path]) -> None:
    with pytest.raises(CommandError, match="There is no file or folder nowhere"):
        run_import(Path("nowhere"))
    with pytest.raises(CommandError, match="needs a name with a letter or a digit"):
        run_import(write("1 2\n", "---.txt"))


def test_a_network_is_imported_by_one_at_a_time(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "_LOCK_WAIT", "50ms")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('import:tiny-net', 0))")
        with pytest.raises(CommandError, match="tiny-net is being imported by another process"):
            run_import(write("1 2\n"))
    other.close()
    assert documents() == NOTHING
    assert run_import(write("1 2\n")) == ["Made 2 people, 1 follows."]


@pytest.mark.skipif(not SHARED.is_dir(), reason="shared/data is not beside the clone")
def test_a_real_network_has_exactly_its_counts_twice(write: Callable[..., Path]) -> None:
    people, follows = (7_624, 55_612) if FULL else (2_841, 8_000)
    path = SHARED / "lastfm-asia.csv"
    if not FULL:
        path = write("".join(path.read_text().splitlines(keepends=True)[:4_001]))
    made = f"Made {people:,} people, {follows:,} follows."
    assert run_import(path, mutual=True) == [made]
    expected = NOTHING | {"users": people, "records": people, "entries": people + follows}
    in_graph = {"User": people, "FOLLOWS": follows}
    assert (documents(), graph_counts()) == (expected, in_graph)
    again = ["Made nothing new.", f"Already here: {follows:,} follows."]
    assert run_import(path, mutual=True) == again
    assert (documents(), graph_counts()) == (expected, in_graph)
