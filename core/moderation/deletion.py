"""Account deletion: the user is hidden at once, and a job removes their content."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from core.accounts.factors.state import remove_factors
from core.accounts.locks import lock_user
from core.accounts.mail_tokens import MailToken
from core.accounts.models import RefreshToken, User
from core.accounts.notices import tell_of_deletion
from core.accounts.old_usernames import OldUsername
from core.accounts.passwords import WrongPassword, check_own_password
from core.accounts.profiles import image_files_of
from core.api_tokens.models import ApiToken
from core.common.errors import NotFound
from core.data_exports.work import remove_exports_of
from core.database.transactions import atomic_with_retry
from core.journal.models import JournalKind
from core.journal.record import record
from core.media.files import schedule_deletion
from core.ratelimit.login_throttle import try_own_password
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.webhooks.models import Webhook

from .erasure import erase_name_of
from .leftovers import remove_leftovers


def delete_account(*, user: User, password: str, address: str) -> None:
    """Delete one's own account, permanently. Raises InvalidInput for a wrong password, RateLimited.

    `address` is the client's.
    """
    attempt = try_own_password(user_id=user.pk, address=address)
    try:
        with attempt.refunded_if_overloaded():
            _delete_account(user, password)
    except WrongPassword:
        attempt.failed()
        raise
    attempt.succeeded()


@atomic_with_retry
def _delete_account(user: User, password: str) -> None:
    check_own_password(lock_user(user.pk), password, field="password")
    remove_account(user)


@atomic_with_retry
def remove_account(user: User) -> None:
    """Delete this user, without checking who asks. Raises NotFound.

    This transaction hides the user and all their content, ends their sessions (of the admin too),
    and frees name and address. A job, enqueued in the same transaction, deletes posts, comments,
    notifications and files. Once the user is locked nobody can follow them or comment under their
    posts. Cost: a fixed number of statements, plus one for each session of the admin.
    """
    leaving = User.objects.select_for_update().filter(pk=user.pk).first()
    if leaving is None:
        raise NotFound("User not found.")
    RefreshToken.objects.filter(user=leaving).delete()
    ApiToken.objects.filter(user=leaving).delete()
    MailToken.objects.filter(user=leaving).delete()
    OldUsername.objects.filter(user=leaving).delete()
    if leaving.has_second_factor:
        remove_factors(leaving)
    Webhook.objects.filter(owner=leaving).delete()
    if leaving.is_staff:
        _end_admin_sessions(leaving)
    # The node is deleted with its edges: comments, likes and follows need no entries of their own.
    record(JournalKind.USER_DELETED, actor=leaving.pk)
    schedule_deletion(image_files_of(leaving))
    remove_exports_of(leaving)
    publish(LiveKind.SESSIONS_ENDED, person=leaving.pk)
    tell_of_deletion(leaving)
    erase_name_of(leaving)
    _forget(leaving)
    remove_leftovers.defer(user=leaving.pk)


def _forget(leaving: User) -> None:
    """Keep the row, as others refer to it, and erase everything personal in it."""
    # No username has an "@", and no address begins with one.
    leaving.username = leaving.email = f"@{leaving.pk}"
    leaving.display_name = leaving.bio = leaving.profile_image = leaving.profile_image_small = ""
    leaving.language, leaving.is_email_verified = "", False
    leaving.is_private = leaving.is_active = leaving.is_staff = leaving.is_superuser = False
    leaving.deactivated_at, leaving.also_suspended = None, False
    leaving.is_limited = False
    leaving.suspended_until = leaving.limited_until = None
    leaving.set_unusable_password()
    leaving.token_version += 1
    leaving.deleted_at = Now()
    leaving.save()
    leaving.groups.clear()
    leaving.user_permissions.clear()


def _end_admin_sessions(leaving: User) -> None:
    """Delete the sessions of a staff user; their user is encoded, so all are read (few exist)."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(leaving.pk):
            session.delete()
