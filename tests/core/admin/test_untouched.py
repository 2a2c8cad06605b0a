"""The admin saves what nobody touched as it was, whatever is in it."""

from typing import Any

import pytest
from django.test import Client

from core.accounts.models import User
from core.accounts.profiles import update_profile
from core.admin.text_forms import MEANWHILE
from core.comments.models import Comment
from core.comments.services import create_comment, update_comment
from core.posts.models import Post
from core.posts.services import update_post
from tests.factories import make_post, make_user

SAVED = "was changed successfully."
# As an import or an earlier release may have left them.
OLD = [
    "a\nb",
    "a\r\nb",
    " a ",
    "\n\na\n",
    "a\x0bb",
    "\u200b",
    "a\u2028b",
    "a\rb",
    "e\u0301" * 3000,
    "\ta",
]


def page_of(row: Any) -> str:
    return f"/admin/core/{row._meta.model_name}/{row.pk}/change/"


def saved(browser: Client, row: Any, **typed: str) -> list[str]:
    """Send the form as a browser does, hidden fields and all; return the errors of its fields."""
    form = browser.get(page_of(row)).context["adminform"].form
    sent: dict[str, str] = {"images-TOTAL_FORMS": "0", "images-INITIAL_FORMS": "0"}
    for name in form.fields:
        value = form[name].value()
        if not value or name == "password":
            continue
        sent[name] = as_sent(value)
        if form.fields[name].show_hidden_initial:
            assert f'name="{form[name].html_initial_name}"' in str(form[name])
            sent[form[name].html_initial_name] = as_sent(value)
    return send(browser, row, sent | {name: as_sent(text) for name, text in typed.items()})


def send(browser: Client, row: Any, sent: dict[str, str]) -> list[str]:
    answer = browser.post(page_of(row), sent, follow=True)
    if "adminform" in answer.context and answer.context["errors"]:
        return [str(error) for errors in answer.context["errors"] for error in errors]
    assert SAVED in "".join(str(message) for message in answer.context["messages"])
    return []


def as_sent(value: Any) -> str:
    """The value as a form sends it. Source: HTML, section 4.10.22.4, "newline normalization"."""
    if not isinstance(value, str):
        return "on" if value is True else str(value)
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@pytest.mark.parametrize("text", OLD)
def test_nothing_is_rewritten(browser: Client, text: str) -> None:
    ada = make_user("ada")
    post = make_post(ada)
    comment = create_comment(author=ada, post=post.pk, content="Hm.")
    Post.objects.update(content=text)
    Comment.objects.update(content=text)
    User.objects.filter(pk=ada.pk).update(
        bio=text[:1000], display_name=text[:1000], email="ada@münchen.de", username="..."
    )
    for row in (post, comment, ada):
        before = type(row).objects.filter(pk=row.pk).values().get()
        assert saved(browser, row) == []
        assert type(row).objects.filter(pk=row.pk).values().get() == before
    # A browser that spells the domain in ASCII changes nothing either.
    assert saved(browser, ada, email="ada@xn--mnchen-3ya.de") == []
    assert User.objects.get(pk=ada.pk).email == "ada@münchen.de"


def test_a_program_that_sends_no_hidden_values_changes_nothing_either(browser: Client) -> None:
    ada = make_user("ada")
    post = make_post(ada, "a\nb")
    comment = create_comment(author=ada, post=post.pk, content="a\nb")
    images = {"images-TOTAL_FORMS": "0", "images-INITIAL_FORMS": "0"}
    for row in (post, comment):
        assert send(browser, row, {"content": "a\r\nb", **images}) == []
        row.refresh_from_db()
        assert (row.content, row.edited_at) == ("a\nb", None)
    update_profile(user=ada, bio="a\nb")
    given = {"username": "ada", "email": ada.email, "bio": "a\r\nb", "is_active": "on"}
    assert send(browser, ada, given) == []
    assert User.objects.get(pk=ada.pk).bio == "a\nb"


def test_many_short_lines_can_be_saved(browser: Client) -> None:
    ada = make_user("ada")
    post = make_post(ada, "\n".join("ab"[n % 2] for n in range(2_500)))
    comment = create_comment(author=ada, post=post.pk, content="\n".join("a" * 1_000))
    update_profile(user=ada, bio="\n".join("a" * 150))
    bio = User.objects.get(pk=ada.pk).bio
    for row in (post, comment, ada):
        assert saved(browser, row) == []
    more = post.content + "\n"
    assert saved(browser, post, content=more + "c") == [
        "This has 5,001 characters; at most 5,000 are allowed."
    ]
    assert saved(browser, post, content=more) == []
    assert saved(browser, comment, content=comment.content + "b") == []
    assert saved(browser, ada, bio=bio + "b") == []
    post.refresh_from_db()
    assert (post.content, post.edited_at) == (more.strip(), None)
    assert Comment.objects.get().content == comment.content + "b"
    assert User.objects.get(pk=ada.pk).bio == bio + "b"


def test_what_is_typed_is_checked_as_in_the_api(browser: Client) -> None:
    ada = make_user("ada")
    post = make_post(ada)
    comment = create_comment(author=ada, post=post.pk, content="Hm.")
    control = "Text must not contain control characters (U+0007)."
    for row in (post, comment):
        for text, error in (
            ("\u2800\u200b", "This must not be empty."),
            ("", "This must not be empty."),
            ("a\x07", control),
        ):
            assert saved(browser, row, content=text) == [error]
        assert saved(browser, row, content="a\u2028b ") == []
        row.refresh_from_db()
        assert row.content == "a\nb"
        assert row.edited_at is not None
    assert saved(browser, ada, bio="a\x07", display_name="b\x07") == [control, control]
    assert saved(browser, ada, bio="\u3164", display_name=" \u202e ") == []
    found = User.objects.get(pk=ada.pk)
    assert (found.bio, found.display_name) == ("", "")
    assert saved(browser, ada, username="___") == ["A username must have a letter or a digit."]
    assert saved(browser, ada, email="ada@MÜNCHEN.de", display_name="A\n da") == []
    found = User.objects.get(pk=ada.pk)
    assert (found.email, found.display_name) == ("ada@xn--mnchen-3ya.de", "A da")


def test_what_its_author_changes_meanwhile_is_not_overwritten(browser: Client) -> None:
    ada = make_user("ada")
    post = make_post(ada, "One.")
    comment = create_comment(author=ada, post=post.pk, content="One.")
    images = {"images-TOTAL_FORMS": "0", "images-INITIAL_FORMS": "0"}
    update_post(editor=ada, post=post.pk, content="Two.")
    update_comment(editor=ada, comment=comment.pk, content="Two.")
    for row in (post, comment):
        untouched = {"content": "One.", "initial-content": "One.", **images}
        assert send(browser, row, untouched) == []
        assert send(browser, row, untouched | {"content": "Three."}) == [MEANWHILE]
        row.refresh_from_db()
        assert row.content == "Two."
