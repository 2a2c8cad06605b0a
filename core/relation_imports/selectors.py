"""The imports of a user."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Now

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.blocks.selectors import blocked_by_ids
from core.journal.causes import KEPT
from core.visibility import Viewer

from .models import RelationImport

# Users that an answer lists.
SHOWN = 100


def imports_of(viewer: Viewer) -> QuerySet[RelationImport]:
    """Return the viewer's imports that can be undone, and the preview."""
    return RelationImport.objects.filter(by=viewer.key, created_at__gt=Now() - KEPT)


def relation_import_of(viewer: Viewer, act: int) -> RelationImport | None:
    """Return this import if it is the viewer's. One SQL statement."""
    return imports_of(viewer).filter(pk=act).first()


def undoable_until(act: RelationImport) -> datetime:
    """Return until when the import can be undone."""
    return act.created_at + KEPT


def shown_of(viewer: Viewer, people: Sequence[int]) -> list[User]:
    """Return the first SHOWN of these users, as far as the viewer sees or blocks them.

    Two SQL statements.
    """
    some = list(people[:SHOWN])
    found = {**users_by_ids(viewer, some), **blocked_by_ids(viewer, some)} if some else {}
    return [found[uid] for uid in some if uid in found]
