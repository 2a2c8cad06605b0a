"""Running the command, and counting what is in the two stores."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from core.accounts.models import User
from core.comments.models import Comment
from core.importers.models import ImportRecord
from core.journal.models import JournalEntry
from core.posts.models import Post
from graph.connection import client

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def run_import(path: Path, **options: Any) -> list[str]:
    """Import `path`; return the output of the command, line by line."""
    said = StringIO()
    call_command("import_network", path, stdout=said, **options)
    return said.getvalue().splitlines()


def documents() -> dict[str, int]:
    """How many rows PostgreSQL has."""
    return {
        "users": User.objects.count(),
        "posts": Post.objects.count(),
        "comments": Comment.objects.count(),
        "replies": Comment.objects.exclude(parent=None).count(),
        "records": ImportRecord.objects.count(),
        "entries": JournalEntry.objects.count(),
        "unapplied": JournalEntry.objects.filter(applied_at=None).count(),
    }


def graph_counts() -> dict[str, int]:
    """How many nodes and edges Neo4j has."""
    nodes = client.read(
        "MATCH (n) WHERE NOT n:Watermark RETURN labels(n)[0] AS name, count(*) AS many"
    )
    edges = client.read("MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS many")
    return {record["name"]: record["many"] for record in (*nodes, *edges)}
