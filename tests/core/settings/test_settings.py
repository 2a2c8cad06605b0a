"""Production refuses to start on an insecure value, and says which."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.programs import run

GOOD = {
    "DJANGO_SETTINGS_MODULE": "core.settings.production",
    "SECRET_KEY": "k3y-of-sixty-characters-that-nobody-would-ever-guess-1234567",
    "ALLOWED_HOSTS": "social.example.com",
    "DATABASE_URL": "postgres://social:secret@db.example.com/social",
    "NEO4J_URL": "neo4j://neo4j:secret@graph.example.com:7687",
    "DEBUG": "false",
}


def check(**changes: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` with these values instead of good ones."""
    environ = {name: value for name, value in os.environ.items() if name not in GOOD}
    return run(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        environ={**environ, **GOOD, **changes},
    )


def test_good_values_start_without_a_warning() -> None:
    keys = f"{GOOD['SECRET_KEY']}-2\n{GOOD['SECRET_KEY']}-1\n"
    for more in (
        {},
        {"CORS_ALLOWED_ORIGINS": "https://app.example.com", "ACCESS_TOKEN_KEYS": keys},
    ):
        result = check(**more)
        assert result.returncode == 0, result.stderr
        assert "no issues" in result.stdout


def test_a_rate_that_is_none_is_refused() -> None:
    result = check(RATE_POSTS="many")
    assert result.returncode == 1
    assert "Refusing to start: RATE_POSTS is 'many'; it can be 'off', or" in result.stderr


def test_cors_takes_no_star() -> None:
    assert "corsheaders.E013" in check(CORS_ALLOWED_ORIGINS="*").stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEBUG": "true"}, "DEBUG must be off."),
        ({"SECRET_KEY": ""}, "SECRET_KEY must be a random text of at least 50 characters."),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY must be a random text of at least 50 characters."),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the hosts that are served, without '*'."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts that are served, without '*'."),
        (
            {"ACCESS_TOKEN_KEYS": f"{GOOD['SECRET_KEY']}-2,short"},
            "Each of ACCESS_TOKEN_KEYS must be a random text of at least 50 characters, and not "
            "the SECRET_KEY.",
        ),
        (
            {"ACCESS_TOKEN_KEYS": GOOD["SECRET_KEY"]},
            "Each of ACCESS_TOKEN_KEYS must be a random text of at least 50 characters, and not "
            "the SECRET_KEY.",
        ),
        ({"DATABASE_URL": ""}, "DATABASE_URL must name a PostgreSQL database."),
        ({"NEO4J_URL": ""}, "NEO4J_URL must name a Neo4j server."),
    ],
)
def test_an_insecure_value_is_named(change: dict[str, str], sentence: str) -> None:
    result = check(**change)
    assert result.returncode == 1
    assert result.stderr.endswith(f"Refusing to start:\n- {sentence}\n")


def test_all_of_them_are_named_at_once() -> None:
    result = check(SECRET_KEY="", ALLOWED_HOSTS="", DEBUG="true")
    assert result.stderr.count("\n- ") == 3


SECRETS = ("SECRET_KEY", "DATABASE_URL", "NEO4J_URL")


def test_secrets_are_read_from_the_files_that_are_named(tmp_path: Path) -> None:
    files = {}
    for name in SECRETS:
        file = tmp_path / name.lower()
        file.write_text(f"{GOOD[name]}\n")
        files[f"{name}_FILE"] = str(file)
    # The file wins, so a left-over variable cannot make a rotated secret go unused.
    program = """
from django.conf import settings
database = settings.DATABASES["default"]
print(repr((settings.SECRET_KEY, database["HOST"], database["NAME"], settings.NEO4J_URL)))
"""
    result = run("-c", program, environ={**os.environ, **GOOD, "SECRET_KEY": "x" * 60, **files})
    assert result.stderr == ""
    expected = (GOOD["SECRET_KEY"], "db.example.com", "social", GOOD["NEO4J_URL"])
    assert result.stdout == f"{expected!r}\n"


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_whose_file_cannot_be_read_is_refused(name: str, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    result = check(**{f"{name}_FILE": str(missing)})
    assert result.returncode == 1
    assert result.stderr.endswith(
        f"Refusing to start: {name}_FILE names {missing}, which cannot be read "
        "(No such file or directory).\n"
    )


def test_a_secret_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff" * 60)
    result = check(SECRET_KEY_FILE=str(file))
    assert result.returncode == 1
    assert result.stderr.endswith(
        f"Refusing to start: SECRET_KEY_FILE names {file}, which cannot be read (not UTF-8 text).\n"
    )


def test_an_empty_secret_file_is_as_good_as_none(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("\n")
    result = check(DATABASE_URL_FILE=str(file))
    assert result.stderr.endswith(
        "Refusing to start:\n- DATABASE_URL must name a PostgreSQL database.\n"
    )


def test_pictures_go_to_s3_where_a_bucket_is_named() -> None:
    program = """
from django.core.files.storage import default_storage as storage
address = storage.url("posts/ab/c.jpg")
print(type(storage._wrapped).__name__, storage.bucket_name, address)
"""
    result = run(
        "-c",
        program,
        environ={
            **os.environ,
            **GOOD,
            "S3_BUCKET": "pictures",
            "S3_REGION": "eu-central-1",
            "S3_PUBLIC_DOMAIN": "pictures.example.com",
        },
    )
    assert result.stderr == ""
    assert result.stdout == "S3Storage pictures https://pictures.example.com/posts/ab/c.jpg\n"


@pytest.mark.parametrize(
    ("value", "place"), [("", "var"), ("other", "other"), ("/srv/x", "/srv/x")]
)
def test_the_data_lie_where_var_says(value: str, place: str) -> None:
    program = "from core.settings.base import MEDIA_ROOT, ROOT, VAR; print(ROOT, VAR, MEDIA_ROOT)"
    environ = {name: text for name, text in os.environ.items() if name != "MEDIA_ROOT"}
    result = run("-c", program, environ={**environ, "VAR": value})
    root, var, media = map(Path, result.stdout.split())
    assert (var, media) == (root / place, root / place / "media")


def test_every_replica_is_named_and_its_lag_is_bounded() -> None:
    program = """
from django.conf import settings
print([(alias, each["HOST"]) for alias, each in settings.DATABASES.items()])
print(settings.DATABASE_REPLICA_MAX_LAG)
"""
    first, second = (f"postgres://social:secret@replica-{n}.example.com/social" for n in (1, 2))
    changes = {"DATABASE_REPLICA_URLS": f"{first},{second}", "DATABASE_REPLICA_MAX_LAG": "9999"}
    result = run("-c", program, environ={**os.environ, **GOOD, **changes})
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "[('default', 'db.example.com'), ('replica1', 'replica-1.example.com'), "
        "('replica2', 'replica-2.example.com')]",
        "300.0",
    ]
    assert check(**changes).returncode == 0
