"""PostgreSQL from a wheel, started as a child over a unix socket. Any user may run it, root too."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import psutil

from core.database.postgres_wheel import WHEEL, wheel_programs

from .addresses import DATABASE, DATABASE_USER, database_url, socket_folder
from .processes import ChildProcess, StartFailed, as_child, end, end_all

START_SECONDS = 60.0
# Ends a session at once, without notice to its client: its server is dead already.
IMMEDIATE = signal.SIGQUIT
# Passed at every start, so that a change here needs no new data folder.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than any of our short queries takes
    "timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
# For data that nobody misses after a crash: the test suite's.
HASTY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """A PostgreSQL whose data lie in `data`; a context manager that starts and stops it.

    With `durable=False` nothing is forced to the disk: for tests, whose data may be lost. `log`
    is where the server writes; by default a file beside the data.
    """

    name = "PostgreSQL"

    def __init__(self, data: Path, *, durable: bool = True, log: Path | None = None) -> None:
        self.data = Path(os.path.abspath(data))
        self.durable = durable
        self.binaries = _binaries()
        self.user = _unprivileged_user()
        self.socket_folder = socket_folder(self.data)
        self.process = ChildProcess(
            name=self.name,
            command=self._command(),
            log=log or self.data.with_name(f"{self.data.name}.log"),
            record=self.data.with_name(f"{self.data.name}.pid"),
            stop_signal=signal.SIGINT,  # "fast": open sessions are ended, data are flushed
            user=self.user,
            folder=Path("/"),
        )

    @property
    def url(self) -> str:
        """The URL of the database that every new data folder comes with."""
        return database_url(self.data)

    def prepare(self) -> None:
        """Make the data folder if there is none, and room for a start."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.clear_leftovers()
        if not self.data.exists():
            self._create()
        self._make_socket_folder()

    def begin(self) -> None:
        """Prepare, and start without waiting."""
        self.prepare()
        self.process.begin()

    def wait(self) -> None:
        """Return once the server takes connections. Raises `StartFailed`."""
        self.process.wait_until(self.answers, START_SECONDS)

    def answers(self) -> bool:
        """Whether the server that we started takes connections."""
        note = _read_pid_file(self.data)
        return note is not None and note[0] == self.process.pid and self.is_up()

    def is_up(self) -> bool:
        """Return whether any server, ours or not, accepts connections, by its pid file."""
        note = _read_pid_file(self.data)
        return note is not None and note[1] == "ready" and psutil.pid_exists(note[0])

    def complaint(self) -> str:
        """Return nothing: a PostgreSQL that cannot go on restarts itself, or ends."""
        return ""

    def is_ours(self) -> bool:
        """Return whether it is up: a socket in our own folder is nobody else's."""
        return self.is_up()

    def start(self) -> None:
        """Start, and return once the server takes connections. Raises `StartFailed`."""
        self.begin()
        self.wait()

    def stop(self) -> None:
        """Stop the server and delete its socket folder."""
        self.process.stop()
        shutil.rmtree(self.socket_folder, ignore_errors=True)

    def __enter__(self) -> "EmbeddedPostgres":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _command(self) -> list[str]:
        settings = {
            **SETTINGS,
            "unix_socket_directories": f'"{self.socket_folder}"',
            **({} if self.durable else HASTY_SETTINGS),
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *options]

    def _create(self) -> None:
        """Make the data folder beside its place and move it there whole."""
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.user:
            os.chown(draft, *self.user)
        sync = () if self.durable else ("--no-sync",)
        # PostgreSQL's own locale: the same on every machine, and lower() knows more than ASCII.
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = ("--auth-local=trust", "--auth-host=reject", f"--username={DATABASE_USER}")
        self._run(["initdb", "-D", draft, "--encoding=UTF8", *locale, *access, *sync])
        single: list[str | Path] = ["postgres", "--single", "-D", draft, "postgres"]
        self._run(single, statement=f"CREATE DATABASE {DATABASE};\n")
        draft.rename(self.data)

    def _run(self, command: Sequence[str | Path], statement: str = "") -> None:
        program, *arguments = map(str, command)
        line = [str(self.binaries / program), *arguments]
        result = subprocess.run(  # noqa: S603 - the wheel's own programs
            as_child(line, signal.SIGTERM, self.user),
            input=statement,
            capture_output=True,
            text=True,
            cwd="/",
            start_new_session=True,
            check=False,
        )
        if result.returncode:
            raise StartFailed(f"{program} failed:\n{result.stdout}{result.stderr}")

    def _make_socket_folder(self) -> None:
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        owner = self.user[0] if self.user else os.getuid()
        if self.user:
            os.chown(self.socket_folder, *self.user)
        state = self.socket_folder.lstat()
        if state.st_uid != owner or state.st_mode & 0o077:
            raise StartFailed(f"{self.socket_folder} is open to other users; remove it.")

    def clear_leftovers(self) -> None:
        """Stop a server that survived its parent, and delete the files of a killed one."""
        self.process.stop_leftover()
        note = _read_pid_file(self.data)
        if note is None:
            return
        holder = _server(note[0], self.data)
        if holder is not None:
            end(holder, self.process.stop_signal, self.process.stop_seconds)
        else:
            self._clear_after_kill()
        shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _clear_after_kill(self) -> None:
        """End the sessions of a killed server, and delete its pid file.

        A session notices the death when it is done with its statement, and no server starts before
        the last one has. The pid may be another program's by now, which keeps one from starting
        too.
        """
        end_all(lambda process: _works_in(process, self.data), IMMEDIATE, self.process.stop_seconds)
        (self.data / "postmaster.pid").unlink(missing_ok=True)


def _binaries() -> Path:
    folder = wheel_programs()
    if folder is None:
        raise StartFailed(f"The package {WHEEL} is not installed: set DATABASE_URL, or install it.")
    return folder


def _unprivileged_user() -> tuple[int, int] | None:
    """Whom root becomes to run PostgreSQL; None for anyone else."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _read_pid_file(data: Path) -> tuple[int, str] | None:
    """The pid and the state ("starting", "ready", …) that a data folder's pid file notes."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    return (int(lines[0]), lines[7].strip() if len(lines) > 7 else "") if lines else None


def _server(pid: int, data: Path) -> psutil.Process | None:
    """The PostgreSQL on this data folder, if the process `pid` is one."""
    try:
        process = psutil.Process(pid)
        command = process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    is_server = any(part.endswith("postgres") for part in command[:1])
    return process if is_server and str(data) in command else None


def _works_in(process: psutil.Process, data: Path) -> bool:
    """Whether `process` is one of a PostgreSQL's own: they all work in its data folder."""
    try:
        return process.name() == "postgres" and process.cwd() == str(data)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
