"""The scalar `DateTime`: what it takes, and the one form it answers in."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import graphene
import pytest

from api.scalars import DateTime
from core.posts.models import Post
from tests.factories import make_post, make_user

from .client import GraphQLClient, gid

NO_TIME = "A DateTime is a text such as 2026-11-01T09:30:00Z or 2026-11-01, by ISO 8601"
NOVEMBER = "2026-11-01T00:00:00.000000Z"


class Query(graphene.ObjectType):
    same = graphene.Field(DateTime, at=DateTime())
    naive = graphene.Field(DateTime)

    def resolve_same(self, info: graphene.ResolveInfo, at: datetime) -> datetime:
        return at

    def resolve_naive(self, info: graphene.ResolveInfo) -> datetime:
        return datetime(2026, 11, 1)


SCHEMA = graphene.Schema(query=Query)
VARIABLE = "query ($at: DateTime) { same(at: $at) }"


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("2026-11-01T00:00:00Z", NOVEMBER),
        ("2026-11-01T02:00:00+02:00", NOVEMBER),
        ("2026-10-31T13:30:00-10:30", NOVEMBER),
        ("2026-11-01T00:00:00", NOVEMBER),
        ("2026-11-01T00:00", NOVEMBER),
        ("2026-11-01", NOVEMBER),
        ("2026-11", NOVEMBER),
        ("20261101T000000Z", NOVEMBER),
        ("2026-10-31T24:00:00Z", NOVEMBER),
        ("2026", "2026-01-01T00:00:00.000000Z"),
        ("2026-11-01T00:00:00.5Z", "2026-11-01T00:00:00.500000Z"),
        ("2026-11-01T00:00:00.1234567Z", "2026-11-01T00:00:00.123456Z"),
        ("0001-01-01", "0001-01-01T00:00:00.000000Z"),
        ("0001-01-01T00:00:00-14:00", "0001-01-01T14:00:00.000000Z"),
        ("9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.999999Z"),
        (NOVEMBER, NOVEMBER),
    ],
)
def test_a_time_is_answered_in_utc_to_the_microsecond(sent: str, answered: str) -> None:
    assert SCHEMA.execute(VARIABLE, variable_values={"at": sent}).data == {"same": answered}
    assert SCHEMA.execute(f'{{ same(at: "{sent}") }}').data == {"same": answered}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("", f"{NO_TIME}."),
        ("yesterday", f"{NO_TIME}."),
        ("2026-13-01", f"{NO_TIME}."),
        ("2026-02-30", f"{NO_TIME}."),
        ("2026-11-01 00:00:00 UTC", f"{NO_TIME}."),
        ("2026-11-01T25:00:00Z", f"{NO_TIME}."),
        ("2026-11-01T00:00:61Z", f"{NO_TIME}."),
        ("2026-11-01T00:00:00+99:00", f"{NO_TIME}."),
        ("1793491200", f"{NO_TIME}."),
        ("10000-01-01", f"{NO_TIME}."),
        ("0000-01-01", f"{NO_TIME}."),
        ("-0001-01-01", f"{NO_TIME}."),
        ("２０２６-11-01", f"{NO_TIME}."),
        ("9999-12-31T24:00:00", "A DateTime must be in the years 1 to 9999, in UTC."),
        ("9999-12-31T23:00:00-02:00", "A DateTime must be in the years 1 to 9999, in UTC."),
        ("0001-01-01T00:00:00+14:00", "A DateTime must be in the years 1 to 9999, in UTC."),
        ("2026-11-01T00:00:00." + "0" * 1_000, f"{NO_TIME}, with at most 40 characters."),
    ],
)
def test_what_is_no_time_is_refused(sent: str, message: str) -> None:
    [error] = SCHEMA.execute(VARIABLE, variable_values={"at": sent}).errors or []
    assert error.message.endswith(message)
    [error] = SCHEMA.execute(f'{{ same(at: "{sent}") }}').errors or []
    assert error.message.endswith(message)


@pytest.mark.parametrize("sent", [1, 1.5, True, ["2026-11-01"], {"year": 2026}])
def test_what_is_no_text_is_refused(sent: Any) -> None:
    [error] = SCHEMA.execute(VARIABLE, variable_values={"at": sent}).errors or []
    assert error.message.endswith(f"{NO_TIME}.")


def test_a_time_without_a_zone_is_never_answered() -> None:
    result = SCHEMA.execute("{ naive }")
    assert result.data == {"naive": None}


@pytest.mark.usefixtures("stores")
def test_posts_are_found_by_dates_without_a_zone() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    asking = GraphQLClient(ada)
    query = """
        query ($after: DateTime, $before: DateTime) {
          posts(createdAfter: $after, createdBefore: $before) { nodes { id createdAt } totalCount }
        }
    """
    day = post.created_at.date()
    both = {"id": gid(post), "createdAt": post.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    found = {"posts": {"nodes": [both], "totalCount": 1}}
    nothing = {"posts": {"nodes": [], "totalCount": 0}}

    for after in ("0001-01-01", "1969", day.isoformat(), f"{day}T00:00:00", both["createdAt"]):
        assert asking.data(query, after=after) == found, after
        assert asking.data(query, before=after) == nothing, after
    for before in (f"{day + timedelta(days=1)}", "2500", "9999-12-31T23:59:59.999999Z"):
        assert asking.data(query, before=before) == found, before
        assert asking.data(query, after=before) == nothing, before


@pytest.mark.usefixtures("stores")
def test_every_time_of_an_answer_has_one_form() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    moment = datetime(2026, 11, 1, 3, tzinfo=timezone(timedelta(hours=3)))
    Post.objects.filter(pk=post.pk).update(created_at=moment, edited_at=moment.astimezone(UTC))

    answer = GraphQLClient(ada).data(
        "query ($id: ID!) { post(id: $id) { createdAt editedAt } }", id=gid(post)
    )

    assert answer == {"post": {"createdAt": NOVEMBER, "editedAt": NOVEMBER}}
