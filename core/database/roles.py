"""PostgreSQL's roles beside the owner of the tables: one that serves, and one that only reads.

An attacker who makes a server of ours send PostgreSQL a statement can do with it what the role of
that server may. The owner, as whom `migrate_stores` connects, may change the schema, and where it
is a superuser it reads files and runs programs on PostgreSQL's machine. The serving role reads and
writes rows; the reading role reads those that hold no secret. SERVE_DATABASE_URL and
READ_DATABASE_URL name both; they are made, and given what a new table needs, with each migration.
Source: OWASP, "Database Security Cheat Sheet", permissions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import environ
from django.conf import settings
from django.db import ProgrammingError, connection
from django.db.backends.utils import CursorWrapper
from django.db.transaction import atomic
from psycopg2.extensions import encrypt_password

# Names and passwords come by settings of the transaction, as no statement is made from strings.
_SAY: LiteralString = """
    SELECT set_config('social_graph.role', %s, true), set_config('social_graph.password', %s, true)
"""
_MAKE: LiteralString = """
DO $$
DECLARE
    role text := current_setting('social_graph.role');
    password text := current_setting('social_graph.password');
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
        BEGIN
            EXECUTE format('CREATE ROLE %I', role);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- another process has just made it
        END;
    END IF;
    BEGIN
        EXECUTE format('ALTER ROLE %I LOGIN', role);
        IF password <> '' THEN
            EXECUTE format('ALTER ROLE %I PASSWORD %L', role, password);
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        NULL;  -- somebody else has made it, and keeps its password
    END;
END $$
"""
# What it may do by itself, by its memberships, or as the owner of something.
_TOO_MUCH: LiteralString = """
    SELECT CASE
        WHEN rolsuper THEN 'is a superuser'
        WHEN rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
            THEN 'may create roles or databases, replicate, or bypass policies'
        WHEN pg_has_role(rolname, current_user, 'MEMBER') THEN 'is a member of the owner''s role'
        WHEN EXISTS (
            SELECT FROM pg_roles power
            WHERE power.rolname IN ('pg_read_server_files', 'pg_write_server_files',
                                    'pg_execute_server_program', 'pg_write_all_data')
              AND pg_has_role(role.rolname, power.oid, 'MEMBER'))
            THEN 'may read or write files, run programs, or write everything'
        WHEN EXISTS (
            SELECT FROM pg_class
            WHERE relowner = role.oid AND relnamespace = 'public'::regnamespace)
            THEN 'owns tables'
    END
    FROM pg_roles role WHERE rolname = %s
"""
_FOR_ALL: LiteralString = """
DO $$
BEGIN
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'only the owner of the database can take these from PUBLIC';
END $$
"""
_CONNECT: LiteralString = """
DO $$
DECLARE
    role text := current_setting('social_graph.role');
BEGIN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role);
END $$
"""
# By default privileges too: a restore makes every table again.
_SERVE: LiteralString = """
DO $$
DECLARE
    role text := current_setting('social_graph.role');
BEGIN
    EXECUTE format(
        'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', role);
    EXECUTE format('GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', role);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM %I', role);
    -- The log of moderation is written, and never changed.
    EXECUTE format('REVOKE UPDATE, DELETE ON core_moderationact FROM %I', role);
    EXECUTE format(
        'ALTER DEFAULT PRIVILEGES IN SCHEMA public
         GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', role);
    EXECUTE format(
        'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, USAGE ON SEQUENCES TO %I', role);
END $$
"""
_READ: LiteralString = """
DO $$
DECLARE
    role text := current_setting('social_graph.role');
BEGIN
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA public TO %I', role);
    EXECUTE format('REVOKE SELECT ON core_user, core_refreshtoken, core_apitoken,
        core_totp, core_recoverycode, core_challenge,
        core_webhook, django_session, procrastinate_jobs, core_case, core_report, core_decision,
        core_appeal, core_moderationact FROM %I', role);
    EXECUTE format('GRANT SELECT (%s) ON core_user TO %I',
        (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
         WHERE attrelid = 'core_user'::regclass AND attnum > 0 AND NOT attisdropped
           AND attname NOT IN ('password', 'email', 'token_version')),
        role);
    BEGIN
        EXECUTE format('ALTER ROLE %I SET default_transaction_read_only = on', role);
    EXCEPTION WHEN insufficient_privilege THEN
        NULL;  -- somebody else has made it; it may write nothing anyway
    END;
END $$
"""


class RoleRefused(Exception):
    """A role that a URL names cannot be made, or may do more than it needs."""


def keep_roles() -> list[str]:
    """Make the roles that the settings name, with their rights; return their names.

    Connects as the owner of the tables, which exist; harmless when repeated. Raises RoleRefused;
    nothing has changed then. Cost: a lock of each table for a moment.
    """
    kept = []
    with atomic(), connection.cursor() as cursor:
        if url := settings.SERVE_DATABASE_URL:
            with _named(url, "SERVE_DATABASE_URL", cursor) as name:
                cursor.execute(_SERVE)
            kept.append(name)
        if url := settings.READ_DATABASE_URL:
            with _named(url, "READ_DATABASE_URL", cursor) as name:
                cursor.execute(_READ)
            kept.append(name)
    return kept


@contextmanager
def _named(url: str, setting: str, cursor: CursorWrapper) -> Iterator[str]:
    """Make the role that a URL names; its rights are given in this block. Yields its name."""
    login = environ.Env.db_url_config(url)
    name, password = str(login["USER"]), str(login["PASSWORD"])
    if not name:
        raise RoleRefused(f"{setting} names no role.")
    try:
        cursor.execute(_SAY, [name, password and _verifier(name, password)])
        cursor.execute(_MAKE)
        cursor.execute(_TOO_MUCH, [name])
        if (found := cursor.fetchone()) and found[0]:
            raise RoleRefused(f"The role {name}, which {setting} names, {found[0]}.")
        cursor.execute(_FOR_ALL)
        cursor.execute(_CONNECT)
        yield name
    except ProgrammingError as error:
        raise RoleRefused(
            f"The role {name}, which {setting} names, cannot be made: {error}. Create it, or let "
            "the role of DATABASE_URL create roles."
        ) from error


def _verifier(name: str, password: str) -> str:
    """Return what PostgreSQL stores of the password, so that no log can have the password."""
    connection.ensure_connection()
    verifier: str = encrypt_password(
        password, name, scope=connection.connection, algorithm="scram-sha-256"
    )
    return verifier
