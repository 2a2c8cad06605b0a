"""The job queue, to look at; what failed can be tried again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from .base import ReadOnlyAdmin
from .formatting import moment
from .search import as_id

# The library's own page shows the arguments, which can be somebody's address, in every list.
admin.site.unregister(ProcrastinateJob)


class Events(admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    """What happened to one job."""

    model = ProcrastinateEvent
    fields = ("type", "at")
    readonly_fields = fields
    ordering = ("id",)
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(ProcrastinateJob)
class JobAdmin(ReadOnlyAdmin):
    """Found by id. Jobs that succeeded are not kept."""

    list_display = ("id", "task_name", "queue_name", "status", "attempts", "due")
    list_filter = ("status", "queue_name")
    search_help_text = "The id of a job."
    actions = ("try_again",)
    inlines = (Events,)
    fields = (
        "task_name", "queue_name", "status", "attempts", "due", "args", "lock", "queueing_lock",
        "worker",
    )  # fmt: skip
    readonly_fields = ("due",)

    def find(self, rows: QuerySet[ProcrastinateJob], words: str) -> QuerySet[ProcrastinateJob]:
        """By id."""
        return rows.filter(pk=as_id(words) or 0)

    @admin.display(description="not before")
    def due(self, job: ProcrastinateJob) -> str:
        """When it may run."""
        return moment(job.scheduled_at)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Superusers alone."""
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.action(description="Try again (jobs that failed)", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[ProcrastinateJob]) -> None:
        """Hand jobs back to the workers."""
        failed = list(queryset.filter(status="failed").values_list("pk", flat=True))
        for job in failed:
            app.job_manager.retry_job_by_id(job, timezone.now())
        noun = "job" if len(failed) == 1 else "jobs"
        self.message_user(
            request, f"A worker will try {len(failed)} {noun} again.", messages.SUCCESS
        )


@admin.register(ProcrastinateWorker)
class WorkerAdmin(ReadOnlyAdmin):
    """The workers that run, or died."""

    list_display = ("id", "seen")
    fields = ("seen",)
    readonly_fields = ("seen",)

    def find(
        self, rows: QuerySet[ProcrastinateWorker], words: str
    ) -> QuerySet[ProcrastinateWorker]:
        """By id."""
        return rows.filter(pk=as_id(words) or 0)

    @admin.display(description="last sign of life")
    def seen(self, worker: ProcrastinateWorker) -> str:
        """When."""
        return moment(worker.last_heartbeat)
