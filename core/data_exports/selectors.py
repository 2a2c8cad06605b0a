"""A user's exports."""

from collections.abc import Sequence

from core.visibility import Viewer

from .models import DataExport

# More than may be asked for in the time that they are kept.
MAX_LISTED = 20


def data_exports(viewer: Viewer) -> Sequence[DataExport]:
    """Return the viewer's exports of the last days, newest first. One SQL statement."""
    return list(DataExport.objects.filter(user=viewer.key).order_by("-pk")[:MAX_LISTED])


def data_export_of(viewer: Viewer, export: int) -> DataExport | None:
    """Return this export if it is the viewer's. One SQL statement."""
    return DataExport.objects.filter(user=viewer.key, pk=export).first()
