"""Only the Neo4j of this clone is signed in to: after three wrong passwords a server locks out."""

from urllib.parse import urlsplit

from django.conf import settings
from neo4j.exceptions import ServiceUnavailable

from .addresses import neo4j_folder
from .processes import listens, recorded_process


def require_own(url: str) -> None:
    """Raise ServiceUnavailable unless the server at `url` is the process that this clone recorded.

    Cost: about a millisecond; called before a connection is opened, not for each statement.
    """
    home = neo4j_folder(settings.VAR)
    process = recorded_process(home.with_name(f"{home.name}.pid"))
    if process is None:
        raise ServiceUnavailable("Neo4j of this clone is not running.")
    port = urlsplit(url).port
    if port is None or not listens(process, port):
        raise ServiceUnavailable(f"Neo4j of this clone does not listen on port {port}.")
