"""People in the admin: changed by the services, so that both stores and all sessions follow."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import RefreshToken, User
from core.accounts.roles import set_moderator
from core.accounts.sessions import start_session
from core.comments.models import Comment
from core.comments.services import create_comment
from core.common.errors import Forbidden
from core.follows.services import follow
from core.jobs.worker import drain
from core.journal.models import JournalEntry
from core.likes.services import like
from core.moderation.decisions import approve
from core.moderation.models import Decision
from core.notifications.models import Notification
from core.posts.models import Post
from tests.factories import make_post, make_user, make_users
from tests.graph_state import edges, nodes

from .browsing import choose, fill_in

ADD = "/admin/core/user/add/"
PASSWORD = "correct horse battery"


def page_of(user: User, name: str = "change") -> str:
    """The address of a person's page."""
    return f"/admin/core/user/{user.pk}/{name}/"


def names_in_graph() -> dict[object, object]:
    """The username of every person in Neo4j, by id."""
    return {node["uid"]: node["username"] for label, node in nodes() if label == "User"}


def test_a_person_added_is_in_both_stores(browser: Client, root: User) -> None:
    said = fill_in(
        browser, ADD, username="Ada", email="ada@x.org", password1=PASSWORD, password2=PASSWORD
    )
    ada = User.objects.get(username="Ada")
    assert said == [
        f'The user “<a href="{page_of(ada)}">Ada</a>” was added successfully. '
        "You may edit it again below."
    ]
    assert ada.check_password(PASSWORD)
    assert (ada.email, ada.is_active, ada.is_staff) == ("ada@x.org", True, False)
    assert names_in_graph() == {root.pk: "root", ada.pk: "Ada"}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"username": "ab"}, "A username must have at least 3 characters."),
        ({"username": "ROOT"}, "This username is taken."),
        ({"email": "ROOT@example.com"}, "This e-mail address is already in use."),
        ({"password2": "another one"}, "The two password fields didn’t match."),
        (
            {"password1": "password", "password2": "password"},
            "This password is too common.",
        ),
    ],
)
def test_what_the_services_would_refuse_is_said_on_the_form(
    browser: Client, typed: dict[str, str], error: str
) -> None:
    given = {
        "username": "ada", "email": "ada@x.org", "password1": PASSWORD, "password2": PASSWORD,
    }  # fmt: skip
    assert fill_in(browser, ADD, **given | typed) == [error]
    assert (User.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_a_new_name_reaches_the_graph(browser: Client, root: User) -> None:
    ada = make_user("ada")
    fill_in(browser, page_of(ada), display_name="Ada L.")
    assert JournalEntry.objects.count() == 2
    fill_in(browser, page_of(ada), username="Lovelace", email="l@x.org", bio="Counts.")
    ada.refresh_from_db()
    assert (ada.username, ada.email, ada.display_name, ada.bio, ada.token_version) == (
        "Lovelace", "l@x.org", "Ada L.", "Counts.", 1,
    )  # fmt: skip
    assert names_in_graph() == {root.pk: "root", ada.pk: "Lovelace"}
    assert fill_in(browser, page_of(ada), username="root") == ["This username is taken."]
    assert JournalEntry.objects.count() == 3


def test_suspending_ends_sessions_and_can_be_undone(browser: Client) -> None:
    ada = make_user("ada")
    start_session(ada)
    fill_in(browser, page_of(ada), is_active=None)
    ada.refresh_from_db()
    assert (ada.is_active, ada.token_version) == (False, 2)
    assert RefreshToken.objects.get().revoked_at is not None
    fill_in(browser, page_of(ada), is_active="on")
    ada.refresh_from_db()
    assert (ada.is_active, ada.token_version) == (True, 2)
    kinds = JournalEntry.objects.filter(actor=ada.pk).order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["user_saved", "suspended", "reinstated"]


def test_another_password_ends_sessions(browser: Client) -> None:
    ada = make_user("ada")
    start_session(ada)
    refused = browser.post(page_of(ada, "password"), {"password1": "123", "password2": "123"})
    assert "This password is too short." in refused.content.decode()
    empty = browser.post(page_of(ada, "password"), {})
    assert "This field is required." in empty.content.decode()
    assert RefreshToken.objects.get().revoked_at is None
    sent = {"password1": PASSWORD, "password2": PASSWORD}
    answer = browser.post(page_of(ada, "password"), sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(ada))
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert ada.token_version == 2
    assert RefreshToken.objects.get().revoked_at is not None


def busy_people() -> tuple[User, User]:
    """Ada and Bob, who follow each other, and wrote, liked and answered all they could."""
    ada, bob = make_users("ada", "bob")
    for one, other in ((ada, bob), (bob, ada)):
        post = make_post(one)
        follow(follower=one, followee=other.pk)
        like(liker=other, post=post.pk)
        create_comment(author=other, post=post.pk, content="Hm.")
    return ada, bob


def test_removing_people_takes_two_and_leaves_nothing(browser: Client, root: User) -> None:
    ada, bob = busy_people()
    assert browser.get(page_of(ada, "delete")).status_code == 403
    chosen = {"action": "propose_removal", "_selected_action": [ada.pk]}
    page = browser.post("/admin/core/user/", chosen).content.decode()
    for line in ("People: 1", "Posts: 1", "Comments: 1", "Notifications: 6"):
        assert f"<li>{line}</li>" in page
    assert choose(browser, "user", "propose_removal", ada.pk, bob.pk, reason="Spam.") == [
        "Proposed: 2. Another moderator has to approve, under Decisions."
    ]
    assert choose(browser, "user", "propose_removal", ada.pk, root.pk, reason="Spam.") == [
        "root: You cannot decide about yourself.",
        "ada: This case is already decided.",
    ]
    assert User.objects.count() == 3
    proposals = list(Decision.objects.values_list("pk", flat=True))
    with pytest.raises(Forbidden, match="Somebody else"):
        approve(moderator=root, decision=proposals[0], approves=True)
    other = set_moderator(person=make_user("other").pk, is_moderator=True)
    for proposal in proposals:
        approve(moderator=other, decision=proposal, approves=True)
    drain()
    assert set(User.objects.all()) == {root, other}
    assert not Post.objects.exists()
    assert not Comment.objects.exists()
    assert not Notification.objects.exists()
    assert edges() == []
    assert names_in_graph() == {root.pk: "root", other.pk: "other"}


def test_pictures_are_removed(browser: Client) -> None:
    ada = make_user("ada")
    ada.profile_image, ada.profile_image_small = "profiles/a.jpg", "profiles/a-small.jpg"
    ada.save()
    assert '<img src="/media/profiles/a-small.jpg"' in browser.get(page_of(ada)).content.decode()
    said = choose(browser, "user", "remove_profile_pictures", ada.pk)
    assert said == ["Profile pictures removed: 1."]
    ada.refresh_from_db()
    assert (str(ada.profile_image), str(ada.profile_image_small)) == ("", "")


def test_only_superusers_touch_staff_and_give_rights(
    staff: Callable[..., Client], root: User
) -> None:
    clerk = staff("view_user", "change_user", "delete_user")
    ada = make_user("ada")
    sent = {"password1": PASSWORD, "password2": PASSWORD}
    assert clerk.post(page_of(root), {"username": "toor"}).status_code == 403
    assert clerk.post(page_of(root, "password"), sent).status_code == 403
    assert clerk.post(page_of(ada, "delete"), {"post": "yes"}).status_code == 403
    for action in ("delete_selected", "propose_removal"):
        # Who has Django's permission and is no moderator is offered neither.
        assert choose(clerk, "user", action, root.pk, ada.pk, reason="!") == ["No action selected."]
    assert User.objects.count() == 3
    fill_in(clerk, page_of(ada), bio="Checked.", is_staff="on", is_superuser="on")
    ada.refresh_from_db()
    assert (ada.bio, ada.is_staff, ada.is_superuser) == ("Checked.", False, False)
    root.refresh_from_db()
    assert root.username == "root"
