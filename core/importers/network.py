"""One import, of either format."""

import codecs
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, connection, transaction

from core.bulk import delivered_beside

from . import ldbc
from .edge_lists import EdgeListOptions, import_edge_list
from .errors import ImportFailed
from .names import MAX_SOURCE_LENGTH, source_name
from .run import Progress, Report, Run, Silence

# A killed import may hold its lock until PostgreSQL detects it.
_LOCK_WAIT = "10s"
_FROM_THE_FILE = EdgeListOptions()
_PACKED = frozenset((".gz", ".bz2", ".xz"))


def import_network(
    path: Path,
    *,
    source: str = "",
    skip_bad_lines: bool = False,
    encoding: str = "",
    options: EdgeListOptions = _FROM_THE_FILE,
    progress: Progress | None = None,
) -> Report:
    """Import an LDBC SNB folder or an edge list; `options` are for the latter.

    `source` names the network: running the same one again, also after a failure, adds only what
    is missing. It defaults to the name of the file or folder. Changes that Neo4j could not take
    are left to the relay. Raises ImportFailed; the batches before the failed one are kept.
    """
    if not path.exists():
        raise ImportFailed(f"There is no file or folder {path}.")
    if options.mutual and path.is_dir():
        raise ImportFailed("--mutual is for edge lists; in an LDBC folder all follows are mutual.")
    if path.is_dir() and (options != _FROM_THE_FILE or encoding):
        raise ImportFailed("These options are for edge lists, and this is a folder.")
    if options.followed_by and options.following:
        raise ImportFailed("Use either --followed-by or --following.")
    name = source_name(source or (path.resolve().name if path.is_dir() else _stem(path)))
    if not name:
        raise ImportFailed("The network needs a name with a letter or a digit: use --source.")
    run = Run(name, skip_bad_lines, _checked(encoding), progress or Silence())
    with _alone(name), _few_collections(), delivered_beside():
        if path.is_dir():
            _import_folder(run, path)
        else:
            import_edge_list(run, path, options)
    return run.report


def _stem(path: Path) -> str:
    """Return the name without endings; KONECT calls every file `out.NETWORK`."""
    inner = Path(path.stem) if path.suffix.lower() in _PACKED else path
    return inner.name if inner.stem == "out" else inner.stem


def _checked(encoding: str) -> str:
    try:
        return encoding and codecs.lookup(encoding).name
    except LookupError as error:
        raise ImportFailed(f"There is no encoding {encoding}; windows-1252 is one.") from error


def _import_folder(run: Run, path: Path) -> None:
    folder = ldbc.open_folder(path)
    ldbc.import_people(run, folder)
    ldbc.import_follows(run, folder)
    ldbc.import_posts(run, folder)
    ldbc.import_comments(run, folder)
    ldbc.import_likes(run, folder)
    ldbc.report_left_out(run, folder)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let garbage collections pass over what is there already, such as modules.

    The many objects of an import start them often, and each would read all of that again.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _alone(source: str) -> Iterator[None]:
    """Allow one import of a source at a time; the lock ends with the connection of the process."""
    key = f"import:{source[:MAX_SOURCE_LENGTH]}"
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("SET LOCAL lock_timeout = %s", [_LOCK_WAIT])
                cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        except OperationalError as error:
            raise ImportFailed(f"{source} is being imported by another process.") from error
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
