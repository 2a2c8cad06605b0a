"""Django stays on psycopg2, although psycopg 3 is installed for the job queue's worker.

Django takes psycopg 3 wherever it can be imported. But core/database/timeouts.py needs psycopg2's
wait callback, so psycopg 3 is out of sight while Django chooses.
"""

import sys
from importlib import import_module


def settle_on_psycopg2() -> None:
    """Let Django choose its driver now; without effect once it has chosen."""
    if "django.db.backends.postgresql.psycopg_any" in sys.modules:
        return
    imported = sys.modules.get("psycopg")
    sys.modules["psycopg"] = None  # type: ignore[assignment]
    try:
        import_module("django.db.backends.postgresql.base")
    finally:
        del sys.modules["psycopg"]
        if imported is not None:
            sys.modules["psycopg"] = imported
