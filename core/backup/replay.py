"""Restoring a dump into the database in one transaction."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import IO
from uuid import UUID

from .errors import BackupFailed
from .manifest import Contents
from .programs import Programs, address, environment

CHUNK = 1 << 20
# Lines of pg_restore that a server of another version may refuse. Version 17 and later write the
# first; the second is a server's own record, which an older pg_dump takes for a setting.
REFUSED = re.compile(
    rb"SET transaction_timeout = 0;\n"
    rb"|ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_attver=\d+\);\n"
)
# Everything in the schema except objects of extensions; also tables newer than the dump.
CLEAR = """
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT set_config('transaction_timeout', '0', false)
    WHERE EXISTS (SELECT FROM pg_settings WHERE name = 'transaction_timeout');
DO $$
DECLARE
    commands text[];
    command text;
BEGIN
    SELECT array_agg(format('DROP %s IF EXISTS %s CASCADE', kind, name) ORDER BY place)
    INTO commands
    FROM (
        SELECT 1 AS place, oid, oid::regclass::text AS name,
            CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
        UNION ALL
        SELECT 2, oid, oid::regclass::text, 'SEQUENCE'
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
        UNION ALL
        SELECT 3, oid, oid::regprocedure::text, 'FUNCTION'
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
        UNION ALL
        SELECT 4, oid, oid::regtype::text, 'TYPE'
        FROM pg_type WHERE typnamespace = 'public'::regnamespace
            AND (typtype = 'e' OR EXISTS (
                SELECT FROM pg_class WHERE pg_class.oid = typrelid AND relkind = 'c'))
    ) AS object
    WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = object.oid AND deptype = 'e');
    FOREACH command IN ARRAY coalesce(commands, '{}') LOOP
        EXECUTE command;
    END LOOP;
END $$;
"""
# Exactly what the manifest counts, or nothing at all.
COMMIT = """
DO $$ BEGIN
    IF (SELECT count(*) FROM public.core_user) <> {people}
        OR (SELECT count(*) FROM public.core_post) <> {posts}
        OR (SELECT count(*) FROM public.core_comment) <> {comments}
        OR (SELECT count(*) FROM public.core_journalentry) <> {entries}
        OR (SELECT coalesce(max(id), 0) FROM public.core_journalentry) <> {last_entry}
    THEN
        RAISE EXCEPTION 'The rows are not those that the manifest counts.';
    END IF;
END $$;
SELECT setval('public.core_user_id_seq', {last_person})
    WHERE {last_person} > (SELECT last_value FROM public.core_user_id_seq);
{become}
COMMIT;
"""
# In the same transaction, so that a killed restore leaves no copy with the name of the original.
BECOME = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('public.core_storepair')
               AND attname = 'installation') THEN
        UPDATE public.core_storepair SET installation = {installation};
    END IF;
END $$;
"""


@dataclass(frozen=True, slots=True)
class Place:
    """The installation that a restored database is of; None: a new one."""

    installation: UUID | None


def replay(
    dump: IO[bytes],
    contents: Contents,
    *,
    programs: Programs,
    last_person: int,
    place: Place | None = None,
) -> None:
    """Replace the contents of the database by this dump. Raises BackupFailed; nothing changed then.

    Without a `place` it is of the installation that was dumped.

    pg_restore turns the dump into SQL for a psql whose transaction we begin and end: its own
    `--single-transaction` could not drop tables that the dump does not contain. A psql that
    never receives the COMMIT, because anything before it failed or died, rolls back.
    """
    commit = COMMIT.format(
        become="" if place is None else _becoming(place),
        last_person=last_person,
        people=contents.people,
        posts=contents.posts,
        comments=contents.comments,
        entries=contents.entries,
        last_entry=contents.last_entry,
    )
    with tempfile.TemporaryFile() as words:
        if _run(dump, commit, programs, words):
            words.seek(0)
            said = words.read().decode(errors="replace").strip()
            raise BackupFailed(f"PostgreSQL rejected the dump; nothing was changed: {said}")


def _becoming(place: Place) -> str:
    name = "gen_random_uuid()" if place.installation is None else f"'{place.installation}'"
    return BECOME.format(installation=name)


def _run(dump: IO[bytes], commit: str, programs: Programs, words: IO[bytes]) -> bool:
    """Return whether either program failed; `words` gets their error output."""
    psql = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
        programs.command(
            "psql", "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1",
            f"--dbname={address()}", "--file=-",
        ),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=words,
        env=environment(),
    )  # fmt: skip
    into = _input(psql)
    try:
        # The exit code reports a psql that ended.
        with suppress(BrokenPipeError):
            into.write(CLEAR.encode())
            into.flush()
        failed = _turn_into_sql(dump, into, programs, words)
        with suppress(BrokenPipeError):
            if not failed:
                into.write(commit.encode())
            into.close()
        return psql.wait() != 0 or failed
    finally:
        psql.kill()
        psql.wait()


def _turn_into_sql(dump: IO[bytes], into: IO[bytes], programs: Programs, words: IO[bytes]) -> bool:
    """Write the SQL of `dump` to psql; return whether pg_restore failed."""
    pg_restore = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
        programs.command("pg_restore", "--no-owner", "--no-privileges", "--file=-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
    )
    assert pg_restore.stdout is not None  # noqa: S101 - it was asked for
    try:
        # When one program ends, the other does too; psql's exit code has the reason.
        with _copied(dump, _input(pg_restore)), suppress(BrokenPipeError), pg_restore.stdout as sql:
            copy_sql(sql, into)
        return pg_restore.wait() != 0
    finally:
        pg_restore.kill()
        pg_restore.wait()


def copy_sql(source: IO[bytes], into: IO[bytes]) -> None:
    """Copy the SQL of a dump without lines that some server version refuses.

    The definitions come first; from the first rows on, nothing is changed.
    """
    for line in iter(source.readline, b""):
        if not REFUSED.fullmatch(line):
            into.write(line)
        if line.startswith(b"COPY "):
            break
    shutil.copyfileobj(source, into, CHUNK)
    into.flush()


@contextmanager
def _copied(source: IO[bytes], into: IO[bytes]) -> Iterator[None]:
    """Copy in a thread beside the block, then close the target."""
    failures: list[BaseException] = []

    def copy() -> None:
        try:
            # The exit code reports a reader that ended.
            with suppress(BrokenPipeError), into:
                shutil.copyfileobj(source, into, CHUNK)
        except BaseException as error:  # noqa: BLE001 - raised in the calling thread
            failures.append(error)

    thread = Thread(target=copy)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    if failures:
        raise failures[0]


def _input(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    return process.stdin
