"""Users: added, changed and suspended by the services, and proposed for removal."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.accounts.factors.state import remove_factors_of
from core.accounts.models import User
from core.accounts.profiles import rewrite_profile
from core.accounts.roles import Role, given_role
from core.accounts.signup import create_user
from core.accounts.staff import Changes, change_person
from core.comments.models import Comment
from core.common.email_addresses import spellings_of
from core.moderation.roles import change_moderator, log_change_of_role
from core.notifications.models import Notification
from core.posts.models import Post
from core.reports.models import SubjectKind

from .formatting import NOTHING, moment
from .graph_panel import graph_panel
from .links import list_of, picture
from .paginator import bounded_count, shown_count
from .removal import RemovedByTwo
from .search import as_id
from .user_forms import RIGHTS, PersonAddForm, PersonChangeForm, PersonPasswordForm


@admin.register(User)
class PersonAdmin(RemovedByTwo, UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Search by the beginning of a username, by a whole e-mail address, or by id.

    Only superusers grant rights and change accounts of staff: a password that staff can change
    lets them sign in as that user.
    """

    subject = SubjectKind.USER
    form = PersonChangeForm
    add_form = PersonAddForm
    change_password_form = PersonPasswordForm
    list_display = (
        "id", "username", "display_name", "email", "joined", "is_active", "is_staff",
    )  # fmt: skip
    list_display_links = ("id", "username")
    list_filter = ("is_active", "is_staff")
    search_help_text = "The beginning of a username, a whole e-mail address, or an ID."
    actions = (
        *RemovedByTwo.actions,
        *("remove_profile_pictures", "remove_second_factors"),
        *("make_moderators", "make_members"),
    )
    fieldsets = (
        (None, {"fields": ("username", "email", "password")}),
        ("Profile", {"fields": ("display_name", "bio", "profile_picture", "activity")}),
        ("Graph", {"fields": ("graph",)}),
        ("Standing", {"fields": ("is_active", "date_joined", "last_login")}),
        ("Rights", {"fields": RIGHTS, "classes": ("collapse",)}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "email", "password1", "password2")}),
    )
    readonly_fields = ("profile_picture", "activity", "graph", "date_joined", "last_login")

    def find(self, rows: QuerySet[User], words: str) -> QuerySet[User]:
        if "@" in words.removeprefix("@"):
            return rows.filter(email__lower__in=spellings_of(words))
        name = words.removeprefix("@").lower()
        return rows.filter(Q(username__lower__startswith=name) | Q(pk=as_id(words) or 0))

    @admin.display(description="picture")
    def profile_picture(self, user: User) -> str:
        """Return the small version, which links to the large one."""
        if not user.profile_image:
            return NOTHING
        return picture(user.profile_image.url, user.profile_image_small.url, str(user))

    @admin.display(description="joined")
    def joined(self, user: User) -> str:
        return moment(user.date_joined)

    def activity(self, user: User) -> SafeString:
        """Return links to the user's posts, comments, notifications and changes."""
        links = (
            list_of("post", "Posts", author__id__exact=user.pk),
            list_of("comment", "Comments", author__id__exact=user.pk),
            list_of("notification", "Notifications", recipient__id__exact=user.pk),
            list_of("journalentry", "Changes to the graph", q=user.pk),
        )
        return format_html_join(" · ", "{}", ((link,) for link in links))

    @admin.display(description="in Neo4j")
    def graph(self, user: User) -> SafeString | str:
        """Return the user's data in Neo4j and in PostgreSQL."""
        return graph_panel(user.pk)

    @admin.action(description="Remove profile pictures", permissions=["change"])
    def remove_profile_pictures(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove profile pictures and their files."""
        changeable = [user for user in queryset if self.has_change_permission(request, user)]
        for user in changeable:
            rewrite_profile(user, without_image=True)
        self.message_user(request, f"Profile pictures removed: {len(changeable)}.")

    @admin.action(description="Remove second factors", permissions=["grant"])
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove all factors of users who have lost them: their passwords are enough then."""
        for user in queryset:
            remove_factors_of(person=user.pk)
        self.message_user(request, f"Second factors removed: {len(queryset)}.")

    @admin.action(description="Make moderators", permissions=["grant"])
    def make_moderators(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let these decide about what is reported."""
        self._change_moderators(request, queryset, is_moderator=True)

    @admin.action(description="Make moderators members again", permissions=["grant"])
    def make_members(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Take that back."""
        self._change_moderators(request, queryset, is_moderator=False)

    def _change_moderators(
        self, request: HttpRequest, queryset: QuerySet[User], *, is_moderator: bool
    ) -> None:
        administrator = cast(User, request.user)
        for user in queryset:
            change_moderator(administrator=administrator, person=user.pk, is_moderator=is_moderator)
        self.message_user(request, f"Roles changed: {len(queryset)}.")

    def has_grant_permission(self, request: HttpRequest) -> bool:
        """Return whether they may give roles, and let users in by the password alone."""
        return bool(request.user.is_superuser)

    def leaving(self, objects: Sequence[User] | QuerySet[User]) -> dict[str, int | str]:
        """Return the counts of users and of all that is theirs."""
        uids = [user.pk for user in objects]
        notifications = Notification.objects.filter(Q(recipient__in=uids) | Q(actor__in=uids))
        return {
            "people": len(uids),
            "posts": shown_count(bounded_count(Post.objects.filter(author__in=uids))),
            "comments": shown_count(bounded_count(Comment.objects.filter(author__in=uids))),
            "notifications": shown_count(bounded_count(notifications)),
        }

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only superusers may grant rights."""
        if request.user.is_superuser:
            return self.readonly_fields
        return (*self.readonly_fields, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return the permission of the account; staff are for superusers."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save by the services; the graph has a new username when this returns."""
        given = form.cleaned_data
        form.role_before = given_role(User.objects.get(pk=obj.pk)) if change else Role.MEMBER
        if change:
            fields = Changes.__annotations__.keys() & set(form.changed_data)
            change_person(person=obj.pk, **{field: given[field] for field in fields})
        else:
            obj.pk = create_user(
                username=given["username"], email=given["email"], password=given["password1"]
            ).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save groups and permissions; a role that is given or taken by them is in the log."""
        super().save_related(request, form, formsets, change)
        saved = User.objects.get(pk=form.instance.pk)
        log_change_of_role(by=cast(User, request.user), person=saved, before=form.role_before)


def _may_touch(request: HttpRequest, person: Model | None) -> bool:
    """Return whether they may change this user: superusers any, staff those who are not staff."""
    if request.user.is_superuser or not isinstance(person, User):
        return True
    return not (person.is_staff or person.is_superuser)
