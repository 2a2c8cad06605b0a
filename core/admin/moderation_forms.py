"""The forms in which moderators decide."""

from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime

from core.moderation.models import Action, Decision
from core.reports.models import Case
from core.reports.services import MAX_RULE_LENGTH, MAX_TEXT_LENGTH

ACTIONS = {
    Action.NONE: "None: nobody is notified",
    Action.WARN: "Warn: the user reads the reason",
    Action.HIDE: "Hide: the author alone sees the post or comment",
    Action.LIMIT: "Limit: followers alone see the user's posts",
    Action.SUSPEND: "Suspend: nobody sees the user, who cannot write",
    Action.REMOVE: "Remove for good: another moderator has to approve",
}
# What somebody else decides about a decision.
JUDGEMENTS = {
    "approve": "Approve: it is removed for good",
    "refuse": "Refuse: the case is open again",
    "uphold": "Uphold the decision",
    "overturn": "Overturn it: everything is as it was before",
}


class DecideForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What a moderator decides about a case."""

    action = forms.ChoiceField(choices=list(ACTIONS.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The user reads it in the statement; do not name who reported.",
    )
    rule = forms.CharField(
        max_length=MAX_RULE_LENGTH, required=False, help_text="The rule that is broken, if any."
    )
    until = forms.SplitDateTimeField(
        required=False,
        widget=AdminSplitDateTime,
        help_text="When a limit or suspension ends by itself, in UTC; empty for good.",
    )

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()


class JudgeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What another moderator decides about a decision."""

    judgement = forms.ChoiceField(choices=list(JUDGEMENTS.items()), widget=forms.RadioSelect)
    answer = forms.CharField(
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Of an appeal, the user reads it.",
    )

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = ("approve", "refuse") if is_proposed(self.instance) else ("uphold", "overturn")
        field = cast(forms.ChoiceField, self.fields["judgement"])
        field.choices = [(each, JUDGEMENTS[each]) for each in offered]


def is_proposed(decision: Decision) -> bool:
    """Return whether it waits for the approval of another moderator."""
    return decision.state == Decision.State.PROPOSED
