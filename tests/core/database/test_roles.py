"""What the roles of PostgreSQL may do, tried as those roles."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import pytest
from django.conf import LazySettings
from django.db import connection
from psycopg2 import errors, extensions

from core.accounts.sessions import start_session
from core.database.roles import RoleRefused, keep_roles
from tests.engines import READ_DATABASE_URL, SERVE_DATABASE_URL, as_role
from tests.factories import make_user
from tests.roles import make_roles

pytestmark = pytest.mark.usefixtures("roles")


@pytest.fixture
def roles(stores: None) -> None:
    """Both roles with their rights: a test that restored a backup has made the tables again."""
    assert make_roles() == ["social_serve", "social_read"]


@contextmanager
def signed_in(url: str) -> Iterator[extensions.cursor]:
    """A session of this role, each of whose statements is a transaction."""
    session = psycopg2.connect(url)
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            yield cursor
    finally:
        session.close()


FORBIDDEN = (
    "CREATE TABLE mine (id int)",
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE mine",
    "CREATE DATABASE mine",
    "DROP TABLE core_user",
    "TRUNCATE core_user CASCADE",
    "ALTER TABLE core_user ADD COLUMN mine int",
    "ALTER TABLE core_user DISABLE TRIGGER ALL",
    "CREATE INDEX mine ON core_user (id)",
    "CREATE RULE mine AS ON SELECT TO core_user DO INSTEAD NOTHING",
    "ALTER ROLE social_serve SUPERUSER",
    "ALTER ROLE social_serve CREATEDB",
    "ALTER ROLE {owner} PASSWORD 'mine'",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "SET session_replication_role = replica",
    "ALTER SYSTEM SET log_statement = 'all'",
    "COPY core_user TO PROGRAM 'id'",
    "COPY core_user FROM PROGRAM 'id'",
    "COPY core_user TO '/tmp/mine'",
    "COPY core_user FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_read_binary_file('base/1/1259')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_reload_conf()",
    "SELECT pg_create_physical_replication_slot('mine')",
    "SELECT rolpassword FROM pg_authid",
    "UPDATE django_migrations SET name = 'mine'",
    "DELETE FROM django_migrations",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('core', 'mine', now())",
    "UPDATE pg_class SET relowner = 0",
)


def is_refused(cursor: extensions.cursor, statement: str) -> bool:
    """Whether PostgreSQL refuses this for want of a right."""
    try:
        cursor.execute(statement)
    except errors.InsufficientPrivilege:
        return True
    return False


@pytest.mark.parametrize("url", [SERVE_DATABASE_URL, READ_DATABASE_URL], ids=["serve", "read"])
def test_neither_role_changes_the_schema_or_reaches_the_machine(url: str) -> None:
    make_user("ada")
    allowed = []
    with signed_in(url) as cursor:
        for statement in FORBIDDEN:
            cursor.execute("SET default_transaction_read_only = off")
            if not is_refused(cursor, statement.replace("{owner}", owners())):
                allowed.append(statement)
    assert allowed == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(username) FROM core_user")
        assert cursor.fetchone() == (1, "ada")


def test_the_serving_role_reads_and_writes_every_table() -> None:
    with signed_in(SERVE_DATABASE_URL) as cursor:
        cursor.execute(
            """
            SELECT relname, has_table_privilege(oid, 'SELECT'),
                   has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')
                       AND has_table_privilege(oid, 'DELETE'),
                   has_table_privilege(oid, 'TRUNCATE, REFERENCES, TRIGGER')
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            """
        )
        found = {name: rights for name, *rights in cursor.fetchall()}
    assert found.pop("django_migrations") == [True, False, False]
    assert found.pop("core_moderationact") == [True, False, False]
    assert {tuple(rights) for rights in found.values()} == {(True, True, False)}
    assert {"core_user", "core_journalentry", "procrastinate_jobs", "django_session"} <= set(found)


def test_the_reading_role_writes_nothing_and_reads_no_secret() -> None:
    start_session(make_user("ada"))
    with signed_in(READ_DATABASE_URL) as cursor:
        cursor.execute("SELECT username FROM core_user")
        assert cursor.fetchall() == [("ada",)]
        cursor.execute("SHOW default_transaction_read_only")
        assert cursor.fetchall() == [("on",)]
        cursor.execute("SET default_transaction_read_only = off")
        for statement in (
            "UPDATE core_user SET username = 'eve'",
            "DELETE FROM core_user",
            "INSERT INTO core_post (content) VALUES ('mine')",
            "SELECT nextval('core_user_id_seq')",
            "SELECT id FROM core_user FOR UPDATE",
            "SELECT * FROM core_user",
            "SELECT password FROM core_user",
            "SELECT email FROM core_user",
            "SELECT digest FROM core_refreshtoken",
            "SELECT digest FROM core_apitoken",
            "SELECT text FROM core_report",
            "SELECT url FROM core_webhook",
            "SELECT secret FROM core_totp",
            "SELECT session_data FROM django_session",
            "SELECT args FROM procrastinate_jobs",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                cursor.execute(statement)
        cursor.execute(
            """
            SELECT count(*) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
              AND has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
            """
        )
        assert cursor.fetchall() == [(0,)]


def test_a_table_that_is_made_later_is_served_at_once() -> None:
    with connection.cursor() as owner:
        owner.execute("CREATE TABLE later (id bigint GENERATED ALWAYS AS IDENTITY, text text)")
        try:
            with signed_in(SERVE_DATABASE_URL) as cursor:
                cursor.execute("INSERT INTO later (text) VALUES ('a') RETURNING id")
                assert cursor.fetchall() == [(1,)]
        finally:
            owner.execute("DROP TABLE later")


def owners() -> str:
    return str(connection.settings_dict["USER"])


@pytest.mark.parametrize(
    ("prepare", "may"),
    [
        ("CREATE ROLE social_other SUPERUSER", "is a superuser"),
        (
            "CREATE ROLE social_other CREATEROLE",
            "may create roles or databases, replicate, or bypass policies",
        ),
        (
            "CREATE ROLE social_other IN ROLE pg_execute_server_program",
            "may read or write files, run programs, or write everything",
        ),
    ],
)
def test_a_role_that_may_too_much_is_refused(
    prepare: str, may: str, settings: LazySettings
) -> None:
    settings.SERVE_DATABASE_URL = as_role("social_other", SERVE_DATABASE_URL)
    with connection.cursor() as owner:
        owner.execute(prepare)
        try:
            with pytest.raises(RoleRefused) as refusal:
                keep_roles()
            assert str(refusal.value) == (
                f"The role social_other, which SERVE_DATABASE_URL names, {may}."
            )
            owner.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'social_other'")
            assert owner.fetchone() == (False,)
        finally:
            owner.execute("DROP ROLE social_other")


def test_the_owner_does_not_serve(settings: LazySettings) -> None:
    settings.SERVE_DATABASE_URL = as_role(owners(), SERVE_DATABASE_URL)
    with pytest.raises(RoleRefused, match="is a superuser"):
        keep_roles()


def test_without_settings_there_are_no_roles(settings: LazySettings) -> None:
    assert keep_roles() == []
    settings.SERVE_DATABASE_URL = SERVE_DATABASE_URL
    assert keep_roles() == keep_roles() == ["social_serve"]
