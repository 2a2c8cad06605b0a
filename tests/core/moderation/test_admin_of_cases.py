"""Two moderators at the admin: one decides, the other one about the appeal."""

import pytest
from django.test import Client
from django.utils.html import escape

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.moderation.appeals import appeal
from core.moderation.models import Decision, ModerationAct
from core.posts.models import Post
from core.reports.models import Case, Category, SubjectKind
from core.reports.services import report
from core.visibility import Standing
from tests.factories import make_post, make_user, make_users

pytestmark = pytest.mark.usefixtures("stores")


def moderator(username: str) -> Client:
    user = set_moderator(person=make_user(username).pk, is_moderator=True)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


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
    assert "bob: See." in shown

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
