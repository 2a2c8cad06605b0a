"""The roles of PostgreSQL that the servers of the tests have."""

from django.test.utils import override_settings

from core.database.roles import keep_roles

from .engines import READ_DATABASE_URL, SERVE_DATABASE_URL


def make_roles() -> list[str]:
    """Make both with their rights, as a migration does; return their names."""
    with override_settings(
        SERVE_DATABASE_URL=SERVE_DATABASE_URL, READ_DATABASE_URL=READ_DATABASE_URL
    ):
        return keep_roles()
