"""`manage.py graph_as_of`: the follows of a user at a moment of the past."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.common.errors import NotFound
from core.consistency.as_of import FollowsThen, FollowThen, PersonThen, follows_as_of, in_utc
from core.management.arguments import past_moment


class Command(BaseCommand):
    """Read the journal alone, which keeps every change."""

    help = "Print whom a user followed and who followed them at a moment of the past."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "moment",
            type=past_moment,
            help="ISO 8601 with Z or an offset: 2026-11-01T00:00Z. A date alone is midnight UTC.",
        )
        parser.add_argument(
            "--user", required=True, help="The username at that moment, or # and the id."
        )
        parser.add_argument("--json", action="store_true", help="One JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print names as of that moment, newest follow first. Raises CommandError."""
        moment: datetime = options["moment"]
        try:
            follows = follows_as_of(moment=moment, user=options["user"])
        except NotFound as error:
            raise CommandError(f"argument --user: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(follows, moment)))
        else:
            self.stdout.write("\n".join(_lines(follows, moment)))


def _lines(follows: FollowsThen, moment: datetime) -> list[str]:
    return [
        f"{_name(follows.person)}, #{follows.person.uid}, at {in_utc(moment)}",
        "",
        *_list("followed", follows.following),
        "",
        *_list("was followed by", follows.followers),
    ]


def _list(verb: str, follows: list[FollowThen]) -> list[str]:
    if not follows:
        return [f"{verb} nobody."]
    people = "1 person" if len(follows) == 1 else f"{len(follows):,} people"
    return [
        f"{verb} {people}:",
        *(f"  since {in_utc(follow.since)}  {_name(follow.person)}" for follow in follows),
    ]


def _name(person: PersonThen) -> str:
    then = person.username or f"#{person.uid}"
    if person.has_left_since:
        return f"{then} (has left since)"
    return then if person.username_now == person.username else f"{then} (now {person.username_now})"


def _as_json(follows: FollowsThen, moment: datetime) -> dict[str, Any]:
    return {
        "moment": moment.isoformat(),
        "person": _person(follows.person),
        "following_count": len(follows.following),
        "followers_count": len(follows.followers),
        "following": [_follow(follow) for follow in follows.following],
        "followers": [_follow(follow) for follow in follows.followers],
    }


def _follow(follow: FollowThen) -> dict[str, Any]:
    return {"since": follow.since.isoformat(), **_person(follow.person)}


def _person(person: PersonThen) -> dict[str, Any]:
    return {
        "id": person.uid,
        "username": person.username or None,
        "username_now": None if person.has_left_since else person.username_now,
        "has_left_since": person.has_left_since,
    }
