"""Edge lists as public collections and tools write them."""

import bz2
import gzip
import lzma
from pathlib import Path

import pytest

from core.importers import EdgeListOptions, ImportFailed
from core.importers.edge_lists.shape import inspect
from core.importers.run import Run

from .reading import pairs, read

LINES = [("1", "2"), ("2", "3")]
PEOPLE = [("ada", "bob"), ("bob", "cyd")]


@pytest.mark.parametrize(
    "content",
    [
        "1 2\n2 3\n", "1\t2\n2\t3\n", "1;2\n2;3\n", "1|2\n2|3\n", "1, 2\n2, 3\n",
        "  1   2\n 2 3 \n",
        "1,2,\n2,3,\n", "1;2;\n2;3;\n", "1,2\r2,3\r", "1,2\r\n2,3\r\n", "\n\n1,2\n\n2,3\n\n",
        "1 2 {}\n2 3 {}\n", "1 2 {'weight': 3, 'kind': 'x'}\n2 3 {'weight': 1}\n",
        "1,2,{}\n2,3,{}\n", "1 2 0.5\n2 3 1.5\n", "1,2,5\n2,3,7\n", "1;2;0,5\n2;3;1,5\n",
        "1.0,2.0\n2.0,3.0\n", "1 -> 2\n2 -> 3\n", "1->2\n2->3\n", "2 <- 1\n3 <- 2\n",
        "1 → 2\n2 → 3\n", "1 => 2\n2 => 3\n", "1 --> 2;\n2 --> 3;\n", "'1','2'\n'2','3'\n",
        "4039\n1 2\n2 3\n", "# c\n4039\n1 2\n2 3\n", "3 2\n1 2 1.0\n2 3 1.0\n", "3 3 2\n1 2\n2 3\n",
        "// c\n1 2\n2 3\n", "% asym unweighted\n% 2 3 3\n1 2\n2 3\n",
        "% asym positive\n1 2 4 1200000000\n2 3 1 1200000001\n",
        "%%MatrixMarket matrix coordinate pattern general\n%c\n3 3 2\n1 2\n2 3\n",
        "%%MatrixMarket matrix coordinate real general\n3 3 2\n1 2 1.5\n2 3 0.5\n",
        "# Directed graph (each unordered pair of nodes is saved once): Wiki-Vote.txt\n"
        "# Nodes: 3 Edges: 2\n# FromNodeId\tToNodeId\n1\t2\n2\t3\n",
        "1 2 1082040961\n2 3 1082155839\n", '"1" "2"\n"2" "3"\n', "1,2\n2,3\n,\n,,\n",
        "1 2 +1\n2 3 +1\n", "1,2,2024-01-01 10:00:00\n2,3,2024-01-02 10:00:00\n",
    ],
)  # fmt: skip
def test_two_edges(tmp_path: Path, content: str) -> None:
    assert pairs(read(tmp_path / "net", content)) == LINES


@pytest.mark.parametrize(
    ("content", "edges"),
    [
        ('"Smith, Alice","Jones, Bob"\n', [("Smith, Alice", "Jones, Bob")]),
        ('"Smith; Alice","Jones; Bob"\n', [("Smith; Alice", "Jones; Bob")]),
        ("'Smith, Alice','Jones, Bob'\n", [("Smith, Alice", "Jones, Bob")]),
        ('"Smith,\nAlice","Jones,\r\nBob"\nada,bob\n',
         [("Smith, Alice", "Jones, Bob"), ("ada", "bob")]),
        ('"Al ""Ace"" Smith",bob\n', [('Al "Ace" Smith', "bob")]),
        ('"Smith Alice" "Jones Bob"\n', [("Smith Alice", "Jones Bob")]),
        ('"Smith, Alice" -> "Jones, Bob"\n', [("Smith, Alice", "Jones, Bob")]),
        ("Alice Smith -> Bob Jones\n", [("Alice Smith", "Bob Jones")]),
        ("Smith, Alice\tJones, Bob\n", [("Smith, Alice", "Jones, Bob")]),
        ("Smith, Alice;Jones, Bob\n", [("Smith, Alice", "Jones, Bob")]),
        ("Ada Lovelace,Bob\nBob,Cyd\n", [("Ada Lovelace", "Bob"), ("Bob", "Cyd")]),
        ("Jose\u0301,bob\nJosé,cyd\n", [("José", "bob"), ("José", "cyd")]),
        ("-1 2\n", [("-1", "2")]),
        ("12345678901234567890,98765432109876543210\n",
         [("12345678901234567890", "98765432109876543210")]),
        ("1 2\n2 3.0\n", [("1", "2"), ("2", "3")]),
        ("ada bob 3\nbob cyd 4\n", PEOPLE),
        ("did:plc:aaa,did:plc:bbb\n", [("did:plc:aaa", "did:plc:bbb")]),
        ("ada@a.org,bob@b.org\n", [("ada@a.org", "bob@b.org")]),
        ("Alice (NYC),Bob\n", [("Alice (NYC)", "Bob")]),
        ("O'Brien,D'Arcy\n", [("O'Brien", "D'Arcy")]),
    ],
)  # fmt: skip
def test_ids_of_people(tmp_path: Path, content: str, edges: list[tuple[str, str]]) -> None:
    assert pairs(read(tmp_path / "net", content)) == edges


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_byte_order_marks(tmp_path: Path, encoding: str, end: str) -> None:
    content = f"source,target{end}Zoë,bob{end}bob,Ødegård{end}".encode(encoding)
    assert pairs(read(tmp_path / "net", content)) == [("Zoë", "bob"), ("bob", "Ødegård")]


def test_big_endian_marks_and_a_named_encoding(tmp_path: Path) -> None:
    path = tmp_path / "net"
    assert pairs(read(path, b"\xfe\xff" + "1,2\n".encode("utf-16-be"))) == [("1", "2")]
    latin = "Zoë,bob\n".encode("windows-1252")
    with pytest.raises(ImportFailed, match=r"net, line 1: is not UTF-8 text; .* --encoding"):
        read(path, latin)
    assert pairs(read(path, latin, run=Run("t", encoding="windows-1252"))) == [("Zoë", "bob")]
    plain = "1,2\n".encode("utf-16-le")
    with pytest.raises(ImportFailed, match="UTF-16 without a byte order mark"):
        read(path, plain)
    assert pairs(read(path, plain, run=Run("t", encoding="utf-16-le"))) == [("1", "2")]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files(tmp_path: Path, compress: object) -> None:
    assert callable(compress)
    path = tmp_path / "net"
    assert pairs(read(path, compress(b"1,2\n2,3\n"))) == LINES
    long = "".join(f"{n} {n + 1}\n" for n in range(100_000)).encode()
    packed = compress(long)
    assert len(read(path, packed)) == 100_000
    with pytest.raises(ImportFailed, match="is damaged: it cannot be decompressed"):
        read(path, packed[: len(packed) // 2])


@pytest.mark.parametrize(
    ("content", "mutual"),
    [
        ("% sym unweighted\n1 2\n", True),
        ("% asym unweighted\n1 2\n", False),
        ("# Undirected graph: x\n# FromNodeId ToNodeId\n1 2\n", True),
        ("# Directed graph (each unordered pair is saved once)\n1 2\n", False),
        ("%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n2 1\n", True),
    ],
)
def test_a_file_says_that_it_is_undirected(tmp_path: Path, content: str, mutual: bool) -> None:
    path = tmp_path / "net"
    path.write_text(content)
    shape = inspect(Run("t"), path, EdgeListOptions())
    assert shape is not None
    assert bool(shape.mutual_by) is mutual


def test_lines_that_are_mutual(tmp_path: Path) -> None:
    path = tmp_path / "net"
    content = "Source,Target,Type\n1,2,Directed\n2,3,Undirected\n3,4,mutual\n"
    assert [edge.is_mutual for edge in read(path, content)] == [False, True, True]
    assert [edge.is_mutual for edge in read(path, "a -- b\nb <-> c\nc -> d\n")] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ('{"nodes": [], "links": []}\n', "is JSON"),
        ('[{"source": 1, "target": 2}]\n', "is JSON"),
        ("window.YTD.following.part0 = [ {\n", "Twitter archive"),
        ('<?xml version="1.0"?>\n<graphml>\n', "GraphML"),
        ("<gexf>\n", "GEXF"),
        ("graph [\n  node [ id 1 ]\n", "GML"),
        ('Creator "x"\ngraph\n[\n', "GML"),
        ("graph\n[\n", "GML"),
        ("*Vertices 3\n1 \"a\"\n*Arcs\n1 2\n", "Pajek"),
        ("digraph G {\n a -> b;\n}\n", "DOT"),
        ("graph {\n a -- b\n}\n", "DOT"),
        ("dl n=3 format=edgelist1\n", "UCINET"),
        ("nodedef>name VARCHAR\n", "GDF"),
        ("INSERT INTO follows VALUES (1, 2);\n", "SQL"),
        ("c comment\np edge 3 2\ne 1 2\n", "DIMACS"),
        ("| source | target |\n|---|---|\n| 1 | 2 |\n", "Markdown"),
        ("<http://a> <http://knows> <http://b> .\n", "RDF"),
        ("alice follows bob\nbob follows cyd\n", "holds text"),
        ("alice,FOLLOWS,bob\n", "columns alice, FOLLOWS, bob"),
        ("1,FOLLOWS,2\n", "only one end of its edges holds numbers"),
        ("1,2,block\n", "column 3 holds text"),
        ("Smith, Alice, Jones, Bob\n", "holds text"),
        ("1,Alice\n2,Bob\n", "only one end of its edges holds numbers"),
        ("Friends,ada@a.org\nFriends,bob@b.org\n", "holds addresses"),
        (",ada,bob\nada,0,1\nbob,1,0\n", "numbers"),
        ("0,1,0\n1,0,1\n0,1,0\n", "looks like a matrix"),
        ("0 3 2\n3 0 1\n2 1 0\n", "looks like a matrix"),
        ("0,7,9\n1,7,8\n2,8,9\n3,9,7\n4,9,8\n", "numbers the lines"),
        ("% bip unweighted\n1 2\n", "is bipartite"),
        ("%%MatrixMarket matrix array real general\n2 2\n1\n", "another kind"),
        ("%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n2 1 1\n", "another kind"),
        ("%%MatrixMarket matrix coordinate pattern general\n2 3 1\n2 1\n", "2 rows and 3 columns"),
        ("%%MatrixMarket matrix coordinate pattern general\n2 1\n", "has its size here"),
        ("%%MatrixMarket matrix coordinate pattern general\n3 3 3\n1 2\n2 3\n",
         "has 2 entries where its size line says 3"),
        ("3 2\n1 2\n2 3\n", "may be an edge, or the size of a network of 3 people and 2 edges"),
        ("Source,Target,Type\n1,2,block\n", "its Type is block"),
        ("1: 2 3\n2: 3 4\n", ""), ("1: 2\n2: 3\n", ""), ("1,2 3\n2,3 4\n", ""),
        ("(1, 2)\n(2, 3)\n", "brackets"), ("ada,[bob]\n", "brackets"), ("a,b c)\n", "brackets"),
        ("1.5,2.5\n", ""), ("1.23457E+17,2\n3,4\n", ""), ("3,1.23457E+17\n", ""),
        ("12345678901234567890.0,2\n", "was rounded"),
        ("source,target\nNaN,bob\n", "missing value"),
        ("a -> b -> c\n", "holds text"), ("ada -> bob, cyd\n", ""), ("ada -> bob [weight=2]\n", ""),
        ("1 -> 2 5\n", ""), ("0 1 2\n1 2\n2\n", "has 2 fields where the first edge has 3"),
        ('"ada,bob\ncyd,dan\n', "a quote is not closed"),
        ('"ada"x,bob\n', "cannot be cut into fields"),
        ("source,target\nada,bob\nsource,target\n", "repeats the names of the columns"),
        ("ada\nbob\n", "an edge needs two ids"),
        ("source,target,weight\n1,2\n", "3 names"),
        ("a\u200bda,bob\n", "cannot be printed"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(tmp_path: Path, content: str, seen: str) -> None:
    with pytest.raises(ImportFailed) as refused:
        read(tmp_path / "net", content)
    assert seen in str(refused.value)


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b"PK\x03\x04abc", "a ZIP archive or a spreadsheet"),
        (b"PAR1abc", "a Parquet file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a text file"),
        (gzip.compress(b"\0" * 257 + b"ustar" + b"\0" * 250, mtime=0), "a tar archive"),
        (gzip.compress(b"", mtime=0), "is empty"),
    ],
)
def test_files_that_hold_no_text(tmp_path: Path, content: bytes, seen: str) -> None:
    with pytest.raises(ImportFailed) as refused:
        read(tmp_path / "net.csv", content)
    assert seen in str(refused.value)


def test_a_count_that_may_be_chance_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "net"
    assert pairs(read(path, "3 2\n1 2\n2 3\n", first_line="skip")) == LINES
    assert pairs(read(path, "3 2\n1 2\n2 3\n", first_line="edge")) == [("3", "2"), *LINES]
    big = "5 2000\n" + "".join(f"{n} {n + 1}\n" for n in range(2_000))
    with pytest.raises(ImportFailed, match="may be an edge, or the size"):
        read(path, big)
    assert len(read(path, f"{big}7 8\n")) == 2_002


def test_negative_weights_are_left_out(tmp_path: Path) -> None:
    run = Run("t")
    content = "# FromNodeId ToNodeId Sign\n1 2 -1\n1 3 1\n"
    assert pairs(read(tmp_path / "net", content, run=run)) == [("1", "3")]
    assert run.report.left_out == {"edges with a weight of zero or less": 1}


def test_bad_lines_are_skipped_and_counted(tmp_path: Path) -> None:
    run = Run("t", skip_bad_lines=True)
    content = '4039\n1 2\nx\n2 3\n"4 5\n6 seven\n'
    assert pairs(read(tmp_path / "net", content, run=run)) == LINES
    assert run.report.bad_lines_count == 3
    assert run.report.notes == []
