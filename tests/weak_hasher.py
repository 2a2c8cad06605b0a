"""Argon2 with the smallest parameters it allows."""

from core.accounts.password_hasher import PasswordHasher


class WeakPasswordHasher(PasswordHasher):
    """For tests alone: the same algorithm and format, a fraction of the time."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
