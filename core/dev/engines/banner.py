"""The banner: addresses and passwords of everything that runs."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from . import addresses
from .workspace import Engines


def banner(
    engines: Engines,
    environ: Mapping[str, str],
    *,
    var: Path,
    demo_user: str,
    demo_password: str,
) -> str:
    """Return addresses of playground, admin, Browser and engines, and the demo sign-in."""
    port = addresses.port("PORT", environ)
    lines = {
        "Start page": f"http://localhost:{port}/",
        "Playground": f"http://localhost:{port}/graphql/",
        "Admin": f"http://localhost:{port}/admin/",
        "Docs": f"http://localhost:{port}/docs/",
        "Mail": f"http://localhost:{port}/dev/mail/",
        "Requests": f"http://localhost:{port}/dev/requests/",
    }
    if demo_user:
        lines["Sign in as"] = f"{demo_user}, password {demo_password}"
    if engines.neo4j is not None:
        lines["Neo4j Browser"] = browser_address(port)
        lines["  connect to"] = (
            f"bolt://localhost:{engines.neo4j.bolt_port}, user {addresses.NEO4J_USER}, "
            f"password {engines.neo4j.password}"
        )
    lines["PostgreSQL"] = _postgres_line(engines, environ)
    lines["Neo4j"] = _neo4j_line(engines, environ)
    width = max(map(len, lines)) + 2
    rule = "─" * 78
    body = "\n".join(f"  {name:<{width}}{text}" for name, text in lines.items())
    notes = (
        "  Code that you save is reloaded; requests and tracebacks are shown here.\n"
        f"  Logs are in {var}. Ctrl-C stops everything."
    )
    return f"\n{rule}\n{body}\n\n{notes}\n{rule}\n"


def browser_address(port: int) -> str:
    """The Neo4j Browser's address at the web server, where it asks no other host for anything."""
    return f"http://localhost:{port}/dev/graph/"


def _postgres_line(engines: Engines, environ: Mapping[str, str]) -> str:
    if engines.postgres is not None:
        return f"embedded, data in {engines.postgres.data}"
    return f"{_without_credentials(environ['DATABASE_URL'])} (DATABASE_URL)"


def _neo4j_line(engines: Engines, environ: Mapping[str, str]) -> str:
    if engines.neo4j is not None:
        return f"embedded, data in {engines.neo4j.home}"
    return f"{_without_credentials(environ['NEO4J_URL'])} (NEO4J_URL)"


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
