"""What is said when everything serves."""

from pathlib import Path

from core.dev.engines.banner import banner
from core.dev.engines.workspace import embedded_engines


def test_the_block_names_every_address_and_its_password(tmp_path: Path) -> None:
    environ = {"PORT": "8100", "NEO4J_HTTP_PORT": "7500", "NEO4J_BOLT_PORT": "7700"}
    engines = embedded_engines(tmp_path, environ)
    assert engines.neo4j is not None
    block = banner(engines, environ, var=tmp_path, demo_user="ada", demo_password="secret")
    lines = [line.strip() for line in block.splitlines()]
    assert "Start page     http://localhost:8100/" in lines
    assert "Playground     http://localhost:8100/graphql/" in lines
    assert "Admin          http://localhost:8100/admin/" in lines
    assert "Docs           http://localhost:8100/docs/" in lines
    assert "Requests       http://localhost:8100/dev/requests/" in lines
    assert "Sign in as     ada, password secret" in lines
    assert "Neo4j Browser  http://localhost:8100/dev/graph/" in lines
    password = engines.neo4j.password
    connect = f"connect to   bolt://localhost:7700, user neo4j, password {password}"
    assert connect in lines
    assert f"PostgreSQL     embedded, data in {tmp_path / 'postgres'}" in lines
    assert f"Neo4j          embedded, data in {tmp_path / 'neo4j'}" in lines
    assert f"Logs are in {tmp_path}. Ctrl-C stops everything." in lines


def test_servers_elsewhere_are_named_without_their_passwords(tmp_path: Path) -> None:
    environ = {
        "DATABASE_URL": "postgres://me:secret@db.example:5432/social",
        "NEO4J_URL": "neo4j://neo4j:secret@graph.example:7687",
    }
    engines = embedded_engines(tmp_path, environ)
    block = banner(engines, environ, var=tmp_path, demo_user="", demo_password="")
    assert "postgres://db.example:5432/social (DATABASE_URL)" in block
    assert "neo4j://graph.example:7687 (NEO4J_URL)" in block
    assert "secret" not in block
    assert "Browser" not in block
    assert "Sign in" not in block
