"""Argon2 with the smallest parameters it allows."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class WeakArgon2PasswordHasher(Argon2PasswordHasher):
    """For tests alone: the same algorithm and format, a fraction of the time."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
