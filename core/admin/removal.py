"""Removing for good, which takes two: a moderator proposes it at a list, another one approves."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.accounts.models import User
from core.accounts.roles import Role, role_of
from core.common.errors import DomainError
from core.moderation.decisions import propose_removal
from core.reports.models import SubjectKind
from core.reports.services import MAX_TEXT_LENGTH

from .base import BoundedAdmin


class RemovedByTwo(BoundedAdmin):
    """Lists from which nobody deletes alone. Subclasses say what they list (`subject`)."""

    subject: SubjectKind
    actions: tuple[str, ...] = ("propose_removal",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: what cannot be undone takes a proposal and an approval."""
        return False

    def has_propose_permission(self, request: HttpRequest) -> bool:
        """Return whether they are a moderator or an administrator."""
        return role_of(cast(User, request.user)) is not Role.MEMBER

    @admin.action(description="Propose to remove for good", permissions=["propose"])
    def propose_removal(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask why, then hide posts and comments until another moderator approves."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            return self._ask_why(request, queryset)
        proposed = 0
        for row in queryset.order_by("pk"):
            try:
                propose_removal(
                    moderator=cast(User, request.user),
                    kind=self.subject,
                    subject=row.pk,
                    reason=reason,
                )
            except DomainError as refusal:
                self.message_user(request, f"{row}: {refusal.message}", messages.ERROR)
            else:
                proposed += 1
        if proposed:
            said = f"Proposed: {proposed}. Another moderator has to approve, under Decisions."
            self.message_user(request, said, messages.SUCCESS)
        return None

    def _ask_why(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Propose to remove for good",
            "opts": self.opts,
            "rows": queryset,
            "leaving": self.leaving(queryset).items(),
            "longest": MAX_TEXT_LENGTH,
        }
        return TemplateResponse(request, "admin/core/propose_removal.html", context)
