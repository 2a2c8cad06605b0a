"""The account that pages of development offer to sign in with."""

from django.conf import settings


def demo_account() -> dict[str, str] | None:
    """Return name and password of the demo account, in development only."""
    if not (settings.DEBUG and settings.PLAYGROUND_DEMO_USER):
        return None
    return {
        "username": settings.PLAYGROUND_DEMO_USER,
        "password": settings.PLAYGROUND_DEMO_PASSWORD,
    }
