"""Asking for an export."""

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.passwords import WrongPassword, check_own_password
from core.common.errors import RateLimited
from core.database.transactions import atomic_with_retry
from core.ratelimit.login_throttle import try_own_password
from core.ratelimit.write_quotas import consume

from .models import DataExport
from .work import write_data_export

PAUSE = 60


def request_export(*, user: User, password: str, address: str) -> DataExport:
    """Begin an export of what the user has here, which a job writes.

    Raises InvalidInput for a wrong password, and RateLimited, also while another one is in work.
    `address` is the client's.
    """
    attempt = try_own_password(user_id=user.pk, address=address)
    try:
        with attempt.refunded_if_overloaded():
            export = _begin(user, password)
    except WrongPassword:
        attempt.failed()
        raise
    attempt.succeeded()
    return export


@atomic_with_retry
def _begin(user: User, password: str) -> DataExport:
    check_own_password(lock_user(user.pk), password, field="password")
    if DataExport.objects.filter(user=user, state=DataExport.State.RUNNING).exists():
        raise RateLimited("Your data is being exported. Wait until it is done.", PAUSE)
    consume("data_exports", user_id=user.pk)
    export = DataExport.objects.create(user=user)
    write_data_export.defer(export=export.pk)
    return export
