"""Users who never were, and hold what is being deleted: nobody sees it (core/visibility)."""

from django.db.models.functions import Now
from procrastinate.contrib.django import app

from .models import User


def new_holder(name: str) -> User:
    """Return a deleted user to whom documents can pass, in the transaction of the caller.

    Once that commits, the job that deletes accounts in batches deletes the documents, then the
    user. `name` is one that no other holder has, up to 25 characters.
    """
    # No username has an "@", and no address begins with one.
    holder = User(username=f"@{name}", email=f"@{name}", is_active=False, deleted_at=Now())
    holder.set_unusable_password()
    holder.save()
    # By its name, as it knows the domains above this one.
    app.configure_task("remove_leftovers", queue="deletion").defer(user=holder.pk)
    return holder
