"""Secrets by file, as orchestrators mount them: `NAME_FILE` names a file that holds `NAME`."""

from django.core.exceptions import ImproperlyConfigured
from environ import Env
from environ.fileaware_mapping import FileAwareMapping


class SecretFiles(FileAwareMapping):
    """The environment, where `NAME_FILE` names a file with the value of `NAME`.

    The file takes precedence; white space around the value is stripped. Raises
    ImproperlyConfigured when the file cannot be read.
    """

    def __getitem__(self, name: str) -> str:
        file = self.env.get(f"{name}_FILE")
        try:
            value: str = super().__getitem__(name)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise ImproperlyConfigured(
                f"Refusing to start: {name}_FILE names {file}, which cannot be read ({reason})."
            ) from None
        return value.strip() if file else value


class SecretFilesEnv(Env):
    """django-environ's reader of this environment."""

    ENVIRON = SecretFiles()
