"""Expand, then contract: a migration that breaks the release before it is found."""

import shutil
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.migrations import has_breaking_migrations

pytestmark = pytest.mark.usefixtures("stores")

MIGRATIONS = Path(__file__).resolve().parents[3] / "core" / "migrations"
MIGRATION = """
from django.db import migrations, models
from django.contrib.postgres.operations import AddIndexConcurrently

class Migration(migrations.Migration):
    atomic = {atomic}
    dependencies = [("core", "{last}")]
    operations = [{operation}]
"""
ADD = 'migrations.AddField("post", "mood", models.CharField(max_length=9, {}))'
INDEX = 'model_name="post", index=models.Index(fields=["edited_at"], name="edited")'


def found(name: str, operation: str, folder: Path, settings: Settings) -> bool:
    """Whether the check finds fault with our migrations and one more."""
    package = f"migrations_with_{name}"
    shutil.copytree(MIGRATIONS, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.stem for path in MIGRATIONS.glob("0*.py"))
    atomic = "Concurrently" not in operation
    (folder / package / f"9999_{name}.py").write_text(
        MIGRATION.format(atomic=atomic, last=last, operation=operation)
    )
    settings.MIGRATION_MODULES = {"core": package}
    return has_breaking_migrations()


def test_our_own_can_run_while_the_release_before_serves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert not has_breaking_migrations()
    assert f"Valid migrations: {len(list(MIGRATIONS.glob('0*.py')))}/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ('migrations.RemoveField("user", "bio")', "DROPPING columns"),
        ('migrations.DeleteModel("ImportRecord")', "DROPPING table"),
        ('migrations.RenameField("user", "bio", "about")', "RENAMING columns"),
        ('migrations.AlterField("user", "bio", models.IntegerField())', "ALTERING columns"),
        (ADD.format('default="fine"'), "NOT NULL constraint on columns"),
        (f"migrations.AddIndex({INDEX})", "CREATE INDEX locks table"),
    ],
)
def test_what_breaks_the_release_before_is_named(
    operation: str,
    reason: str,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    name = f"number_{abs(hash(operation))}"
    assert found(name, operation, tmp_path, settings)
    said = capsys.readouterr().out
    assert f"(core, 9999_{name})... ERR" in said
    assert reason in said
    assert "Erroneous migrations: 1/" in said


@pytest.mark.parametrize(
    ("name", "operation"),
    [
        ("nullable", ADD.format("null=True")),
        ("default_of_the_database", ADD.format('db_default="fine"')),
        ("concurrently", f"AddIndexConcurrently({INDEX})"),
        ("new_table", 'migrations.CreateModel("Mood", [("name", models.TextField(unique=True))])'),
        # The code of the release before has let go of it already.
        ("and_contract_user", 'migrations.RemoveField("user", "bio")'),
    ],
)
def test_what_it_can_live_with_passes(
    name: str,
    operation: str,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert not found(name, operation, tmp_path, settings)
