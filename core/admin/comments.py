"""Comments: shown, edited and proposed for removal, never added."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.services import clean_content
from core.moderation.services import edit_comment
from core.reports.models import SubjectKind
from core.visibility import INTERNAL, visible

from .formatting import NOTHING, moment
from .links import link_to
from .removal import RemovedByTwo
from .search import as_id, as_person
from .text_forms import CleanedByServices, TextField


class CommentForm(CleanedByServices):
    """The text of a comment."""

    content = TextField(widget=AdminTextareaWidget)
    cleaned_by: ClassVar = {"content": lambda _, text: clean_content(text)}


@admin.register(Comment)
class CommentAdmin(RemovedByTwo):
    """Search by author, by id, or by the id of the post; the text has no index."""

    subject = SubjectKind.COMMENT
    form = CommentForm
    list_display = ("id", "beginning", "writer", "on_post", "created", "edited")
    list_select_related = ("author",)
    search_help_text = "A username for all comments of a user, or the ID of a comment or a post."
    fields = ("writer", "on_post", "reply_to", "content", "created_at", "edited_at")
    readonly_fields = ("writer", "on_post", "reply_to", "created_at", "edited_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """Exclude rows of deleted accounts."""
        return visible(super().get_queryset(request), INTERNAL, "author", "post__author")

    def find(self, rows: QuerySet[Comment], words: str) -> QuerySet[Comment]:
        key = as_id(words)
        if key is not None:
            return rows.filter(Q(pk=key) | Q(post=key))
        author = as_person(words)
        if author is None:
            author = User.objects.filter(username__lower=words.lower())
        return rows.filter(author__in=author)

    @admin.display(description="text")
    def beginning(self, comment: Comment) -> str:
        return comment.content[:100]

    @admin.display(description="author")
    def writer(self, comment: Comment) -> SafeString:
        return link_to("user", comment.author_id, comment.author.username)

    @admin.display(description="post")
    def on_post(self, comment: Comment) -> SafeString:
        return link_to("post", comment.post_id)

    @admin.display(description="reply to")
    def reply_to(self, comment: Comment) -> str:
        return NOTHING if comment.parent_id is None else link_to("comment", comment.parent_id)

    @admin.display(description="created at")
    def created(self, comment: Comment) -> str:
        return moment(comment.created_at)

    @admin.display(description="edited at")
    def edited(self, comment: Comment) -> str:
        return moment(comment.edited_at)

    def leaving(self, objects: Sequence[Comment] | QuerySet[Comment]) -> dict[str, int | str]:
        """Return the number of comments: replies are kept and move up."""
        return {"comments": len(objects)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: staff do not write in the name of users."""
        return False

    def save_model(self, request: HttpRequest, obj: Comment, form: Any, change: bool) -> None:
        """Edit by the service, which records the edit."""
        if "content" in form.changed_data:
            edit_comment(comment=obj.pk, content=form.cleaned_data["content"])
