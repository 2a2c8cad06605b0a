"""The job queue; failed jobs can be retried."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from core.database.clock import database_now

from .base import ReadOnlyAdmin
from .formatting import moment
from .search import as_id

# The library's own page lists the arguments, which can contain an e-mail address.
admin.site.unregister(ProcrastinateJob)


class Events(admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    """The events of one job."""

    model = ProcrastinateEvent
    fields = ("type", "at")
    readonly_fields = fields
    ordering = ("id",)
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ProcrastinateJob)
class JobAdmin(ReadOnlyAdmin):
    """Search by id. Jobs that succeeded are not kept."""

    list_display = ("id", "task_name", "queue_name", "status", "attempts", "due")
    list_filter = ("status", "queue_name")
    search_help_text = "The ID of a job."
    actions = ("try_again",)
    inlines = (Events,)
    fields = (
        "task_name", "queue_name", "status", "attempts", "due", "args", "lock", "queueing_lock",
        "worker",
    )  # fmt: skip
    readonly_fields = ("due",)

    def find(self, rows: QuerySet[ProcrastinateJob], words: str) -> QuerySet[ProcrastinateJob]:
        return rows.filter(pk=as_id(words) or 0)

    @admin.display(description="not before")
    def due(self, job: ProcrastinateJob) -> str:
        return moment(job.scheduled_at)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Return whether this is an active superuser."""
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.action(description="Retry failed jobs", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        """Queue the failed jobs of the selection again."""
        failed = list(queryset.filter(status="failed").values_list("pk", flat=True))
        for job in failed:
            app.job_manager.retry_job_by_id(job, database_now())
        noun = "job" if len(failed) == 1 else "jobs"
        self.message_user(request, f"Queued {len(failed)} {noun} again.", messages.SUCCESS)


@admin.register(ProcrastinateWorker)
class WorkerAdmin(ReadOnlyAdmin):
    """The workers, running or dead."""

    list_display = ("id", "seen")
    fields = ("seen",)
    readonly_fields = ("seen",)

    def find(
        self, rows: QuerySet[ProcrastinateWorker], words: str
    ) -> QuerySet[ProcrastinateWorker]:
        return rows.filter(pk=as_id(words) or 0)

    @admin.display(description="last heartbeat")
    def seen(self, worker: ProcrastinateWorker) -> str:
        return moment(worker.last_heartbeat)
