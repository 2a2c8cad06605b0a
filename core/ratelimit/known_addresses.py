"""Where users have signed in from, so that an attacker elsewhere cannot lock them out.

Source: NIST SP 800-63B, section 5.2.2, on addresses from which somebody has signed in before; and
OWASP, "Slow Down Online Guessing Attacks with Device Cookies", for counting them separately.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from core.common.email_addresses import email_key
from core.common.keyed_hashes import keyed_hash

from .models import KnownAddress

KEPT_DAYS = 90
BATCH = 5_000

# Rows of the last day are left as they are. Sorted, so that no deadlock arises.
_REMEMBER = """
    INSERT INTO core_knownaddress AS known (key, until)
    SELECT key, now() + make_interval(days => %(kept)s)
    FROM unnest(%(keys)s::uuid[]) AS key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET until = excluded.until
    WHERE known.until < excluded.until - interval '1 day'
"""
_PURGE = """
    DELETE FROM core_knownaddress WHERE key = ANY(ARRAY(
        SELECT key FROM core_knownaddress WHERE until < now() ORDER BY until
        LIMIT %s FOR UPDATE SKIP LOCKED))
"""


def is_known(*, name: str, address: str) -> bool:
    """Return whether somebody signed in by this name from this address lately.

    One SQL statement.
    """
    key = _key(name, address)
    return KnownAddress.objects.filter(pk=key, until__gt=Now()).exists()


def remember(*, names: Iterable[str], address: str) -> None:
    """Store that a user with these names signed in from this address. One SQL statement."""
    keys = [str(_key(name, address)) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, {"kept": KEPT_DAYS, "keys": keys})


def purge() -> int:
    """Delete up to `BATCH` expired rows; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [BATCH])
        return int(cursor.rowcount)


def _key(name: str, address: str) -> UUID:
    return keyed_hash("known address", email_key(name), address)
