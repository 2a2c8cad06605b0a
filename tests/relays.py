"""Relays as processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def relay_process(**environ: str) -> Iterator[subprocess.Popen[str]]:
    """`manage.py relay_journal`, once it says that it runs; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "relay_journal"],
        env={**os.environ, "SECRET_KEY": "x" * 60, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "The relay is running.\n"
        yield process
    finally:
        process.kill()
        process.communicate()
