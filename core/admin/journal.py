"""The journal; entries that are set aside can be retried."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.html import format_html

from core.accounts.models import User
from core.journal.models import JournalEntry
from core.journal.retry import try_again
from graph.edges import EDGES, USER

from .base import BoundedList, ReadOnlyAdmin
from .filters import JournalKindFilter, JournalStateFilter
from .formatting import NOTHING, moment
from .links import link_to
from .search import as_id, as_person

# The kinds whose target is a user; the target of the others is a post.
_TO_PEOPLE = {kind for edge in EDGES if edge.to is USER for kind in edge.kinds}


class JournalList(BoundedList):
    """A page of entries with the usernames of their users."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows, and in one statement all usernames on the page."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        name_people(self.result_list)


def name_people(entries: list[JournalEntry]) -> None:
    """Set the usernames of each entry's existing users. One SQL statement."""
    uids = {uid for entry in entries for uid in (entry.actor, _person(entry)) if uid}
    names = dict(User.objects.filter(pk__in=uids).values_list("pk", "username"))
    for entry in entries:
        entry.names = names  # type: ignore[attr-defined]


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """Search by the id of an entry or by actor, through the index of the edges."""

    list_display = ("id", "change", "who", "whom_or_what", "decided", "state")
    list_filter = (JournalStateFilter, JournalKindFilter)
    search_help_text = "The username or the ID of the actor, or # and the ID of an entry."
    actions = ("try_again",)
    fieldsets = (
        (None, {"fields": ("change", "who", "whom_or_what", "comment", "username")}),
        ("When", {"fields": ("decided", "written", "applied")}),
        ("The graph", {"fields": ("state", "attempts", "retry_at", "refusal")}),
    )
    readonly_fields = (
        "change", "who", "whom_or_what", "decided", "written", "applied", "state", "refusal",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[JournalEntry]:
        """Return all entries, each with PostgreSQL's time."""
        entries: QuerySet[JournalEntry] = super().get_queryset(request)
        return entries.annotate(seen_at=Now())

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return JournalList

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> JournalEntry | None:
        """Return one entry with usernames."""
        entry: JournalEntry | None = super().get_object(request, object_id, from_field)
        if entry is not None:
            name_people([entry])
        return entry

    def find(self, rows: QuerySet[JournalEntry], words: str) -> QuerySet[JournalEntry]:
        if words.startswith("#"):
            return rows.filter(pk=as_id(words[1:]) or 0)
        actor = as_id(words)
        if actor is not None:
            return rows.filter(actor=actor)
        people = as_person(words)
        if people is None:
            people = User.objects.filter(username__lower=words.lower())
        return rows.filter(actor__in=people.values("pk"))

    @admin.display(description="kind")
    def change(self, entry: JournalEntry) -> str:
        return entry.get_kind_display()

    @admin.display(description="actor")
    def who(self, entry: JournalEntry) -> str:
        return _link_to_person(entry, entry.actor)

    @admin.display(description="target")
    def whom_or_what(self, entry: JournalEntry) -> str:
        """Return a link to the user or the post, which may be deleted."""
        person = _person(entry)
        if person:
            return _link_to_person(entry, person)
        return NOTHING if entry.target is None else link_to("post", entry.target)

    @admin.display(description="at")
    def decided(self, entry: JournalEntry) -> str:
        return moment(entry.at)

    @admin.display(description="recorded at")
    def written(self, entry: JournalEntry) -> str:
        return moment(entry.recorded_at)

    @admin.display(description="applied at")
    def applied(self, entry: JournalEntry) -> str:
        return moment(entry.applied_at)

    def state(self, entry: JournalEntry) -> str:
        """Return applied, set aside, or waiting with its age."""
        if entry.applied_at:
            return "applied"
        if entry.set_aside_at:
            return format_html("<strong>{}</strong>", "set aside")
        seconds = (vars(entry)["seen_at"] - entry.recorded_at).total_seconds()
        return f"waiting for {seconds:,.0f} s"

    @admin.display(description="error")
    def refusal(self, entry: JournalEntry) -> str:
        """Return the error of the last attempt, line by line."""
        if not entry.error:
            return NOTHING
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', entry.error)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Return whether this is an active superuser."""
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.action(description="Retry entries that are set aside", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[JournalEntry]) -> None:
        """Let the relay retry the selected entries."""
        count = try_again(queryset.values_list("pk", flat=True))
        noun = "entry" if count == 1 else "entries"
        self.message_user(request, f"The relay will retry {count} {noun}.", messages.SUCCESS)


def _person(entry: JournalEntry) -> int | None:
    return entry.target if entry.kind in _TO_PEOPLE else None


def _link_to_person(entry: JournalEntry, uid: int) -> str:
    name = entry.names.get(uid)  # type: ignore[attr-defined]
    return f"{uid} (deleted)" if name is None else link_to("user", uid, name)
