"""What a decision does, and what takes it back exactly."""

from datetime import datetime

from django.db.models import QuerySet

from core.accounts.models import User
from core.accounts.standing import set_standing as set_standing_of_user
from core.comments.locks import lock_comment_tree
from core.comments.models import Comment
from core.comments.services import remove_comment
from core.comments.standing import set_standing as set_standing_of_comment
from core.common.errors import InvalidInput
from core.posts.models import Post
from core.posts.removal import remove_posts
from core.posts.standing import set_standing as set_standing_of_post
from core.reports.models import Case, SubjectKind
from core.visibility import Standing

from .deletion import remove_account
from .models import Action, Decision

Document = Post | Comment
OF_ACCOUNTS = (Action.LIMIT, Action.SUSPEND)
# What a rule holds is shown by these; others leave it held.
SHOWING = (Action.NONE, Action.WARN)


def lock_document(case: Case) -> Document | None:
    """Return the reported post or comment, locked; None for a user, and for what is deleted.

    The caller has locked its author.
    """
    if case.kind == SubjectKind.POST:
        posts = Post.objects.filter(pk=case.subject, author=case.person_id)
        return posts.select_for_update().first()
    if case.kind == SubjectKind.COMMENT:
        lock_comment_tree(case.subject)
        comments = Comment.objects.filter(pk=case.subject, author=case.person_id)
        locked = comments.select_for_update(of=("self",)).select_related("post")
        return locked.defer("post__words").first()
    return None


def begin(decision: Decision, user: User, document: Document | None) -> None:
    """Let a new decision take effect, and set what was before; the caller saves it.

    What is to be removed is hidden until that is approved. Raises InvalidInput.
    """
    if decision.action in (Action.HIDE, Action.REMOVE) and decision.case.kind != SubjectKind.USER:
        if document is None:
            raise InvalidInput("What was reported is deleted.", "action")
        decision.was = document.standing
        put(document, Standing.HIDDEN)
    elif decision.action == Action.HIDE:
        raise InvalidInput("A user cannot be hidden, only suspended.", "action")
    elif decision.action in SHOWING and document and document.standing == Standing.HELD:
        # A rule held it, and a moderator finds that it may stay.
        put(document, Standing.VISIBLE)
    elif decision.action in OF_ACCOUNTS:
        first = in_force(decision).order_by("pk").first()
        held = user.is_suspended if decision.action == Action.SUSPEND else user.is_limited
        decision.was = int(held) if first is None else first.was


def settle(decision: Decision, user: User) -> None:
    """Limit or suspend the locked user for as long as any decision says so.

    The caller has saved this one. Called again when one ends: then what was before the first of
    them is again, unless the user has been reinstated meanwhile.
    """
    if decision.action not in OF_ACCOUNTS:
        return
    ends = list(in_force(decision).values_list("until", flat=True))
    holds = bool(ends or decision.was)
    is_new = decision.state == Decision.State.APPLIED
    if decision.action == Action.SUSPEND:
        user.suspended_until = _last(ends)
        user.save(update_fields=["suspended_until"])
        if is_new or user.is_suspended:
            set_standing_of_user(user, suspended=holds)
        return
    user.limited_until = _last(ends)
    user.is_limited = holds if is_new else user.is_limited and holds
    user.save(update_fields=["is_limited", "limited_until"])


def restore(decision: Decision, document: Document | None) -> None:
    """Show what the decision has hidden, as it was before; what is deleted stays so."""
    if document is not None and document.standing == Standing.HIDDEN:
        put(document, Standing(decision.was))


def remove(case: Case, user: User, document: Document | None) -> None:
    """Delete what was reported, for good; what is deleted already is no error."""
    if case.kind == SubjectKind.USER:
        remove_account(user)
    elif isinstance(document, Post):
        remove_posts([document])
    elif document is not None:
        remove_comment(document)


def put(document: Document, standing: Standing) -> None:
    """Give the locked post or comment this standing."""
    if isinstance(document, Post):
        set_standing_of_post(document, standing)
    else:
        set_standing_of_comment(document, standing)


def in_force(decision: Decision) -> QuerySet[Decision]:
    """Return the decisions of this kind about this person that hold."""
    return Decision.objects.filter(
        person=decision.person_id, action=decision.action, state=Decision.State.APPLIED
    )


def _last(ends: list[datetime | None]) -> datetime | None:
    """Return when the last of them ends; None for good."""
    times = [end for end in ends if end is not None]
    return max(times) if times and len(times) == len(ends) else None
