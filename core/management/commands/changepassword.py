"""`manage.py changepassword`: by the service, which ends everything that was issued before."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from core.accounts.auth_backend import user_by_login_name
from core.accounts.staff import set_password
from core.common.errors import InvalidInput

MAX_ATTEMPTS = 3


class Command(BaseCommand):
    """In place of Django's, which changes the password and tells nobody."""

    help = "Change a user's password, tell them by mail, and end all their sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the username, which is that of this machine's user if it is left out."""
        parser.add_argument("username", nargs="?", help="Whose password is changed.")

    def handle(self, *args: Any, **options: Any) -> str:
        """Ask for the password twice, at most three times. Raises CommandError."""
        username = options["username"] or getpass.getuser()
        user = user_by_login_name(username)
        if user is None:
            raise CommandError(f'User "{username}" not found.')
        self.stdout.write(f"Changing the password of {user.username}.")
        for _ in range(MAX_ATTEMPTS):
            try:
                set_password(person=user.pk, new=_typed_twice())
            except InvalidInput as refused:
                self.stderr.write(refused.message)
            else:
                return f"Changed the password of {user.username}, and ended all their sessions."
        raise CommandError(f"The password was not changed, after {MAX_ATTEMPTS} attempts.")


def _typed_twice() -> str:
    password = getpass.getpass("Password: ")
    if not password:
        raise CommandError("The password was not changed.")
    if password != getpass.getpass("Password (again): "):
        raise InvalidInput("The passwords are not equal.", "password")
    return password
