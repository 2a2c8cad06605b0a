"""Reports, decisions, approvals and appeals; the graph agrees with PostgreSQL after each."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import Role, role_of, set_moderator
from core.comments.models import Comment
from core.comments.services import create_comment
from core.common.errors import DomainError, Forbidden, InvalidInput, NotFound
from core.moderation.appeals import appeal, decide_appeal
from core.moderation.decisions import approve, decide
from core.moderation.expiry import end_over
from core.moderation.models import Action, Appeal, Decision, ModerationAct
from core.moderation.selectors import statements_about
from core.notifications.models import Notification, NotificationKind
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.posts.services import update_post
from core.reports.models import Case, Category, Report, SubjectKind
from core.reports.services import report
from core.visibility import ANYONE, Standing, Viewer
from tests.core.consistency.auditing import found
from tests.factories import make_post, make_user, make_users
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")


def make_moderator(username: str) -> User:
    user = set_moderator(person=make_user(username).pk, is_moderator=True)
    return User.objects.get(pk=user.pk)


def report_post(post: Post, reporter: User) -> Report:
    return report(
        reporter=reporter, kind=SubjectKind.POST, subject=post.pk, category=Category.HATE, text="!"
    )


def report_user(person: User, reporter: User) -> Report:
    return report(
        reporter=reporter, kind=SubjectKind.USER, subject=person.pk, category=Category.SPAM
    )


def decide_about(case: int, moderator: User, action: Action, **more: object) -> Decision:
    return decide(moderator=moderator, case=case, action=action, reason="Rude.", **more)  # type: ignore[arg-type]


def acts() -> list[str]:
    return list(ModerationAct.objects.order_by("pk").values_list("kind", flat=True))


def test_reports_of_a_post_are_one_case_with_the_post_as_it_was() -> None:
    ada, bob, cat = make_users("ada", "bob", "cat")
    post = make_post(ada, "Rude.")
    first = report_post(post, bob)
    assert report_post(post, bob) == first
    update_post(editor=ada, post=post.pk, content="Kind.")
    second = report_post(post, cat)
    assert first.case_id == second.case_id
    case = Case.objects.get()
    assert (case.person_id, case.reports_count, case.state) == (ada.pk, 2, Case.State.OPEN)
    evidence = Report.objects.order_by("pk").values_list("evidence__text", flat=True)
    assert list(evidence) == ["Rude.", "Kind."]
    assert Notification.objects.filter(recipient=ada).count() == 0


def test_nobody_reports_themselves_or_what_is_hidden_from_them() -> None:
    ada, bob = make_users("ada", "bob")
    post = make_post(ada)
    with pytest.raises(InvalidInput, match=r"You cannot report yourself\."):
        report_post(post, ada)
    with pytest.raises(InvalidInput, match=r"You cannot report yourself\."):
        report_user(ada, ada)
    Post.objects.filter(pk=post.pk).update(standing=Standing.HIDDEN)
    with pytest.raises(NotFound, match=r"Post not found\."):
        report_post(post, bob)
    assert not Case.objects.exists()


def test_hidden_appealed_and_overturned_it_is_as_it_was() -> None:
    ada, bob = make_users("ada", "bob")
    mod, other = make_moderator("mod"), make_moderator("other")
    post = make_post(ada, "Rude.")
    comment = create_comment(author=bob, post=post.pk, content="Why?")
    case = report_post(post, bob).case_id
    decision = decide_about(case, mod, Action.HIDE)
    assert posts_by_ids(ANYONE, [post.pk]) == {}
    [statement] = statements_about(Viewer.of(ada))
    assert statement == decision
    [note] = Notification.objects.filter(recipient=ada, kind=NotificationKind.MODERATION)
    assert note.actor_id == ada.pk
    with pytest.raises(InvalidInput, match=r"already decided"):
        decide_about(case, other, Action.NONE)
    with pytest.raises(NotFound, match=r"Decision not found\."):
        appeal(person=bob, decision=decision.pk, text="For her.")
    appeal(person=ada, decision=decision.pk, text="It was a joke.")
    with pytest.raises(InvalidInput, match=r"You have appealed"):
        appeal(person=ada, decision=decision.pk, text="Again.")
    with pytest.raises(Forbidden, match=r"Somebody else"):
        decide_appeal(moderator=mod, decision=decision.pk, overturns=False, reason="No.")
    decide_appeal(moderator=other, decision=decision.pk, overturns=True, reason="It was.")
    assert set(posts_by_ids(ANYONE, [post.pk])) == {post.pk}
    assert Comment.objects.get().pk == comment.pk
    with pytest.raises(InvalidInput, match=r"No appeal"):
        decide_appeal(moderator=other, decision=decision.pk, overturns=False, reason="No.")
    assert acts() == ["decided", "appealed", "overturned"]
    assert found() == []


def test_what_was_held_is_held_again() -> None:
    ada, bob = make_users("ada", "bob")
    mod, other = make_moderator("mod"), make_moderator("other")
    post = make_post(ada)
    case = report_post(post, bob).case_id
    Post.objects.filter(pk=post.pk).update(standing=Standing.HELD)
    decision = decide_about(case, mod, Action.HIDE)
    appeal(person=ada, decision=decision.pk, text="No.")
    decide_appeal(moderator=other, decision=decision.pk, overturns=True, reason="Yes.")
    assert Post.objects.get(pk=post.pk).standing == Standing.HELD


def test_who_may_not_decide() -> None:
    ada, bob, boss = make_users("ada", "bob", "boss")
    User.objects.filter(pk=boss.pk).update(is_staff=True, is_superuser=True)
    mod, other = make_moderator("mod"), make_moderator("other")
    assert [role_of(user) for user in (ada, mod)] == [Role.MEMBER, Role.MODERATOR]
    refused = {
        "Only moderators may do this.": (report_user(bob, ada).case_id, ada),
        "You cannot decide about yourself.": (report_user(mod, ada).case_id, mod),
        "Only an administrator may decide about staff.": (report_user(boss, ada).case_id, mod),
        "You cannot decide about what you have reported.": (report_user(ada, mod).case_id, mod),
    }
    for message, (case, who) in refused.items():
        with pytest.raises(Forbidden) as error:
            decide_about(case, who, Action.SUSPEND)
        assert str(error.value) == message
    with pytest.raises(Forbidden, match="staff"):
        decide_about(report_user(other, ada).case_id, mod, Action.WARN)
    assert User.objects.filter(is_active=False).count() == 0
    assert acts() == []
    boss = User.objects.get(pk=boss.pk)
    about_mod = Case.objects.get(subject=mod.pk)
    assert decide_about(about_mod.pk, boss, Action.WARN).state == Decision.State.APPLIED


def test_what_cannot_be_undone_takes_two() -> None:
    ada, bob = make_users("ada", "bob")
    mod, other = make_moderator("mod"), make_moderator("other")
    post = make_post(ada)
    case = report_post(post, bob).case_id
    refused = decide_about(case, mod, Action.REMOVE)
    assert posts_by_ids(ANYONE, [post.pk]) == {}
    with pytest.raises(Forbidden, match=r"your own decision"):
        approve(moderator=mod, decision=refused.pk, approves=True)
    with pytest.raises(NotFound):
        appeal(person=ada, decision=refused.pk, text="Not yet.")
    approve(moderator=other, decision=refused.pk, approves=False, reason="Too much.")
    assert set(posts_by_ids(ANYONE, [post.pk])) == {post.pk}
    approved = decide_about(case, other, Action.REMOVE)
    approve(moderator=mod, decision=approved.pk, approves=True)
    with pytest.raises(InvalidInput, match=r"does not wait for approval"):
        approve(moderator=make_moderator("third"), decision=approved.pk, approves=True)
    assert not Post.objects.filter(pk=post.pk).exists()
    with pytest.raises(InvalidInput, match=r"cannot be appealed"):
        appeal(person=ada, decision=approved.pk, text="Why?")
    case = report_user(ada, bob).case_id
    approve(moderator=other, decision=decide_about(case, mod, Action.REMOVE).pk, approves=True)
    assert not User.objects.filter(pk=ada.pk).exists()
    assert acts() == ["proposed", "refused", "proposed", "approved", "proposed", "approved"]
    assert found() == []


@pytest.mark.parametrize("action", [Action.LIMIT, Action.SUSPEND])
def test_a_time_ends_only_what_no_other_decision_holds(action: Action) -> None:
    ada, bob, cat = make_users("ada", "bob", "cat")
    mod, other = make_moderator("mod"), make_moderator("other")

    def holds() -> bool:
        user = User.objects.get(pk=ada.pk)
        return user.is_limited if action is Action.LIMIT else user.is_suspended

    posts = [make_post(ada), make_post(ada)]
    soon = timezone.now() + timedelta(hours=1)
    timed = decide_about(report_post(posts[0], bob).case_id, mod, action, until=soon)
    case = Case.objects.create(
        kind="post", subject=posts[1].pk, person=ada, category="hate", reports_count=1
    )
    for_good = decide_about(case.pk, mod, action)
    assert holds()
    assert end_over() == 0
    Decision.objects.filter(pk=timed.pk).update(until=timezone.now())
    assert end_over() == 1
    assert holds()
    appeal(person=User.objects.get(pk=ada.pk), decision=for_good.pk, text="Please.")
    decide_appeal(moderator=other, decision=for_good.pk, overturns=True, reason="Fine.")
    assert not holds()
    assert Decision.objects.get(pk=timed.pk).state == Decision.State.ENDED
    assert acts() == ["decided", "decided", "ended", "appealed", "overturned"]
    assert set(posts_by_ids(Viewer.of(cat), [posts[0].pk])) == {posts[0].pk}
    assert found() == []


def test_arguments_that_do_not_fit_are_refused() -> None:
    ada, bob = make_users("ada", "bob")
    mod = make_moderator("mod")
    case = report_user(ada, bob).case_id
    past, soon = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    refused: list[tuple[Action, dict[str, object], str]] = [
        (Action.HIDE, {}, "A user cannot be hidden, only suspended."),
        (Action.WARN, {"until": soon}, "Only a limit or a suspension has an end."),
        (Action.LIMIT, {"until": past}, "This time is over."),
    ]
    for action, more, message in refused:
        with pytest.raises(DomainError) as error:
            decide_about(case, mod, action, **more)
        assert str(error.value) == message
    with pytest.raises(NotFound, match=r"Case not found\."):
        decide_about(case + 1, mod, Action.NONE)
    decide_about(case, mod, Action.NONE)
    assert statements_about(Viewer.of(ada)) == []
    assert not Appeal.objects.exists()


def test_of_two_decisions_at_once_one_holds() -> None:
    ada, bob = make_users("ada", "bob")
    moderators = [make_moderator("mod"), make_moderator("other")]
    case = report_user(ada, bob).case_id

    def try_to_decide(moderator: User) -> str:
        try:
            return str(decide_about(case, moderator, Action.WARN).state)
        except InvalidInput as refusal:
            return str(refusal)

    results = at_once(*(partial(try_to_decide, each) for each in moderators))
    assert sorted(map(str, results)) == ["This case is already decided.", "applied"]
    assert acts() == ["decided"]


def test_the_log_is_never_changed() -> None:
    ada, bob = make_users("ada", "bob")
    decide_about(report_user(ada, bob).case_id, make_moderator("mod"), Action.WARN)
    for statement in (
        "UPDATE core_moderationact SET reason = ''",
        "DELETE FROM core_moderationact",
    ):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert ModerationAct.objects.get().reason == "Rude."
