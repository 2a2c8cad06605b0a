"""The servers' addresses, known before anything runs."""

import json
import threading
from pathlib import Path

import environ
import pytest
from psycopg2.extensions import parse_dsn

from core.dev.engines import addresses
from core.dev.engines.workspace import only_one


def test_ports_have_defaults_and_move_by_their_variables() -> None:
    assert addresses.port("PORT", {}) == 8000
    assert addresses.port("NEO4J_HTTP_PORT", {"NEO4J_HTTP_PORT": ""}) == 7474
    assert addresses.port("NEO4J_BOLT_PORT", {"NEO4J_BOLT_PORT": "7999"}) == 7999


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "٨٠"])
def test_a_port_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="PORT must be a port number between 1 and 65535"):
        addresses.port("PORT", {"PORT": text})


def test_the_socket_lies_beside_the_data() -> None:
    assert addresses.socket_folder(Path("/srv/var/postgres")) == Path("/srv/var/postgres-socket")


def test_a_clone_too_deep_for_a_socket_gets_a_folder_of_its_own_elsewhere() -> None:
    deep = Path("/srv") / ("x" * 80) / "var"
    folder = addresses.socket_folder(deep / "postgres")
    assert not folder.is_relative_to(deep)
    assert len(str(folder / addresses.SOCKET_NAME)) <= 103
    assert folder == addresses.socket_folder(deep / "postgres")
    assert folder != addresses.socket_folder(deep / "other" / "postgres")


def test_a_comma_in_the_path_does_not_split_the_list_of_socket_folders() -> None:
    folder = addresses.socket_folder(Path("/srv/a,b/var/postgres"))
    assert "," not in str(folder)


def test_libpq_and_django_read_the_same_database_url() -> None:
    url = addresses.database_url(Path("/srv/my clone/var/postgres"))
    socket = "/srv/my clone/var/postgres-socket"
    assert parse_dsn(url) == {"user": "postgres", "dbname": "social", "host": socket}
    config = environ.Env.db_url_config(url)
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["NAME"], config["USER"], config["OPTIONS"]) == (
        "social",
        "postgres",
        {"host": socket},
    )


def test_the_neo4j_url_holds_port_and_quoted_password() -> None:
    assert addresses.neo4j_url(7999, "a/b@c") == "bolt://neo4j:a%2Fb%40c@127.0.0.1:7999"


def test_the_password_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    url = addresses.embedded_neo4j_url(tmp_path, {})
    password = addresses.neo4j_password(tmp_path / "neo4j")
    assert len(password) == 16
    assert url == f"bolt://neo4j:{password}@127.0.0.1:7687"
    assert (tmp_path / "neo4j" / "password").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "neo4j").iterdir()] == ["password"]


def test_concurrent_first_calls_get_the_same_password(tmp_path: Path) -> None:
    start, found = threading.Barrier(8), set[str]()

    def ask() -> None:
        start.wait()
        found.add(addresses.neo4j_password(tmp_path))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


PORTS = {"PORT": "8100", "NEO4J_HTTP_PORT": "7500", "NEO4J_BOLT_PORT": "7700"}


def test_a_running_network_is_found_whatever_the_environment_names(tmp_path: Path) -> None:
    own = PORTS | {"NEO4J_URL": "bolt://neo4j:x@elsewhere:7687"}
    with only_one(tmp_path), addresses.recorded(tmp_path, own):
        found = addresses.running_environment(tmp_path, {"NEO4J_BOLT_PORT": "7999"})
        assert found == own | {"DATABASE_URL": ""}
        given = addresses.running_environment(tmp_path, {"NEO4J_URL": "bolt://given"})
        assert given["NEO4J_URL"] == "bolt://given"
        assert addresses.record_file(tmp_path).stat().st_mode & 0o077 == 0
    assert not addresses.record_file(tmp_path).exists()
    assert addresses.running_environment(tmp_path, PORTS) == PORTS | dict.fromkeys(
        addresses.URLS, ""
    )


@pytest.mark.parametrize("left", ["", "{", "[]", '{"PORT": "1"}', '{"PORT": 8100}'])
def test_a_record_that_is_cut_off_counts_for_nothing(tmp_path: Path, left: str) -> None:
    with only_one(tmp_path):
        addresses.record_file(tmp_path).write_text(left)
        assert addresses.running_environment(tmp_path, PORTS)["NEO4J_BOLT_PORT"] == "7700"


def test_a_record_without_its_process_counts_for_nothing(tmp_path: Path) -> None:
    record = {**PORTS, "DATABASE_URL": "", "NEO4J_URL": "", "pid": 1}
    addresses.record_file(tmp_path).write_text(json.dumps(record))
    assert not addresses.is_running(tmp_path)
    assert addresses.running_environment(tmp_path, {})["NEO4J_BOLT_PORT"] == ""
    addresses.lock_file(tmp_path).write_text("1\n")
    assert not addresses.is_running(tmp_path)
