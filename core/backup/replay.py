"""Bringing a dump into the database in one transaction."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import IO

from .errors import BackupFailed
from .manifest import Contents
from .programs import Programs, address, environment

CHUNK = 1 << 20
# Lines of pg_restore that a server of another version may refuse. The first it writes from version
# 17 on; the second is a server's own note, which a pg_dump of an older release takes for a setting.
REFUSED = re.compile(
    rb"SET transaction_timeout = 0;\n"
    rb"|ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_attver=\d+\);\n"
)
# Everything in the schema but what extensions brought; newer tables than those of the dump too.
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
COMMIT;
"""


def replay(dump: IO[bytes], contents: Contents, *, programs: Programs, last_person: int) -> None:
    """Replace what is in the database by this dump. Raises BackupFailed; nothing changed then.

    pg_restore turns the dump into SQL for a psql whose transaction we begin and end: its own
    `--single-transaction` could not throw away tables that the dump does not know. A psql that
    never hears of the COMMIT, because anything before it failed or died, rolls back.
    """
    commit = COMMIT.format(
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
            raise BackupFailed(f"PostgreSQL did not take the dump, nothing was changed: {said}")


def _run(dump: IO[bytes], commit: str, programs: Programs, words: IO[bytes]) -> bool:
    """Whether either program failed; what they said is in `words`."""
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
        # A psql that is gone is told by its exit code.
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
    """Write the SQL of `dump` to psql; gives whether pg_restore failed."""
    pg_restore = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
        programs.command("pg_restore", "--no-owner", "--no-privileges", "--file=-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
    )
    assert pg_restore.stdout is not None  # noqa: S101 - it was asked for
    try:
        # Who is gone takes the others along, and psql tells why by its exit code.
        with _copied(dump, _input(pg_restore)), suppress(BrokenPipeError), pg_restore.stdout as sql:
            copy_sql(sql, into)
        return pg_restore.wait() != 0
    finally:
        pg_restore.kill()
        pg_restore.wait()


def copy_sql(source: IO[bytes], into: IO[bytes]) -> None:
    """Copy the SQL of a dump as a server of any version takes it.

    The tables come first, and nothing is changed any more from where their rows begin.
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
    """Copy in a thread beside the block, and close what was written to."""
    failures: list[BaseException] = []

    def copy() -> None:
        try:
            # A reader that is gone is told by its exit code.
            with suppress(BrokenPipeError), into:
                shutil.copyfileobj(source, into, CHUNK)
        except BaseException as error:  # noqa: BLE001 - raised where somebody sees it
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
