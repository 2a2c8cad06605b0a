"""Whom a search for people finds, and in which order."""

import pytest
from django.db import connection

from core.accounts.models import User
from core.accounts.search_statements import WINDOW
from core.accounts.selectors import count_users, search_users
from core.follows.services import follow
from core.lists.pages import PageRequest
from core.visibility import ANYONE, Viewer
from tests.factories import make_user, make_users
from tests.sql_plans import scans
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

NAMES = {
    "jrrt": "J.R.R. Tolkien",
    "obrien_p": "Pat O’Brien",
    "lekhak": "हिन्दी लेखक",
    "isik": "İstanbul Işık",
    "jose": "Jose\u0301 Müller-Lüdenscheidt",
    "grace_m": "Rear Admiral Hopper",
    "yamada": "山田太郎",
    "somchai": "สมชาย ใจดี",
    "dots": "•••",
    "star": "★ Léa ★",
    "ﬁ".replace("ﬁ", "fi_na"): "Ｆｉｎａ d'Arc",
}


@pytest.mark.parametrize(
    ("text", "usernames"),
    [
        ("J.R.R. Tolkien", ["jrrt"]),
        ("j. r. r. tolkien", ["jrrt"]),
        ("JRR Tolkien", ["jrrt"]),
        ("tolk", ["jrrt"]),
        ("Tolkien J", ["jrrt"]),
        ("O’Brien", ["obrien_p"]),
        ("O'Brien", ["obrien_p"]),
        ("obrien", ["obrien_p"]),
        ("brien", ["obrien_p"]),
        ("o'b", ["obrien_p"]),
        ("हिन्दी लेखक", ["lekhak"]),
        ("लेखक", ["lekhak"]),
        ("हिन्", ["lekhak"]),
        ("İstanbul Işık", ["isik"]),
        ("istanbul", ["isik"]),
        ("ISTANBUL ISIK", ["isik"]),
        ("ışık", ["isik"]),
        ("José", ["jose"]),
        ("Jose\u0301", ["jose"]),
        ("jose ludenscheidt", ["jose"]),
        ("müller-lüdenscheidt", ["jose"]),
        ("mullerludenscheidt", ["jose"]),
        ("grace hopper", ["grace_m"]),
        ("hopper grace", ["grace_m"]),
        ("grace_m", ["grace_m"]),
        ("@grace_m", ["grace_m"]),
        ("Grace_", ["grace_m"]),
        ("山田太郎", ["yamada"]),
        ("太郎", ["yamada"]),
        ("山田", ["yamada"]),
        ("สมชาย", ["somchai"]),
        ("ใจดี", ["somchai"]),
        ("สมชาย ใจดี", ["somchai"]),
        ("•••", ["dots"]),
        ("★", ["star"]),
        ("lea", ["star"]),
        ("fina darc", ["fi_na"]),
        ("fina d’arc", ["fi_na"]),
        ("fi_na", ["fi_na"]),
        ("pper", []),
        ("grace tolkien", []),
        ("\u200d", []),
        ("'", []),
        ("' | '':* &!<->\\", []),
    ],
)
def test_names_in_all_scripts(text: str, usernames: list[str]) -> None:
    for username, name in NAMES.items():
        User.objects.create(username=username, email=f"{username}@x.org", display_name=name)
    assert [user.username for user in search_users(ANYONE, text, PageRequest(first=9)).items] == (
        usernames
    )
    assert count_users(ANYONE, text) == len(usernames)


def rename(user: User, name: str) -> None:
    user.display_name = name
    user.save()


def test_the_username_then_whom_one_knows_then_beginnings_then_words() -> None:
    word, _, known, follower, _, viewer = make_users(
        "word", "graceful", "known", "follower", "grace", "viewer"
    )
    for user in (word, known, follower):
        rename(user, f"The Grace {user.username}")
    follow(follower=viewer, followee=known.pk)
    follow(follower=follower, followee=viewer.pk)

    def found(of: Viewer, page: PageRequest) -> list[str]:
        return [user.username for user in search_users(of, "grace", page).items]

    everybody = PageRequest(first=20)
    assert found(ANYONE, everybody) == ["grace", "graceful", "word", "known", "follower"]
    ranked = ["grace", "known", "follower", "graceful", "word"]
    assert found(Viewer.of(viewer), everybody) == ranked
    # Page by page, both ways.
    seen: list[str] = []
    page = search_users(Viewer.of(viewer), "grace", PageRequest(first=2))
    while True:
        seen += [user.username for user in page.items]
        if not page.has_next:
            break
        page = search_users(Viewer.of(viewer), "grace", PageRequest(first=2, after=page.keys[-1]))
    assert seen == ranked
    back = search_users(Viewer.of(viewer), "grace", PageRequest(last=2, before=page.keys[0]))
    assert [user.username for user in back.items] == ranked[2:4]


def test_pages_of_a_common_name_read_few_rows_at_either_end() -> None:
    User.objects.bulk_create(
        User(username=f"person{number:04}", email=f"{number}@example.com")
        for number in range(WINDOW + 300)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_user")
    uids = list(User.objects.order_by("pk").values_list("pk", flat=True))
    names = [f"person{number:04}" for number in range(WINDOW + 300)]
    for request, expected in (
        (PageRequest(first=20), names[:20]),
        (PageRequest(first=20, after=uids[-6]), names[-5:]),
        (PageRequest(last=20), names[-20:]),
        (PageRequest(last=20, before=uids[5]), names[:5]),
        (PageRequest(last=20, before=uids[-100]), names[-120:-100]),
    ):
        with scans() as read:
            found = search_users(ANYONE, "person", request).items
        assert [user.username for user in found] == expected
        # The index of words is asked for those with the word elsewhere in their names: nobody.
        by_words = [scan.rows for scan in read if "user_name_words" in scan.by]
        assert sum(by_words) == 0, (request, read)
        assert sum(scan.rows for scan in read) < 3 * WINDOW, (request, read)


def test_the_suspended_are_left_out_before_the_page_is_cut() -> None:
    users = [make_user(f"grace{number}") for number in range(6)]
    viewer = make_user("viewer")
    for user in users[:4]:
        follow(follower=viewer, followee=user.pk)
    User.objects.filter(pk__in=[users[0].pk, users[4].pk]).update(is_active=False)
    with statements() as seen:
        page = search_users(Viewer.of(viewer), "grace", PageRequest(first=4))
    assert [user.username for user in page.items] == ["grace1", "grace2", "grace3", "grace5"]
    assert not page.has_next
    assert len(seen) == 2
    hidden = Viewer(users[0].pk, is_suspended=True)
    assert "grace0" in [
        user.username for user in search_users(hidden, "grace", PageRequest(first=9)).items
    ]
