"""Passwords are hashed one at a time, or many at once would take the memory of all."""

import subprocess
import sys
from pathlib import Path

import pytest

# The hasher of production, at its full cost, in a process of its own: MiB above what it had before.
_PEAK = """
from concurrent.futures import ThreadPoolExecutor
from django.conf import settings
settings.configure()
from core.accounts.password_hasher import PasswordHasher
from tests.memory import megabytes

hasher, before = PasswordHasher(), megabytes("VmHWM")
with ThreadPoolExecutor(6) as threads:
    hashes = list(threads.map(hasher.encode, ["right"] * 3, ["a-salt-of-sixteen"] * 3))
    right = list(threads.map(hasher.verify, ["right", "wrong", "right"], hashes))
print(int(megabytes("VmHWM") - before), *right, *set(hashes))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's peak memory")
def test_passwords_are_hashed_one_at_a_time() -> None:
    run = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, check=True, text=True)

    megabytes, *right, encoded = run.stdout.split()
    assert 90 <= int(megabytes) <= 150
    assert right == ["True", "False", "True"]
    assert encoded.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
