"""Notifications, read-only: acts create and withdraw them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.accounts.models import User
from core.notifications.models import Notification
from core.visibility import INTERNAL, visible

from .base import ReadOnlyAdmin
from .filters import NotificationKindFilter, NotificationStateFilter
from .formatting import NOTHING, moment
from .links import link_to
from .search import as_id, as_person


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """Search by recipient or by id."""

    list_display = ("id", "to", "what", "created", "state")
    list_select_related = ("recipient", "actor")
    list_filter = (NotificationStateFilter, NotificationKindFilter)
    search_help_text = "The username of the recipient, or an ID."
    fields = (
        "to", "by", "kind", "on_post", "on_comment", "created_at", "read_at", "withdrawn_at",
    )  # fmt: skip
    readonly_fields = ("to", "by", "on_post", "on_comment")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        """Exclude rows of deleted accounts."""
        rows = super().get_queryset(request)
        return visible(rows, INTERNAL, "actor", "recipient", "post__author")

    def find(self, rows: QuerySet[Notification], words: str) -> QuerySet[Notification]:
        key = as_id(words)
        if key is not None:
            return rows.filter(pk=key)
        recipient = as_person(words)
        if recipient is None:
            recipient = User.objects.filter(username__lower=words.lower())
        return rows.filter(recipient__in=recipient)

    @admin.display(description="recipient")
    def to(self, notification: Notification) -> SafeString:
        return link_to("user", notification.recipient_id, notification.recipient.username)

    @admin.display(description="actor")
    def by(self, notification: Notification) -> SafeString:
        return link_to("user", notification.actor_id, notification.actor.username)

    @admin.display(description="what happened")
    def what(self, notification: Notification) -> str:
        """Return the text of the notification."""
        return f"{notification.actor.username} {notification.get_kind_display()}"

    @admin.display(description="created at")
    def created(self, notification: Notification) -> str:
        return moment(notification.created_at)

    def state(self, notification: Notification) -> str:
        if notification.withdrawn_at:
            return "withdrawn"
        return "read" if notification.read_at else "unread"

    @admin.display(description="post")
    def on_post(self, notification: Notification) -> str:
        return NOTHING if notification.post_id is None else link_to("post", notification.post_id)

    @admin.display(description="comment")
    def on_comment(self, notification: Notification) -> str:
        key = notification.comment_id
        return NOTHING if key is None else link_to("comment", key)
