"""The statement to a person of what was decided: a notification, and a mail that points to it.

It does not name the moderator, nor who reported; the reason is read in `statements`.
"""

from core.accounts.models import User
from core.mail import mail_user
from core.notifications.services import notify_oneself

from .models import Action, Decision


def send_statement(decision: Decision, person: User) -> None:
    """Notify the person, unless nothing was decided: who was reported does not learn of that."""
    if decision.action == Action.NONE:
        return
    notify_oneself(person.pk)
    mail_user(person, "moderation_decision")
