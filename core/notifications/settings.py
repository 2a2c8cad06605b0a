"""A user's own notification settings."""

from collections.abc import Mapping
from types import MappingProxyType

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.database.routing import from_replica
from core.database.transactions import atomic_with_retry
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer

from .models import NotificationSettings, Senders


@from_replica
def notification_settings(viewer: Viewer) -> NotificationSettings:
    """Return the viewer's settings. One SQL statement."""
    found = NotificationSettings.objects.filter(user=viewer.key).first()
    return found or NotificationSettings(user_id=viewer.key)


@atomic_with_retry
def change_notification_settings(
    *,
    user: User,
    senders: Mapping[str, Senders] = MappingProxyType({}),
    quiet_new_accounts: bool | None = None,
) -> NotificationSettings:
    """Set of whose acts the user is notified, by kind, such as "like"; the rest stays as it is.

    Returns all of them. Raises NotFound, RateLimited.
    """
    lock_user(user.pk)
    found = NotificationSettings.objects.filter(user=user.pk).first()
    settings = found or NotificationSettings(user_id=user.pk)
    changes: dict[str, int | bool] = {kind: sender.value for kind, sender in senders.items()}
    if quiet_new_accounts is not None:
        changes["quiet_new_accounts"] = quiet_new_accounts
    if all(getattr(settings, name) == value for name, value in changes.items()):
        return settings
    consume("edits", user_id=user.pk)
    for name, value in changes.items():
        setattr(settings, name, value)
    settings.save(force_insert=found is None, force_update=found is not None)
    return settings
