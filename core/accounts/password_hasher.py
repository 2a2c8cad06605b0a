"""How passwords are hashed."""

from threading import Lock

from django.contrib.auth.hashers import Argon2PasswordHasher

_one_at_a_time = Lock()


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as Django sets it up, one password at a time in a process.

    Each takes 100 MiB and, in threads of its own, every processor there is: several at once would
    be no sooner done, and whoever sends many would use up the memory. Source: RFC 9106.
    """

    def encode(self, password: str, salt: str) -> str:
        """The hash that is kept."""
        with _one_at_a_time:
            encoded: str = super().encode(password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the hash is of this password."""
        with _one_at_a_time:
            return bool(super().verify(password, encoded))
