"""People by id and name, and the search for them."""

import pytest
from django.db import connection

from core.accounts.models import User
from core.accounts.selectors import (
    authenticated_user,
    count_users,
    search_users,
    user_by_id,
    user_by_username,
    users_by_ids,
)
from core.lists.pages import PageRequest
from core.visibility import ANYONE
from tests.factories import make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


def people(**names: str) -> None:
    """People by username, with their display names."""
    User.objects.bulk_create(
        User(username=username, email=f"{username}@example.com", display_name=name)
        for username, name in names.items()
    )


def found(text: str | None, **page: int) -> list[str]:
    request = PageRequest(**(page or {"first": 100}))
    return [user.username for user in search_users(ANYONE, text, request).items]


def test_one_person() -> None:
    ada = make_user("Ada")
    assert user_by_id(ANYONE, ada.pk) == ada
    assert user_by_id(ANYONE, ada.pk + 1) is None
    assert user_by_username(ANYONE, "aDA") == ada
    assert user_by_username(ANYONE, "ad") is None


def test_many_people_by_one_statement_and_without_secrets() -> None:
    ada, _, cyd = make_users("ada", "bob", "cyd")
    with statements() as seen:
        by_id = users_by_ids(ANYONE, [cyd.pk, ada.pk, 999])
        shown = {
            uid: (user.username, user.display_name, user.bio, str(user.profile_image))
            for uid, user in by_id.items()
        }
    assert shown == {ada.pk: ("ada", "", "", ""), cyd.pk: ("cyd", "", "", "")}
    assert len(seen) == 1
    assert "password" not in seen[0]
    assert "email" not in seen[0]


def test_who_a_token_speaks_for() -> None:
    ada = make_user("ada")
    with statements() as seen:
        assert authenticated_user(ada.pk, token_version=1) == ada
    assert len(seen) == 1
    assert authenticated_user(ada.pk, token_version=2) is None
    assert authenticated_user(ada.pk + 1, token_version=1) is None
    User.objects.update(is_active=False)
    suspended = authenticated_user(ada.pk, token_version=1)
    assert suspended is not None
    assert not suspended.is_active


@pytest.mark.parametrize(
    ("text", "usernames"),
    [
        (None, ["ada", "adam_1", "bob", "Cyd", "zoe"]),
        (" ", ["ada", "adam_1", "bob", "Cyd", "zoe"]),
        ("ad", ["ada", "adam_1", "Cyd", "zoe"]),
        ("ADA", ["ada", "adam_1", "Cyd", "zoe"]),
        ("adam_", ["adam_1"]),
        ("lovelace", ["ada"]),
        ("love", ["ada"]),
        ("lace", []),
        ("king ada", ["ada"]),
        ("ada lov", ["ada"]),
        ("ada xyz", []),
        ("cyd", ["Cyd"]),
        ("éloïse", ["bob"]),
        ("mary-ann", ["zoe"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("ada' & !:*(", ["ada", "Cyd", "zoe"]),
        ("ada\x00", []),
        ("ad " * 30_000, []),
        ("ada\ud800", []),
    ],
)
def test_search(text: str | None, usernames: list[str]) -> None:
    people(
        ada="Ada King Lovelace",
        adam_1="",
        bob="Éloïse Ba",
        Cyd="Fan of ADA",
        zoe="Mary-Ann Ada",
    )
    with statements() as seen:
        assert found(text) == usernames
    assert len(seen) <= 2
    assert count_users(ANYONE, text) == len(usernames)


@pytest.mark.parametrize("text", [None, "person"])
def test_pages_follow_each_other_both_ways(text: str | None) -> None:
    make_users(*(f"person{number}" for number in range(7)))
    uids = [user.pk for user in search_users(ANYONE, text, PageRequest(first=100)).items]
    first = search_users(ANYONE, text, PageRequest(first=3))
    assert [user.pk for user in first.items] == uids[:3]
    assert list(first.keys) == uids[:3]
    assert (first.has_previous, first.has_next) == (False, True)
    last = search_users(ANYONE, text, PageRequest(first=4, after=uids[2]))
    assert [user.pk for user in last.items] == uids[3:]
    assert (last.has_previous, last.has_next) == (False, False)
    back = search_users(ANYONE, text, PageRequest(last=2, before=uids[3]))
    assert [user.pk for user in back.items] == uids[1:3]
    assert (back.has_previous, back.has_next) == (True, False)


def test_search_reads_the_indexes_of_the_search() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_user (username, email, display_name, bio, password, profile_image,
              profile_image_small, date_joined, is_superuser, is_active, is_staff, token_version)
            SELECT 'p' || md5(i::text), i || '@example.com', 'Name ' || md5((-i)::text), '', '', '',
              '', now(), false, true, false, 1 FROM generate_series(1, 20000) i
            """.replace("md5(i::text)", "left(md5(i::text), 20)")
        )
        cursor.execute("ANALYZE core_user")
    plans = []
    with statements() as seen:
        for text in ("p00f", "nobody", "name 00ff"):
            search_users(ANYONE, text, PageRequest(first=20))
            search_users(ANYONE, text, PageRequest(last=20, before=10_000))
    assert len(seen) == 6 * 2

    def explain(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith("WITH"):
            with context["connection"].connection.cursor() as raw:
                raw.execute("EXPLAIN " + sql, params)
                plans.append("\n".join(row[0] for row in raw.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        for text in ("p00f", "nobody", "name 00ff"):
            search_users(ANYONE, text, PageRequest(first=20))
    assert len(plans) == 3
    for plan in plans:
        assert "Seq Scan" not in plan
        assert "user_name_search" in plan
