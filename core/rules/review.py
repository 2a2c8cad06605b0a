"""Handing what a rule holds to the moderators."""

from procrastinate.contrib.django import app

TASK, QUEUE = "review_held", "moderation"


def ask_for_review(kind: str, subject: int) -> None:
    """Have a case opened about this post or comment, by a job of the present transaction.

    By the name of the task, as cases are known to packages above this one only.
    """
    app.configure_task(TASK, queue=QUEUE).defer(kind=kind, subject=subject)
