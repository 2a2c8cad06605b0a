"""Users of a source who are not imported yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from core.bulk import NewUser, load_users

from .names import free_emails, free_usernames
from .records import Kind, remember
from .run import Run


class Newcomer(NamedTuple):
    """A user by key in the source, with the preferred username and e-mail address."""

    key: str
    username: str
    joined_at: datetime
    email: str = ""
    display_name: str = ""


def import_newcomers(run: Run, newcomers: Sequence[Newcomer]) -> dict[str, int]:
    """Create these users in the caller's transaction; return their ids by key."""
    usernames = free_usernames([person.username for person in newcomers])
    emails = free_emails([person.email for person in newcomers], usernames, run.source)
    uids = load_users(
        [
            NewUser(
                username=username,
                email=email,
                joined_at=person.joined_at,
                display_name=person.display_name,
            )
            for person, username, email in zip(newcomers, usernames, emails, strict=True)
        ]
    )
    ids = {person.key: uid for person, uid in zip(newcomers, uids, strict=True)}
    remember(run, Kind.USER, ids)
    run.report.made["people"] += len(ids)
    return ids
