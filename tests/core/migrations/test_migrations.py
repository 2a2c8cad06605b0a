"""Expand, then contract: a migration that breaks the release before it is found."""

import shutil
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.migrations import FALSE_ALARMS, has_breaking_migrations

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


def check(operations: dict[str, str], folder: Path, settings: Settings) -> bool:
    """Whether the check finds fault with our migrations and these after them, by their names."""
    package = f"migrations_in_{folder.name}"
    shutil.copytree(MIGRATIONS, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.stem for path in MIGRATIONS.glob("0*.py"))
    for number, (name, operation) in enumerate(operations.items(), 9000):
        atomic = "Concurrently" not in operation
        text = MIGRATION.format(atomic=atomic, last=last, operation=operation)
        last = f"{number}_{name}"
        (folder / package / f"{last}.py").write_text(text)
    settings.MIGRATION_MODULES = {"core": package}
    return has_breaking_migrations()


def test_our_own_can_run_while_the_release_before_serves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert not has_breaking_migrations()
    expanding = [path for path in MIGRATIONS.glob("0*.py") if "_contract_" not in path.name]
    checked = len(expanding) - len(FALSE_ALARMS)
    assert f"Valid migrations: {checked}/" in capsys.readouterr().out


# By the name of a migration: what it does, and what is wrong with it.
BREAKING = {
    "alters": (
        'migrations.AlterField("user", "bio", models.IntegerField())',
        "ALTERING columns",
    ),
    "renames": ('migrations.RenameField("user", "bio", "about")', "RENAMING columns"),
    "removes": ('migrations.RemoveField("user", "about")', "DROPPING columns"),
    "deletes": ('migrations.DeleteModel("ImportRecord")', "DROPPING table"),
    "adds": (ADD.format('default="fine"'), "NOT NULL constraint on columns"),
    "indexes": (f"migrations.AddIndex({INDEX})", "CREATE INDEX locks table"),
}


def test_what_breaks_the_release_before_is_named(
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert check({name: one[0] for name, one in BREAKING.items()}, tmp_path, settings)
    said = capsys.readouterr().out
    for number, (name, (_, reason)) in enumerate(BREAKING.items(), 9000):
        verdict, _, rest = said.partition(f"(core, {number}_{name})... ")[2].partition("\n")
        assert verdict == "ERR", name
        assert reason in rest.partition("(core, ")[0], name
    assert f"Erroneous migrations: {len(BREAKING)}/" in said


def test_what_it_can_live_with_passes(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    operations = {
        "nullable": ADD.format("null=True"),
        "default_of_the_database": ADD.replace("mood", "wit").format('db_default="fine"'),
        "concurrently": f"AddIndexConcurrently({INDEX})",
        "new_table": ('migrations.CreateModel("Mood", [("name", models.TextField(unique=True))])'),
        # The code of the release before has let go of it already.
        "and_contract_user": 'migrations.RemoveField("user", "bio")',
    }
    assert not check(operations, tmp_path, settings)
