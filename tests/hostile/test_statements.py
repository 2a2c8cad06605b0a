"""No SQL and no Cypher is put together from strings; and the checks see what they are for."""

from pathlib import Path

import pytest

from . import cypher_texts, literal_texts
from .statement_texts import HANDED_ON, Finding, findings, findings_in

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("api", "core", "graph")


def test_no_statement_is_built() -> None:
    assert findings_in(ROOT, "api", "core") == []


PLANTED = """
from typing import Any, LiteralString

from neo4j import Query, Session

from graph.connection import client

LABELS: dict[str, LiteralString] = {label: f"(:{label})" for label in ("User", "Post")}


def sound(label: LiteralString) -> None:
    client.read(f"MATCH {label} RETURN 1")
    client.write("MATCH {} RETURN 1".format(LABELS["User"]))


def built(session: Session, uid: int, name: str, unknown: Any, row: dict[str, Any]) -> None:
    client.read(f"MATCH (u:User {{uid: {uid}}}) RETURN u")
    client.read_one("MATCH (u:User {uid: %s}) RETURN u" % uid)
    client.read_long("MATCH (u:User {uid: {}}) RETURN u".format(uid))
    client.write("MATCH (u) WHERE u.username = " + name)
    client.write("".join(["MATCH ", name]))
    session.run(name)
    Query(name)
    client.read(f"RETURN {unknown}")
    client.write("RETURN {}".format(unknown))
    client.write(unknown)
    client.write(row["text"])
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with texts that are built."""
    file = tmp_path_factory.mktemp("planted") / "planted.py"
    file.write_text(PLANTED)
    return file


@pytest.fixture(scope="module")
def not_literal(planted: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """What is found in the graph room and in what is planted beside it."""
    scratch = tmp_path_factory.mktemp("pyright")
    return literal_texts.findings(scratch, ROOT / "graph", planted.parent)


def test_every_cypher_is_a_literal(planted: Path, not_literal: list[Finding]) -> None:
    assert [each for each in not_literal if each.file != str(planted)] == []


def test_no_cypher_runs_by_neomodel_which_takes_any_text() -> None:
    for file, text in cypher_texts.sources(ROOT, "graph"):
        assert "cypher_query" not in text, file


def test_planted_cypher_that_is_no_literal_is_found(
    planted: Path, not_literal: list[Finding]
) -> None:
    lines = PLANTED.splitlines()
    first = lines.index(next(line for line in lines if line.startswith("def built"))) + 2

    found = [each.line for each in not_literal if each.file == str(planted)]

    assert found == list(range(first, first + 11))


def test_those_who_hand_a_statement_on_are_there() -> None:
    for file, function in HANDED_ON:
        assert f"def {function}(" in (ROOT / file).read_text()


@pytest.mark.parametrize(
    "planted",
    [
        'cursor.execute(f"SELECT * FROM core_user WHERE id = {uid}")',
        'cursor.execute("SELECT * FROM core_user WHERE id = %s" % uid)',
        'cursor.execute("SELECT * FROM core_user WHERE id = {}".format(uid))',
        'cursor.execute("SELECT * FROM core_user WHERE id = " + uid)',
        "cursor.execute(uid)",
        'cursor.execute("".join(["SELECT ", uid]))',
        "User.objects.raw(uid)",
        'User.objects.raw(f"SELECT {uid}")',
        "User.objects.extra(where=[uid])",
        "User.objects.annotate(x=RawSQL(uid, []))",
        'sql = f"SELECT {uid}"\n    cursor.execute(sql)',
        'sql = "SELECT 1"\n    sql += uid\n    cursor.execute(sql)',
        "for sql in uid:\n        cursor.execute(sql)",
        'for sql in ("SELECT 1", uid):\n        cursor.execute(sql)',
        'cursor.execute("SELECT 1" if uid else uid)',
        'client.read(f"MATCH (u:User {{uid: {uid}}}) RETURN u")',
        'client.read_one("MATCH (u:User {uid: %s}) RETURN u" % uid)',
        "client.write(uid)",
        "session.run(uid)",
        "Query(uid)",
        "db.cypher_query(uid)",
        'query = "MATCH (u) WHERE u.uid = " + str(uid)',
        'query = f"MATCH (u) WHERE u.uid = {uid} RETURN u"',
        'cursor.execute(uid.format("core_user"))',
        "cursor.execute(SQL(uid).format(Identifier('x')))",
        "cursor.execute(TEXTS.get(uid))",
        "cursor.execute(ASKED)",
    ],
)
def test_what_is_planted_is_found(planted: str) -> None:
    text = (
        'TEXTS = {"a": "SELECT 1"}\nASKED = " ".join(f"SELECT {input()}" for text in TEXTS)\n'
        f"def look(uid):\n    {planted}\n"
    )

    assert findings("planted.py", text) != []


@pytest.mark.parametrize(
    "sound",
    [
        'cursor.execute("SELECT %s", [uid])',
        "cursor.execute(_ONE, [uid])",
        "cursor.execute(_ONE if uid else _TWO)",
        "cursor.execute(statements.NEWEST, [uid])",
        "cursor.execute(_EACH, [uid])",
        'for sql in ("SELECT 1", _TWO):\n        cursor.execute(sql)',
        'sql = "SELECT 1"\n    cursor.execute(sql)',
        'client.read("MATCH (u:User {uid: $uid}) RETURN u", uid=uid)',
        "cursor.execute(SQL('TRUNCATE {}').format(Identifier(uid)))",
        'message = f"With {uid} of them."',
    ],
)
def test_what_is_sound_is_not_found(sound: str) -> None:
    text = (
        "from core import statements\nfrom graph.edges import EDGES\n"
        '_EACH = " UNION ALL ".join(f"SELECT {edge.number}" for edge in EDGES)\n'
        '_ONE = "SELECT %s"\n_TWO = (_ONE + " LIMIT {n}").format(n=1)\n'
        f"def look(uid):\n    {sound}\n"
    )

    assert findings("sound.py", text) == []


def test_a_name_of_the_top_level_that_is_bound_to_a_call_is_no_constant() -> None:
    text = "SQL = input()\ndef look():\n    cursor.execute(SQL)\n"

    assert [each.what for each in findings("planted.py", text)] == [
        "cursor.execute runs a statement that is built"
    ]


def test_no_cypher_reads_files_or_walks_without_end() -> None:
    seen = 0
    for file, text in cypher_texts.sources(ROOT, *ROOMS):
        assert cypher_texts.findings(file, text) == []
        seen += sum(1 for _ in cypher_texts.cypher_in(text))
    assert seen > 40


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        ("LOAD CSV FROM $url AS row RETURN row", "LOAD CSV reads files and addresses"),
        ("MATCH (a)-[*]->(b) RETURN b", "a path of any length"),
        ("MATCH (a)-[:FOLLOWS*]->(b) RETURN b", "a path of any length"),
        ("MATCH (a)-[r:FOLLOWS*2..]->(b) RETURN b", "a path of any length"),
        ("MATCH (a)-[:FOLLOWS *..]-(b) RETURN b", "a path of any length"),
        ("MATCH (a)-[:FOLLOWS]->+(b) RETURN b", "a pattern repeated without an end"),
        ("MATCH (a)-[:FOLLOWS]->*(b) RETURN b", "a pattern repeated without an end"),
        ("MATCH (a) ((x)-->(y))+ (b) RETURN b", "a pattern repeated without an end"),
        ("MATCH (a)-[:FOLLOWS]->{1,}(b) RETURN b", "a pattern repeated without an end"),
        ("MATCH p = shortestPath((a)-[*]-(b)) RETURN p", "a shortest path of any length"),
        ("MATCH p = SHORTEST 1 (a)--+(b) RETURN p", "a shortest path of any length"),
        ("CALL apoc.cypher.run($q, {}) YIELD value RETURN value", "apoc or another"),
        ("CALL gds.run.cypher($q) YIELD value RETURN value", "apoc or another"),
    ],
)
def test_planted_cypher_is_found(planted: str, what: str) -> None:
    found = cypher_texts.findings("planted.py", f"QUERY = {planted!r}")

    assert any(each.what.startswith(what) for each in found)


def test_planted_cypher_is_found_in_a_text_that_is_made_for_each_edge() -> None:
    text = 'QUERIES = [f"MATCH (a)-[:{edge.name}]->(b) MATCH (b)-[:{edge.name}*]->(c)"]'

    assert [each.what for each in cypher_texts.findings("planted.py", text)] == [
        "a path of any length"
    ]


@pytest.mark.parametrize(
    "sound",
    [
        "MATCH (a)-[:FOLLOWS*1..3]->(b) RETURN b",
        "MATCH (a)-[:FOLLOWS*2]->(b) RETURN b",
        "MATCH (a)-[:FOLLOWS]->{1,3}(b) RETURN b",
        "MATCH (a) RETURN 20 * size(a.x) + COUNT { (a)-->() } AS n ORDER BY n * $d",
        "MATCH p = shortestPath((a)-[*..4]-(b)) RETURN p",
    ],
)
def test_sound_cypher_is_not_found(sound: str) -> None:
    assert cypher_texts.findings("sound.py", f"QUERY = {sound!r}") == []
