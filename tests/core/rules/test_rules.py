"""What rules refuse leaves nothing behind; what they hold is seen by its author alone."""

from collections.abc import Callable
from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.accounts.selectors import authenticated_user
from core.accounts.sessions import sign_up
from core.comments.models import Comment
from core.comments.services import create_comment, delete_comment, update_comment
from core.common.errors import InvalidInput, NotFound
from core.jobs.worker import drain
from core.moderation.decisions import decide
from core.moderation.models import Action
from core.moderation.rule_trial import try_rule
from core.moderation.services import edit_post
from core.posts.models import Post
from core.posts.selectors import posts_by_ids
from core.posts.services import create_post, delete_post, update_post
from core.realtime.models import LiveEvent
from core.reports.models import Case
from core.rules import current
from core.rules.models import ContentRule, RuleAct
from core.rules.services import add_rule, remove_rule, switch_rule
from core.visibility import Standing, Viewer
from tests.addresses import HOME
from tests.core.consistency.auditing import found
from tests.everything import everything
from tests.factories import make_post, make_user, make_users
from tests.graph_state import edges
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

Kind = ContentRule.Kind
TEXT = r"^This text is against the rules of this service\.$"


def rule_of(kind: str, text: str, act: str = RuleAct.REFUSE) -> ContentRule:
    """A rule that is on."""
    return switch_rule(rule=add_rule(kind=kind, text=text, act=act).pk, is_on=True)


def refused(act: Callable[[], Any]) -> None:
    """The act is refused, naming the text, and changes nothing."""
    before = everything()
    with pytest.raises(InvalidInput, match=TEXT) as refusal:
        act()
    assert refusal.value.field == "content"
    assert everything() == before


def test_what_is_refused_leaves_nothing() -> None:
    ada = make_user("ada")
    post = create_post(author=ada, content="Fine.")
    comment = create_comment(author=ada, post=post.pk, content="Fine.")
    rule = rule_of(Kind.WORDS, "cheap pills")
    refused(lambda: create_post(author=ada, content="Cheap PILLS!"))
    refused(lambda: create_comment(author=ada, post=post.pk, content="Chéap pills"))
    refused(lambda: update_post(editor=ada, post=post.pk, content="cheap pills"))
    refused(lambda: update_comment(editor=ada, comment=comment.pk, content="cheap pills"))
    # Staff may quote it.
    edit_post(post=post.pk, content="“Cheap pills” was here.")
    switch_rule(rule=rule.pk, is_on=False)
    create_post(author=ada, content="Cheap pills")
    switch_rule(rule=rule.pk, is_on=True)
    refused(lambda: create_post(author=ada, content="Cheap pills"))
    remove_rule(rule=rule.pk)
    create_post(author=ada, content="Cheap pills")


def test_what_is_held_is_seen_by_its_author_alone() -> None:
    ada, bob = make_users("ada", "bob")
    fine = create_post(author=ada, content="Fine.")
    said = create_comment(author=ada, post=fine.pk, content="Fine.")
    rule_of(Kind.LINK, "evil.example", RuleAct.HOLD)
    held = create_post(author=ada, content="See https://EVIL.example/x")
    comment = create_comment(author=ada, post=fine.pk, content="evil.example")
    assert (held.standing, comment.standing) == (Standing.HELD, Standing.HELD)
    assert set(posts_by_ids(Viewer.of(bob), [fine.pk, held.pk])) == {fine.pk}
    assert set(posts_by_ids(Viewer.of(ada), [fine.pk, held.pk])) == {fine.pk, held.pk}
    update_post(editor=ada, post=fine.pk, content="evil.example")
    update_comment(editor=ada, comment=said.pk, content="evil.example")
    assert Post.objects.get(pk=fine.pk).standing == Standing.HELD
    assert Comment.objects.get(pk=said.pk).standing == Standing.HELD
    assert edges("COMMENTED_ON") == []
    # Nobody hears of a comment that was never seen, nor of its deletion.
    assert not LiveEvent.objects.filter(comment=comment.pk).exists()
    delete_comment(editor=ada, comment=comment.pk)
    assert not LiveEvent.objects.filter(comment=comment.pk).exists()
    # It is reviewed whatever it says now.
    update_post(editor=ada, post=held.pk, content="Nothing.")
    assert Post.objects.get(pk=held.pk).standing == Standing.HELD
    # What a moderator hides stays so.
    Post.objects.filter(pk=fine.pk).update(standing=Standing.HIDDEN)
    update_post(editor=ada, post=fine.pk, content="More of evil.example")
    assert Post.objects.get(pk=fine.pk).standing == Standing.HIDDEN
    assert found() == []


def test_a_user_of_a_token_comes_with_the_version() -> None:
    ada = make_user("ada")

    def writer() -> User:
        user = authenticated_user(ada.pk, token_version=ada.token_version)
        assert user is not None
        return user

    assert writer().rules_version == 0
    with statements() as seen:
        assert not current.judge("spam", writer())
    assert len(seen) == 1
    rule = rule_of(Kind.WORDS, "spam", RuleAct.HOLD)
    user = writer()
    with statements() as seen:
        assert current.judge("spam", user)
    assert len(seen) == 1  # the rules, once
    with statements() as seen:
        assert current.judge("spam", user)
        assert not current.judge("ham", user)
    assert seen == []
    switch_rule(rule=rule.pk, is_on=True)
    assert writer().rules_version == user.rules_version
    switch_rule(rule=rule.pk, is_on=False)
    assert not current.judge("spam", writer())


def test_addresses_of_refused_domains_do_not_sign_up() -> None:
    rule_of(Kind.EMAIL, "trash.example", RuleAct.HOLD)
    assert ContentRule.objects.get().act == RuleAct.REFUSE
    given = {"username": "mallory", "password": "a-long-enough-secret", "address": HOME}
    with pytest.raises(InvalidInput) as refusal:
        sign_up(email="m@Sub.Trash.Example", **given)
    assert refusal.value.fields == {"email": "Addresses of this domain cannot be used here."}
    assert not User.objects.exists()
    assert sign_up(email="m@nottrash.example", **given).user.username == "mallory"


def test_a_rule_is_tried_against_the_newest_posts_before_it_is_on() -> None:
    ada = make_user("ada")
    for number in range(30):
        make_post(ada, f"Spam {number}" if number % 3 else "Ham")
    rule = add_rule(kind=Kind.WORDS, text="SPAM", act=RuleAct.REFUSE)
    before = everything()
    with statements() as seen:
        trial = try_rule(rule)
    assert len(seen) == 1
    assert (trial.looked_at, trial.matched, len(trial.posts)) == (30, 20, 20)
    assert trial.posts[0].content == "Spam 29"
    assert everything() == before
    create_post(author=ada, content="Spam")


def test_rules_that_cannot_be() -> None:
    rule_of(Kind.WORDS, "Spam")
    before = everything()
    for kind, text, message in (
        (Kind.WORDS, "spám", "There is a rule for this already."),
        (Kind.WORDS, "!?", "This has no words. Use letters, digits or emoji."),
        (Kind.LINK, "evil", "This is not a domain, such as example.com."),
        (Kind.EMAIL, "a@b.example", "This is not a domain, such as example.com."),
    ):
        with pytest.raises(InvalidInput) as refusal:
            add_rule(kind=kind, text=text, act=RuleAct.HOLD)
        assert refusal.value.fields == {"text": message}
    with pytest.raises(NotFound, match=r"^Rule not found\.$"):
        switch_rule(rule=0, is_on=True)
    with pytest.raises(NotFound, match=r"^Rule not found\.$"):
        remove_rule(rule=0)
    assert everything() == before


def test_what_is_held_is_a_case_and_shown_when_a_moderator_finds_nothing() -> None:
    ada, judge_ = make_users("ada", "judge")
    moderator = set_moderator(person=judge_.pk, is_moderator=True)
    rule_of(Kind.WORDS, "spam", RuleAct.HOLD)
    post = create_post(author=ada, content="Spam?")
    comment = create_comment(author=ada, post=post.pk, content="Spam.")
    gone = create_post(author=ada, content="Spam!")
    delete_post(editor=ada, post=gone.pk)
    drain()
    cases = {(case.kind, case.subject): case for case in Case.objects.all()}
    assert cases.keys() == {("post", post.pk), ("comment", comment.pk)}
    assert cases["post", post.pk].evidence["text"] == "Spam?"
    for case in cases.values():
        decide(moderator=moderator, case=case.pk, action=Action.NONE, reason="Fine.")
    post.refresh_from_db()
    comment.refresh_from_db()
    assert (post.standing, comment.standing) == (Standing.VISIBLE, Standing.VISIBLE)
    assert edges("COMMENTED_ON") == [("COMMENTED_ON", ada.pk, post.pk)]
    assert found() == []
