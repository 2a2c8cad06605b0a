"""Rules about content: added, tried, switched on and off by superusers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.accounts.models import User
from core.common.errors import InvalidInput
from core.moderation.rule_trial import try_rule
from core.rules.models import ContentRule
from core.rules.services import add_rule, folded_of, remove_rule, switch_rule

from .base import BoundedAdmin
from .formatting import moment
from .links import link_to
from .search import as_id


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A new rule, checked as the service does."""

    class Meta:
        model = ContentRule
        fields: ClassVar = ["kind", "text", "act"]

    def clean(self) -> dict[str, Any]:
        """Check the text by its kind, and that there is no such rule."""
        given = super().clean() or self.cleaned_data
        if "text" in given and "kind" in given:
            try:
                self.instance.folded = folded_of(given["kind"], given["text"])
            except InvalidInput as refusal:
                raise ValidationError({"text": refusal.message}) from refusal
        return given


@admin.register(ContentRule)
class ContentRuleAdmin(BoundedAdmin):
    """For superusers. The page of a rule says which of the newest posts it matches."""

    form = RuleForm
    list_display = ("id", "kind", "text", "act", "is_on", "created")
    list_filter = ("kind", "act", "is_on")
    search_help_text = "The beginning of a text, or the ID of a rule."
    actions = ("switch_on", "switch_off")

    def find(self, rows: QuerySet[ContentRule], words: str) -> QuerySet[ContentRule]:
        return rows.filter(text__startswith=words) | rows.filter(pk=as_id(words) or 0)

    def leaving(
        self, objects: Sequence[ContentRule] | QuerySet[ContentRule]
    ) -> dict[str, int | str]:
        return {"rules": len(objects)}

    def get_fields(self, request: HttpRequest, obj: ContentRule | None = None) -> tuple[str, ...]:
        """Return what a new rule has, and of an existing one also what it matches."""
        new = ("kind", "text", "act")
        return new if obj is None else (*new, "is_on", "folded", "trial")

    def get_readonly_fields(
        self, request: HttpRequest, obj: ContentRule | None = None
    ) -> tuple[str, ...]:
        """Return everything of an existing rule: another text is another rule."""
        return () if obj is None else self.get_fields(request, obj)

    @admin.display(description="added at")
    def created(self, rule: ContentRule) -> str:
        return moment(rule.created_at)

    @admin.display(description="of the newest posts")
    def trial(self, rule: ContentRule) -> SafeString:
        """Return how many posts the rule would match, with links to some."""
        found = try_rule(rule)
        posts = ((link_to("post", post.pk), post.content[:80]) for post in found.posts)
        return format_html_join(
            "", "{}<br>", [(f"{found.matched:,} of {found.looked_at:,} match.",)]
        ) + format_html_join("", "{}: {}<br>", posts)

    @admin.action(description="Switch on", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[ContentRule]) -> None:
        """Let these rules hold or refuse what they match."""
        self._switch(request, queryset, is_on=True)

    @admin.action(description="Switch off", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[ContentRule]) -> None:
        """Let these rules do nothing; what is held stays held."""
        self._switch(request, queryset, is_on=False)

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[ContentRule], *, is_on: bool
    ) -> None:
        for rule in queryset.order_by("pk"):
            switch_rule(rule=rule.pk, is_on=is_on)
        self.message_user(request, "Switched.", messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: ContentRule, form: Any, change: bool) -> None:
        """Add a rule, which is off."""
        if not change:
            obj.pk = add_rule(kind=obj.kind, text=obj.text, act=obj.act).pk

    def delete_model(self, request: HttpRequest, obj: ContentRule) -> None:
        """Delete a rule by the service."""
        remove_rule(rule=obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ContentRule]) -> None:
        """Delete rules by the service."""
        for rule in queryset:
            remove_rule(rule=rule.pk)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_administrator(request.user)


def _is_administrator(user: Any) -> bool:
    return isinstance(user, User) and user.is_active and user.is_superuser
