"""Exports that are over, without their files."""

from django.db.models.functions import Now

from core.accounts.models import User
from core.data_exports.models import DataExport
from core.data_exports.work import KEPT


def made_export(user: User, file: str = "private/exports/none.zip") -> DataExport:
    """That somebody has an export that is ready."""
    export = DataExport.objects.create(
        user=user,
        state=DataExport.State.READY,
        file=file,
        size=3,
        finished_at=Now(),
        expires_at=Now() + KEPT,
    )
    export.refresh_from_db()
    return export
