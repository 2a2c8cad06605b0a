"""Rings with their members and follows, the searches that found them, and seeds of trust."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.accounts.models import User
from core.accounts.roles import MODERATE
from core.common.errors import DomainError
from core.rings.models import Ring, RingAct, RingRun, TrustSeed
from core.rings.services import decide_ring, undo_ring_decision

from .base import BoundedAdmin, ReadOnlyAdmin
from .formatting import NOTHING, moment
from .links import link_to
from .ring_drawing import drawing
from .search import as_id

# Members and follows of one page.
SHOWN = 200


@admin.register(RingRun)
class RingRunAdmin(ReadOnlyAdmin):
    """The worker and `manage.py find_rings` write them, with their progress."""

    list_display = ("id", "started", "stage", "progress", "ended")
    search_help_text = "The ID of the search."
    fields = ("started", "stage", "progress", "ended", "figures")
    readonly_fields = ("started", "progress", "ended")

    def find(self, rows: QuerySet[RingRun], words: str) -> QuerySet[RingRun]:
        return rows.filter(pk=as_id(words) or 0)

    @admin.display(description="started at")
    def started(self, row: RingRun) -> str:
        return moment(row.started_at)

    @admin.display(description="ended at")
    def ended(self, row: RingRun) -> str:
        return moment(row.ended_at)

    @admin.display(description="groups looked at")
    def progress(self, row: RingRun) -> str:
        return f"{row.done:,} of {row.total:,}"


@admin.register(Ring)
class RingAdmin(ReadOnlyAdmin):
    """Rings, those of the newest search first; with who is in one, and who let them in."""

    list_display = ("id", "run", "place", "size", "trusted", "ties_inside", "ties_outside")
    search_help_text = "The ID of a ring, or of a user in it."
    fields = (
        "run", "place", "size", "trusted", "inside", "ties_inside", "ties_outside", "outgoing",
        "incoming", "decisions", "follows", "people", "let_in_by",
    )  # fmt: skip
    readonly_fields = ("trusted", "decisions", "follows", "people", "let_in_by")
    actions = ("limit", "suspend", "undo")

    def find(self, rows: QuerySet[Ring], words: str) -> QuerySet[Ring]:
        key = as_id(words) or 0
        return rows.filter(pk=key) | rows.filter(members__user=key)

    @admin.display(description="trust")
    def trusted(self, ring: Ring) -> str:
        return f"{ring.trust:.3f}"

    def decisions(self, ring: Ring) -> SafeString | str:
        """Return the decisions about the ring, and how far each is carried out."""
        lines = (
            (act.decision, act.state, act.by or NOTHING, moment(act.created_at), len(act.changed))
            for act in ring.acts.select_related("by")
        )
        return format_html_join(" · ", "{} ({}) by {} at {}: {} changed", lines) or NOTHING

    def has_judge_permission(self, request: HttpRequest) -> bool:
        """Return whether they may decide about rings."""
        return request.user.has_perm(MODERATE)

    @admin.action(description="Limit all members", permissions=["judge"])
    def limit(self, request: HttpRequest, queryset: QuerySet[Ring]) -> None:
        """Let the posts of all members be seen by followers alone, by a job."""
        self._each(request, queryset, partial(decide_ring, decision=RingAct.Decision.LIMIT))

    @admin.action(description="Suspend all members", permissions=["judge"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Ring]) -> None:
        """Suspend all members, by a job."""
        self._each(request, queryset, partial(decide_ring, decision=RingAct.Decision.SUSPEND))

    @admin.action(description="Undo the decision in force", permissions=["judge"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Ring]) -> None:
        """Restore those whom the decision has changed, by a job."""
        self._each(request, queryset, undo_ring_decision)

    def _each(self, request: HttpRequest, rings: QuerySet[Ring], act: Callable[..., Any]) -> None:
        for ring in rings.order_by("pk"):
            try:
                act(by=request.user, ring=ring.pk)
            except DomainError as refusal:
                self.message_user(request, f"{ring}: {refusal.message}", messages.ERROR)
            else:
                self.message_user(request, f"{ring}: a job does it.", messages.SUCCESS)

    def follows(self, ring: Ring) -> SafeString:
        """Return a drawing of some of the follows."""
        return drawing(list(ring.edges.all()))

    def people(self, ring: Ring) -> SafeString:
        """Return links to the first members."""
        members = ring.members.select_related("user")[:SHOWN]
        return format_html_join(
            " · ",
            "{} ({})",
            ((link_to("user", each.user_id, each.user), f"{each.trust:.2f}") for each in members),
        )

    @admin.display(description="let in by")
    def let_in_by(self, ring: Ring) -> SafeString | str:
        """Return links to others who follow members, those whom these follow back first."""
        entering = ring.edges.filter(is_inside=False).select_related("actor", "target")
        lines = (
            (link_to("user", e.actor_id, e.actor), link_to("user", e.target_id, e.target))
            for e in entering
        )
        return format_html_join(" · ", "{} → {}", lines) or NOTHING


@admin.register(TrustSeed)
class TrustSeedAdmin(BoundedAdmin):
    """From whom trust spreads; without any, staff and the oldest users. For superusers."""

    list_display = ("user", "added")
    search_help_text = "The ID of a user."
    fields = ("user",)
    raw_id_fields = ("user",)

    def find(self, rows: QuerySet[TrustSeed], words: str) -> QuerySet[TrustSeed]:
        return rows.filter(pk=as_id(words) or 0)

    def leaving(self, objects: Sequence[TrustSeed] | QuerySet[TrustSeed]) -> dict[str, int | str]:
        return {"seeds": len(objects)}

    @admin.display(description="added at")
    def added(self, row: TrustSeed) -> str:
        return moment(row.added_at)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request.user)


def _is_superuser(user: Any) -> bool:
    return isinstance(user, User) and user.is_active and user.is_superuser
