"""Mentions in comments: whom they reach, and what editing and deleting leaves of them."""

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.comments.mentions import mentioned_in_comments
from core.comments.models import Comment
from core.comments.services import create_comment, delete_comment, update_comment
from core.common.errors import InvalidInput
from core.moderation.deletion import remove_account
from core.moderation.services import edit_comment
from core.notifications.models import Notification
from core.notifications.services import mark_all_read
from core.realtime.models import LiveEvent, LiveKind
from core.visibility import ANYONE, Viewer
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


def unread() -> list[tuple[str, int]]:
    """Kind and recipient of every notification that is not withdrawn."""
    shown = Notification.objects.filter(withdrawn_at__isnull=True).order_by("kind", "recipient")
    return list(shown.values_list("kind", "recipient"))


def mentioned(viewer: User | None, comment: Comment) -> list[str]:
    """The names of the mentioned, for a viewer."""
    found = mentioned_in_comments(Viewer.of(viewer), [comment.pk])
    return [user.username for user in found.get(comment.pk, [])]


def events() -> int:
    """How many notifications were published."""
    return LiveEvent.objects.filter(kind=LiveKind.NOTIFIED).count()


def test_each_is_notified_once() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    post = make_post(ada).pk
    first = create_comment(author=bob, post=post, content="Ask @Cyd, @bob, @nobody and @ada.")
    assert mentioned(ada, first) == ["cyd", "bob", "ada"]
    assert unread() == [("comment", ada.pk), ("mention", cyd.pk)]
    reply = create_comment(author=dan, post=post, content="@bob @cyd @ada", parent=first.pk)
    assert mentioned(None, reply) == ["bob", "cyd", "ada"]
    assert unread() == [
        ("comment", ada.pk),
        ("comment", ada.pk),
        ("mention", cyd.pk),
        ("mention", cyd.pk),
        ("reply", bob.pk),
    ]
    assert events() == 5
    plain = create_comment(author=dan, post=post, content="bob, cyd")
    assert (plain.mentioned, mentioned(None, plain)) == (None, [])


def test_an_edit_notifies_who_is_new_and_withdraws_from_who_is_gone() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    comment = create_comment(author=ada, post=make_post(ada).pk, content="@bob @cyd")
    update_comment(editor=ada, comment=comment.pk, content="@cyd @dan")
    assert mentioned(None, comment) == ["cyd", "dan"]
    assert unread() == [("mention", cyd.pk), ("mention", dan.pk)]
    assert events() == 3
    edit_comment(comment=comment.pk, content="@dan @bob")
    assert unread() == [("mention", bob.pk), ("mention", dan.pk)]
    # Of bob it was withdrawn; it is there again, without another event.
    assert events() == 3
    mark_all_read(viewer=dan)
    update_comment(editor=ada, comment=comment.pk, content="Nobody.")
    assert mentioned(None, comment) == []
    assert unread() == [("mention", dan.pk)]
    delete_comment(editor=ada, comment=comment.pk)
    assert not Notification.objects.exists()


def test_who_is_hidden_from_the_author_is_text() -> None:
    ada, bob, cyd, dan, eve = make_users("ada", "bob", "cyd", "dan", "eve")
    block(blocker=bob, person=ada.pk)
    block(blocker=ada, person=cyd.pk)
    change_person(person=dan.pk, is_active=False)
    remove_account(eve)
    comment = create_comment(
        author=ada, post=make_post(ada).pk, content="@bob @cyd @dan @eve @4711 @ada"
    )
    assert comment.mentioned == [ada.pk]
    assert unread() == []
    edit_comment(comment=comment.pk, content="@cyd @bob")
    assert Comment.objects.get().mentioned is None
    assert unread() == []


def test_who_is_hidden_from_the_viewer_is_left_out() -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    comment = create_comment(author=ada, post=make_post(ada).pk, content="@bob @cyd")
    block(blocker=dan, person=bob.pk)
    assert mentioned(dan, comment) == ["cyd"]
    assert mentioned(ada, comment) == ["bob", "cyd"]
    change_person(person=cyd.pk, is_active=False)
    assert mentioned(dan, comment) == []
    remove_account(bob)
    assert mentioned_in_comments(ANYONE, [comment.pk]) == {}


def test_a_refusal_leaves_nothing() -> None:
    (ada,) = make_users("ada")
    post = make_post(ada).pk
    comment = create_comment(author=ada, post=post, content="Before.")
    many = " ".join(f"@nobody{number}" for number in range(21))
    with pytest.raises(InvalidInput, match=r"^This mentions 21 people"):
        create_comment(author=ada, post=post, content=many)
    with pytest.raises(InvalidInput, match=r"^This mentions 21 people"):
        update_comment(editor=ada, comment=comment.pk, content=many)
    assert list(Comment.objects.values_list("content", "edited_at")) == [("Before.", None)]


def test_a_text_without_names_costs_no_statement() -> None:
    ada, bob, *_ = make_users("ada", "bob", "cyd", "dan")
    post = make_post(ada).pk
    counts = []
    for content in ("None.", "@ada", "@ada @cyd @dan @nobody"):
        with statements() as seen:
            create_comment(author=bob, post=post, content=content)
        counts.append(sum("lower(username)" in sql or "SELECT 'mention'" in sql for sql in seen))
    assert counts == [0, 2, 2]
