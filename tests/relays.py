"""Relays as processes of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.engines import serving_url
from tests.programs import Program


@contextmanager
def relay_process(**environ: str) -> Iterator[Program]:
    """`manage.py relay_journal`, once it says that it runs; killed at the end."""
    process = Program(
        *("manage.py", "relay_journal"),
        environ={
            **os.environ,
            "DATABASE_URL": serving_url(),
            "SECRET_KEY": "x" * 60,
            **environ,
        },
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "The relay is running.\n"
        yield process
    finally:
        process.kill()
        process.communicate()
