"""Two moderators at the admin: one decides, the other one about the appeal."""

import pytest
from django.test import Client
from django.utils.html import escape

from core.accounts.models import User
from core.accounts.roles import Role, moderators, role_of, set_moderator
from core.common.errors import Forbidden
from core.moderation.appeals import appeal
from core.moderation.models import Decision, ModerationAct
from core.moderation.roles import change_moderator
from core.posts.models import Post
from core.reports.models import Case, Category, SubjectKind
from core.reports.services import report
from core.visibility import Standing
from tests.factories import make_post, make_user, make_users

pytestmark = pytest.mark.usefixtures("stores")


def moderator(username: str) -> Client:
    client = Client()
    client.force_login(set_moderator(person=make_user(username).pk, is_moderator=True))
    return client


def administrator(username: str) -> Client:
    user = make_user(username)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def role_lines() -> list[tuple[str, str]]:
    lines = ModerationAct.objects.filter(kind__startswith="role").order_by("pk")
    return list(lines.values_list("kind", "reason"))


def test_an_administrator_grants_and_takes_the_role() -> None:
    boss, ada = administrator("boss"), make_user("ada")
    chosen = {"_selected_action": [ada.pk]}
    boss.post("/admin/core/user/", {"action": "make_moderators", **chosen})
    assert role_of(User.objects.get(pk=ada.pk)) is Role.MODERATOR
    hers = Client()
    hers.force_login(User.objects.get(pk=ada.pk))
    assert hers.get("/admin/core/case/").status_code == 200
    boss.post("/admin/core/user/", {"action": "make_members", **chosen})
    found = User.objects.get(pk=ada.pk)
    assert (role_of(found), found.is_staff) == (Role.MEMBER, False)
    # Her session of the admin has ended.
    assert hers.get("/admin/core/case/").status_code == 302
    assert role_lines() == [("role_given", "moderator"), ("role_taken", "moderator")]
    with pytest.raises(Forbidden, match="Only administrators"):
        change_moderator(administrator=found, person=ada.pk, is_moderator=True)


def test_a_role_given_by_the_form_is_in_the_log() -> None:
    boss, ada = administrator("boss"), make_user("ada")
    page = f"/admin/core/user/{ada.pk}/change/"
    sent = {"username": "ada", "email": "ada@example.com", "is_active": "on", "is_staff": "on"}
    boss.post(page, sent | {"groups": moderators().pk})
    boss.post(page, sent | {"is_superuser": "on"})
    boss.post(page, sent)
    assert role_lines() == [
        ("role_given", "moderator"),
        ("role_taken", "moderator"),
        ("role_given", "administrator"),
        ("role_taken", "administrator"),
    ]


def test_a_case_and_its_appeal() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada, "<b>Rude</b>")
    made = report(
        reporter=bob, kind=SubjectKind.POST, subject=post.pk, category=Category.HATE, text="See."
    )
    maud, olga = moderator("maud"), moderator("olga")
    assert escape("<b>Rude</b>") in maud.get("/admin/core/case/").content.decode()
    page = f"/admin/core/case/{made.case_id}/change/"
    shown = maud.get(page).content.decode()
    assert escape("<b>Rude</b>") in shown
    assert "<td>bob</td><td>Hate</td><td></td><td>See.</td>" in shown

    decision = {"action": "hide", "reason": "Rude.", "rule": "", "until_0": "", "until_1": ""}
    assert maud.post(page, decision).status_code == 302
    assert Post.objects.get().standing == Standing.HIDDEN
    assert olga.post(page, decision, follow=True).status_code == 200
    assert Case.objects.get().decisions.count() == 1

    appeal(person=ada, decision=Decision.objects.get().pk, text="A joke.")
    page = f"/admin/core/decision/{Decision.objects.get().pk}/change/"
    assert "A joke." in olga.get(page).content.decode()
    judgement = {"judgement": "overturn", "answer": "It was."}
    maud.post(page, judgement)
    assert Post.objects.get().standing == Standing.HIDDEN
    olga.post(page, judgement)
    assert Post.objects.get().standing == Standing.VISIBLE

    log = olga.get("/admin/core/moderationact/").content.decode()
    assert "Overturned" in log
    line = ModerationAct.objects.earliest("pk").pk
    assert olga.post(f"/admin/core/moderationact/{line}/change/", {}).status_code == 403
    assert olga.get("/admin/core/post/").status_code == 403
