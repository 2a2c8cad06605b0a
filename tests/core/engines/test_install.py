"""What `make` installs is what was locked."""

import re
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.dev.engines.install import ROOT, UV, install

LOCKS = (
    ROOT / "requirements.txt",
    ROOT / "core" / "dev" / "engines" / "requirements.txt",
    ROOT / "tests" / "requirements.txt",
    ROOT / "tests" / "clients" / "requirements.txt",
    UV,
)
PINNED = re.compile(r"^[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+( ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_every_package_is_pinned_with_its_hashes_and_no_address(lock: Path) -> None:
    lines = [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
    wrong = [line for line in lines if not PINNED.match(line) and not HASH.match(line)]
    unhashed = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if PINNED.match(line) and not HASH.match(following)
    ]

    assert wrong == []
    assert unhashed == []
    assert any(PINNED.match(line) for line in lines)


def test_a_package_with_another_hash_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "replaced_package-1.0-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("replaced_package.py", "")
        archive.writestr("replaced_package-1.0.dist-info/RECORD", "")
        archive.writestr(
            "replaced_package-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: replaced-package\nVersion: 1.0\n",
        )
        archive.writestr(
            "replaced_package-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"replaced-package @ {wheel.as_uri()} \\\n    --hash=sha256:{'0' * 64}\n")

    with pytest.raises(SystemExit) as refused:
        install(lock)

    assert "DO NOT MATCH THE HASHES" in str(refused.value)
    assert find_spec("replaced_package") is None
