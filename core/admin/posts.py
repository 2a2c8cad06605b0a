"""Posts: shown, edited and proposed for removal, never added."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.comments.models import Comment
from core.moderation.services import edit_post
from core.posts.models import Post, PostImage
from core.posts.search import with_words
from core.posts.services import clean_content
from core.reports.models import SubjectKind
from core.visibility import INTERNAL, visible

from .filters import AudienceFilter
from .formatting import moment
from .links import link_to, list_of, picture
from .paginator import bounded_count, shown_count
from .removal import RemovedByTwo
from .search import as_id, as_person
from .text_forms import CleanedByServices, TextField


class PostImageInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    """The images of a post, read-only."""

    model = PostImage
    fields = readonly_fields = ("thumbnail", "description", "width", "height")
    extra = 0
    can_delete = False

    @admin.display(description="image")
    def thumbnail(self, image: PostImage) -> SafeString:
        """Return the small version, which links to the large one."""
        return picture(image.large.url, image.small.url, image.description)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PostForm(CleanedByServices):
    """The text of a post."""

    content = TextField(widget=AdminTextareaWidget)
    cleaned_by: ClassVar = {
        "content": lambda post, text: clean_content(text, has_images=post.has_images)
    }


@admin.register(Post)
class PostAdmin(RemovedByTwo):
    """Search by id, by author, or by full text."""

    subject = SubjectKind.POST
    form = PostForm
    list_display = ("id", "beginning", "writer", "audience", "has_images", "created", "edited")
    list_select_related = ("author",)
    list_filter = ("has_images", AudienceFilter)
    search_help_text = (
        "Words of the text (“quoted phrase”, or, -without, begin*), @username for all posts "
        "of a user, or an ID."
    )
    fields = ("writer", "content", "audience", "created_at", "edited_at", "comments")
    readonly_fields = ("writer", "audience", "created_at", "edited_at", "comments")
    inlines = (PostImageInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Exclude rows of deleted accounts."""
        return visible(super().get_queryset(request), INTERNAL, "author")

    def find(self, rows: QuerySet[Post], words: str) -> QuerySet[Post]:
        key = as_id(words)
        if key is not None:
            return rows.filter(pk=key)
        author = as_person(words)
        if author is not None:
            return rows.filter(author__in=author)
        return with_words(rows, words)

    @admin.display(description="text")
    def beginning(self, post: Post) -> str:
        return post.content[:100] or "(a picture)"

    @admin.display(description="author")
    def writer(self, post: Post) -> SafeString:
        return link_to("user", post.author_id, post.author.username)

    def comments(self, post: Post) -> SafeString:
        return list_of("comment", "Comments on this post", post__id__exact=post.pk)

    @admin.display(description="created at")
    def created(self, post: Post) -> str:
        return moment(post.created_at)

    @admin.display(description="edited at")
    def edited(self, post: Post) -> str:
        return moment(post.edited_at)

    def leaving(self, objects: Sequence[Post] | QuerySet[Post]) -> dict[str, int | str]:
        """Return the counts of posts, comments and images."""
        pids = [post.pk for post in objects]
        return {
            "posts": len(pids),
            "comments": shown_count(bounded_count(Comment.objects.filter(post__in=pids))),
            "images": PostImage.objects.filter(post__in=pids).count(),
        }

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: staff do not write in the name of users."""
        return False

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        """Edit by the service, which records the edit."""
        if "content" in form.changed_data:
            edit_post(post=obj.pk, content=form.cleaned_data["content"])
