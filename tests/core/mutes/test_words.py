"""Muted words: what has them is not sent, and is as before where it is opened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.comments.services import create_comment, update_comment
from core.common.errors import InvalidInput, NotFound
from core.feed.selectors import feed_page
from core.follows.services import follow
from core.lists.hydration import MAX_REFILL, MIN_REFILL, REFILLS
from core.lists.pages import PageRequest
from core.moderation.deletion import remove_account
from core.mutes.words import (
    MAX_WORDS,
    count_muted_words,
    mute_word,
    muted_words_by_ids,
    muted_words_page,
    unmute_word,
)
from core.notifications.models import Notification
from core.notifications.selectors import (
    NotificationFilter,
    count_notifications,
    notifications_page,
)
from core.posts.selectors import PostFilter, posts_by_ids, posts_page
from core.posts.services import create_post, update_post
from core.search import has_any, plain_words
from core.visibility import Viewer, muted_words
from core.visibility.models import MutedWord
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


def texts(user: User) -> list[str]:
    """What somebody mutes, by the list, which agrees with its count."""
    viewer = Viewer(user.pk)
    found = [word.text for word in muted_words_page(viewer, PageRequest(first=10)).items]
    assert count_muted_words(viewer) == len(found)
    return found


def feed_of(user: User, size: int = 10) -> list[str]:
    page = feed_page(Viewer(user.pk), PageRequest(first=size)).page
    return [post.content for post in page.items]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("spoiler", "A SPOILER, really.", True),
        ("spoiler", "Spoilers!", False),
        ("Café", "in the cafe", True),
        ("cafe", "CAFÉ", True),
        ("big  news", "Big NEWS today", True),
        ("big news", "news so big", False),
        ("big news", "big, news", True),
        ("e-mail", "an e-mail", True),
        ("don’t", "I don't", True),
        ("🎉", "Party 🎉!", True),
        ("京都", "京都に行く", True),
        ("a", "aa aaa", False),
        (".*", "anything", False),
    ],
)
def test_whole_words_are_compared(phrase: str, text: str, expected: bool) -> None:
    words = plain_words(phrase)
    assert (bool(words) and has_any(text, [words])) is expected


def test_words_are_muted_once_and_unmuted() -> None:
    ada, bob = make_users("ada", "bob")
    first = mute_word(viewer=ada, text="  Café   noir ")
    until = timezone.now() + timedelta(hours=1)
    again = mute_word(viewer=ada, text="cafe noir", until=until)
    assert (again.pk, again.text, again.until) == (first.pk, "cafe noir", until)
    assert mute_word(viewer=ada, text="tea").text == "tea"
    assert texts(ada) == ["tea", "cafe noir"]
    assert texts(bob) == []
    assert muted_words_by_ids(Viewer(bob.pk), [first.pk]) == {}
    assert list(muted_words(Viewer(ada.pk))) == [" cafe noir ", " tea "]
    with pytest.raises(NotFound, match=r"^Muted word not found\.$"):
        unmute_word(viewer=bob, word=first.pk)
    unmute_word(viewer=ada, word=first.pk)
    assert texts(ada) == ["tea"]
    with pytest.raises(NotFound, match=r"^Muted word not found\.$"):
        unmute_word(viewer=ada, word=first.pk)


def test_refusals_change_nothing() -> None:
    [ada] = make_users("ada")
    for text, message in (
        ("", "This must not be empty."),
        ("?!", "This has no words. Use letters, digits or emoji."),
        ("x" * 101, "This has 101 characters; at most 100 are allowed."),
        ("\ufdfa" * 100, "This has 1,802 characters; at most 1,000 are allowed."),
        ("nul\x00", "Text must not contain NUL or unpaired surrogates."),
    ):
        with pytest.raises(InvalidInput) as refusal:
            mute_word(viewer=ada, text=text)
        assert (refusal.value.message, refusal.value.field) == (message, "text")
    with pytest.raises(InvalidInput) as refusal:
        mute_word(viewer=ada, text="late", until=timezone.now() - timedelta(seconds=1))
    assert (refusal.value.message, refusal.value.field) == ("This time is over.", "until")
    assert not MutedWord.objects.exists()


def test_a_user_mutes_as_many_as_are_allowed() -> None:
    [ada] = make_users("ada")
    over = timezone.now() - timedelta(seconds=1)
    MutedWord.objects.bulk_create(
        MutedWord(viewer=ada, text=f"w{number}", words=f" w{number} ")
        for number in range(MAX_WORDS)
    )
    with pytest.raises(InvalidInput) as refusal:
        mute_word(viewer=ada, text="more")
    assert refusal.value.message == "You can mute at most 200 words and phrases."
    assert mute_word(viewer=ada, text="W7").text == "W7"
    MutedWord.objects.filter(words=" w8 ").update(until=over)
    mute_word(viewer=ada, text="more")
    assert MutedWord.objects.count() == count_muted_words(Viewer(ada.pk)) == MAX_WORDS


def test_the_feed_is_full_without_posts_that_have_muted_words() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    for number in range(4):
        make_post(bob, f"Fine {number}")
    for number in range(30):
        make_post(bob, f"A spoiler {number}")
    make_post(ada, "My own spoiler")
    assert feed_of(ada, 3) == ["A spoiler 29", "A spoiler 28", "A spoiler 27"]
    word = mute_word(viewer=ada, text="Spoiler")
    assert feed_of(ada, 3) == ["Fine 3", "Fine 2", "Fine 1"]
    page = feed_page(Viewer(ada.pk), PageRequest(last=3)).page
    assert [post.content for post in page.items] == ["Fine 2", "Fine 1", "Fine 0"]
    own = feed_page(Viewer(ada.pk), PageRequest(first=1), include_own=True).page
    assert [post.content for post in own.items] == ["My own spoiler"]
    MutedWord.objects.update(until=timezone.now())
    assert feed_of(ada, 1) == ["A spoiler 29"]
    unmuted = mute_word(viewer=ada, text="spoiler")
    assert unmuted.pk != word.pk
    unmute_word(viewer=ada, word=unmuted.pk)
    assert feed_of(ada, 1) == ["A spoiler 29"]


def test_a_page_that_cannot_be_filled_says_where_it_goes_on() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    make_post(bob, "The last one")
    for number in range(MIN_REFILL + 2 * MAX_REFILL + 2):
        make_post(bob, f"spoiler {number}")
    mute_word(viewer=ada, text="spoiler")
    viewer = Viewer(ada.pk, known_muted=(), known_hidden=(), known_words=(" spoiler ",))
    with statements() as sql:
        page = feed_page(viewer, PageRequest(first=1)).page
    assert len(sql) == 1 + REFILLS
    assert (list(page.items), page.has_next, page.has_previous) == ([], True, False)
    assert page.read_to is not None
    page = feed_page(viewer, PageRequest(first=1, after=page.read_to)).page
    assert [post.content for post in page.items] == ["The last one"]
    assert (page.has_next, page.read_to) == (False, None)


def test_comments_with_muted_words_notify_nobody_who_mutes_them() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    post = make_post(ada, "What is a spoiler?")
    mute_word(viewer=ada, text="spoiler")
    above = create_comment(author=cyd, post=post.pk, content="Hello.")
    create_comment(author=bob, post=post.pk, content="The SPOILER is", parent=above.pk)
    create_comment(author=bob, post=post.pk, content="No spoilers.")

    def notified(user: User) -> list[str]:
        viewer = Viewer(user.pk)
        found = notifications_page(viewer, NotificationFilter(), PageRequest(first=9)).items
        assert count_notifications(viewer, NotificationFilter(unread=True)) == len(found)
        return [each.comment.content for each in found if each.comment is not None]

    assert notified(ada) == ["No spoilers.", "Hello."]
    assert notified(cyd) == ["The SPOILER is"]
    MutedWord.objects.update(until=timezone.now())
    create_comment(author=bob, post=post.pk, content="One more spoiler.")
    assert notified(ada) == ["One more spoiler.", "No spoilers.", "Hello."]
    assert Notification.objects.count() == 4


def test_who_mutes_a_word_is_not_notified_of_a_mention_with_it() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    mute_word(viewer=ada, text="spoiler")
    post = make_post(bob, "Well.")
    create_comment(author=bob, post=post.pk, content="@ada @cyd a spoiler")
    comment = create_comment(author=bob, post=post.pk, content="Hello.")
    update_comment(editor=bob, comment=comment.pk, content="@ada @cyd another spoiler")
    create_comment(author=bob, post=post.pk, content="@ada nothing")
    create_post(author=bob, content="@ada @cyd spoiler")
    edited = create_post(author=bob, content="Hm.")
    update_post(editor=bob, post=edited.pk, content="@ada @cyd spoiler")
    recipients = Notification.objects.order_by("pk").values_list("recipient", flat=True)
    assert list(recipients) == [cyd.pk, cyd.pk, ada.pk, cyd.pk, cyd.pk]


def test_what_is_opened_has_everything() -> None:
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    post = make_post(bob, "A spoiler")
    mute_word(viewer=ada, text="spoiler")
    viewer = Viewer(ada.pk)
    assert posts_by_ids(viewer, [post.pk]).keys() == {post.pk}
    for wanted in (PostFilter(author=bob.pk), PostFilter(text="spoiler")):
        page = posts_page(viewer, wanted, PageRequest(first=5))
        assert [each.pk for each in page.items] == [post.pk]
    assert feed_of(ada) == []


def test_the_muted_words_of_a_deleted_account_go() -> None:
    [ada] = make_users("ada")
    mute_word(viewer=ada, text="tea")
    remove_account(ada)
    User.with_deleted.filter(pk=ada.pk).delete()
    assert not MutedWord.objects.exists()
