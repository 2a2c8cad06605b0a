"""Finds migrations that the release before them could not serve through.

`python -m tests.migrations` reads the SQL of each, with a PostgreSQL of its own, and exits with 1
if one removes, renames or locks what running instances use. The rule, and the way around it,
stand in CONTRIBUTING.md.
"""

import os
import sys
import tempfile
from pathlib import Path

# A migration with this in its name removes what the release before it no longer uses.
CONTRACTS = "_contract_"
# Its index has WHERE … IN (…), which the linter takes for a part of the name of its new table.
FALSE_ALARMS = ["0055_relation_imports"]


def has_breaking_migrations() -> bool:
    """Return whether there are any, and print them; needs Django and PostgreSQL."""
    from django_migration_linter import MigrationLinter

    linter = MigrationLinter(
        include_apps=["core"],
        ignore_name_contains=CONTRACTS,
        ignore_name=FALSE_ALARMS,
        all_warnings_as_errors=True,
        no_cache=True,
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return linter.has_errors


def main() -> int:
    """Start a PostgreSQL, look, and stop it."""
    from core.dev.engines.addresses import database_url
    from core.dev.engines.postgres import EmbeddedPostgres

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "postgres"
        os.environ["DATABASE_URL"] = database_url(data)
        os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings.test"
        with EmbeddedPostgres(data, durable=False):
            import django
            from django.db import connection

            django.setup()
            try:
                return int(has_breaking_migrations())
            finally:
                connection.close()


if __name__ == "__main__":
    sys.exit(main())
