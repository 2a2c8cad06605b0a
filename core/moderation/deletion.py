"""Leaving: a person and all that is theirs goes, what others said stays."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import OuterRef, Q, Subquery

from core.accounts.locks import lock_user
from core.accounts.models import RefreshToken, User
from core.accounts.passwords import check_own_password
from core.accounts.profiles import image_files_of
from core.comments.locks import lock_threads_of
from core.comments.models import Comment
from core.common.errors import NotFound
from core.database.transactions import in_transaction
from core.journal.models import JournalKind
from core.journal.record import record
from core.media.files import doom
from core.notifications.models import Notification
from core.posts.models import Post
from core.posts.services import remove_posts
from core.ratelimit.login_throttle import try_own_password
from core.realtime.models import LiveKind
from core.realtime.publish import tell


def delete_account(*, user: User, password: str, address: str) -> None:
    """Delete oneself, for good. Raises InvalidInput for a wrong password, RateLimited.

    `address` is the client's.
    """
    attempt = try_own_password(user_id=user.pk, address=address)
    _delete_account(user, password)
    attempt.was_right()


@in_transaction
def _delete_account(user: User, password: str) -> None:
    check_own_password(lock_user(user.pk), password, field="password")
    remove_account(user)


@in_transaction
def remove_account(user: User) -> None:
    """Delete this person, whoever asks. Raises NotFound.

    Posts, comments, notifications, sessions (of the admin too) and image files go with them.
    Replies to their comments are other people's words: they stay and move up. Once the person is
    locked nobody can follow them or answer under what is theirs. The number of statements does not
    depend on how much there is, but for one in a hundred rows deleted, one a level of replies to
    oneself, and one a session of the admin.
    """
    leaving = User.objects.select_for_update().filter(pk=user.pk).first()
    if leaving is None:
        raise NotFound("There is no such person.")
    lock_threads_of(leaving.pk)
    posts = Post.objects.select_for_update().filter(author=leaving).order_by("pk")
    remove_posts(list(posts.only("author_id")))
    _lift_replies(leaving)
    Notification.objects.filter(Q(recipient=leaving) | Q(actor=leaving)).delete()
    Comment.objects.filter(author=leaving).delete()
    RefreshToken.objects.filter(user=leaving).delete()
    if leaving.is_staff:
        _end_admin_sessions(leaving)
    # The node goes with its edges: comments, likes and follows need no entries of their own.
    record(JournalKind.USER_DELETED, actor=leaving.pk)
    doom(image_files_of(leaving))
    tell(LiveKind.SESSIONS_ENDED, person=leaving.pk)
    leaving.delete()


def _end_admin_sessions(leaving: User) -> None:
    """Whose a session is stands inside of it, encoded; only staff have any, so there are few."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(leaving.pk):
            session.delete()


def _lift_replies(leaving: User) -> None:
    """Hand replies of others to the nearest comment above that stays, one level at a time."""
    above = Comment.objects.filter(pk=OuterRef("parent_id")).values("parent_id")
    orphans = Comment.objects.filter(parent__author=leaving).exclude(author=leaving)
    while orphans.update(parent_id=Subquery(above)):
        pass
