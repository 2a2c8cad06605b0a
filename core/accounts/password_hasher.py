"""How passwords are hashed."""

from threading import Lock

from django.contrib.auth.hashers import Argon2PasswordHasher

_one_at_a_time = Lock()


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as Django sets it up, one password at a time in a process.

    Each takes 100 MiB and, in threads of its own, all processors: several at once would not finish
    sooner, and a client that sends many would exhaust the memory. Source: RFC 9106.
    """

    def encode(self, password: str, salt: str) -> str:
        """Return the hash to store."""
        with _one_at_a_time:
            encoded: str = super().encode(password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether the hash is of this password."""
        with _one_at_a_time:
            return bool(super().verify(password, encoded))
