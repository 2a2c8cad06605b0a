"""What one person may write in an hour."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from core.accounts.models import User
from core.accounts.profiles import rewrite_profile, update_profile
from core.accounts.roles import set_moderator
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.api_tokens.models import Scope
from core.api_tokens.services import create_api_token
from core.blocks.services import block, unblock
from core.bookmarks.services import bookmark, remove_bookmark
from core.bulk_acts.services import block_with_followers
from core.comments.models import Comment
from core.comments.services import create_comment, update_comment
from core.common.errors import InvalidInput, NotFound, RateLimited
from core.common.rates import Rate
from core.data_exports.models import DataExport
from core.data_exports.services import request_export
from core.follows.services import follow, unfollow
from core.jobs.worker import drain
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.moderation.appeals import appeal
from core.moderation.models import Decision
from core.moderation.services import edit_comment, edit_post
from core.mutes.services import mute, unmute
from core.mutes.words import mute_word
from core.posts.models import Post
from core.posts.services import NewImage, create_post, update_post
from core.ratelimit.models import Allowance
from core.relation_imports.models import RelationImport
from core.relation_imports.preview import preview_import
from core.relation_imports.services import import_relations
from core.reports.models import Case, Category, SubjectKind
from core.reports.services import report
from core.rings.models import RingAct
from core.rings.services import decide_ring
from core.settings.rates import WRITES
from core.suggestions.services import dismiss_suggestion
from core.webhooks.services import redeliver
from tests.addresses import HOME
from tests.core.media.pictured_posts import picture
from tests.core.relation_imports.previews import made_preview
from tests.core.rings.made import make_ring
from tests.core.webhooks.made import made_delivery, made_webhook
from tests.factories import make_post, make_user, make_users
from tests.statements import statements
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def three_an_hour(settings: LazySettings) -> None:
    """Three of everything."""
    settings.RATES = {**settings.RATES, **dict.fromkeys(WRITES, Rate(3, "hour"))}


@pytest.mark.complete
def test_every_quota_has_its_test_here() -> None:
    tested = {
        "posts", "comments", "edits", "follows", "likes", "dismissals", "bookmarks", "blocks",
        "mutes", "pictures", "bulk_blocks", "api_tokens", "data_exports", "ring_decisions",
        "reports", "appeals",
        "import_previews", "relation_imports",
        "webhooks", "webhook_tests",
    }  # fmt: skip
    assert WRITES.keys() == tested, "Test the new quota in this file."


def used_up(act: Callable[[], Any], what: str) -> None:
    """The act is refused in words that name what and when, and writes nothing."""
    before = (JournalEntry.objects.count(), Post.objects.count(), Comment.objects.count())
    with pytest.raises(RateLimited) as refusal:
        act()
    assert refusal.value.message == (
        f"You have reached your limit of 3 {what} per hour. Try again in 20 minutes."
    )
    assert 1190 <= refusal.value.retry_after <= 1200
    assert (JournalEntry.objects.count(), Post.objects.count(), Comment.objects.count()) == before


def test_posts() -> None:
    ada, bob = make_users("ada", "bob")
    for _ in range(3):
        create_post(author=ada, content="Hello.")
    used_up(partial(create_post, author=ada, content="Hello."), "posts")
    assert create_post(author=bob, content="Hello.").author == bob


def test_comments() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    comment = partial(create_comment, author=ada, post=post.pk, content="Hm.")
    for _ in range(3):
        comment()
    used_up(comment, "comments")


def test_edits_of_posts_comments_and_the_profile_are_one_quota() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    comment = create_comment(author=ada, post=post.pk, content="Hm.")
    update_post(editor=ada, post=post.pk, content="Other.")
    update_comment(editor=ada, comment=comment.pk, content="Other.")
    update_profile(user=ada, bio="Other.")
    # What changes nothing costs nothing.
    update_post(editor=ada, post=post.pk, content="Other.")
    update_comment(editor=ada, comment=comment.pk, content="Other.")
    update_profile(user=ada, bio="Other.")
    used_up(partial(update_post, editor=ada, post=post.pk, content="Third."), "edits")
    used_up(partial(update_comment, editor=ada, comment=comment.pk, content="Third."), "edits")
    used_up(partial(update_profile, user=ada, bio="Third."), "edits")
    assert Post.objects.get().content == Comment.objects.get().content == "Other."
    assert User.objects.get().bio == "Other."


def test_follows_and_following_again() -> None:
    ada, *others = make_users("ada", "bob", "carl", "dora", "eve")
    for other in others[:3]:
        follow(follower=ada, followee=other.pk)
        follow(follower=ada, followee=other.pk)
    used_up(partial(follow, follower=ada, followee=others[3].pk), "follows")
    # Nobody is kept from undoing, nor from asking for what is so already.
    follow(follower=ada, followee=others[0].pk)
    unfollow(follower=ada, followee=others[0].pk)
    used_up(partial(follow, follower=ada, followee=others[0].pk), "follows")


def test_api_tokens() -> None:
    ada = make_user("ada")
    create = partial(create_api_token, user=ada, name="Bot", scopes=[Scope.READ])
    for _ in range(3):
        create()
    used_up(create, "api tokens")


def test_reports_and_reporting_again() -> None:
    ada, *others = make_users("ada", "bob", "carl", "dora", "eve")
    of = partial(report, reporter=ada, kind=SubjectKind.USER, category=Category.SPAM)
    for other in others[:3]:
        of(subject=other.pk)
        of(subject=other.pk)
    used_up(partial(of, subject=others[3].pk), "reports")
    assert Case.objects.count() == 3


def test_appeals() -> None:
    ada = make_user("ada")
    mod = set_moderator(person=make_user("mod").pk, is_moderator=True)
    post = make_post(ada)
    about = {"kind": "post", "subject": post.pk, "person": ada, "decided_at": ada.date_joined}
    decisions = [
        Decision.objects.create(
            case=Case.objects.create(**about), person=ada, by=mod, action="warn", state="applied"
        )
        for _ in range(4)
    ]
    for decision in decisions[:3]:
        appeal(person=ada, decision=decision.pk, text="No.")
    used_up(partial(appeal, person=ada, decision=decisions[3].pk, text="No."), "appeals")


def test_webhooks_and_their_messages() -> None:
    ada = make_user("ada")
    webhook, *_ = [made_webhook(ada) for _ in range(3)]
    used_up(partial(made_webhook, ada), "webhooks")
    delivery, *_ = [made_delivery(ada, webhook) for _ in range(3)]
    used_up(partial(made_delivery, ada, webhook), "webhook tests")
    used_up(partial(redeliver, owner=ada, delivery=delivery.pk), "webhook tests")


def test_likes_and_liking_again() -> None:
    ada = make_user("ada")
    posts = [make_post(bob) for bob in make_users("bob", "carl", "dora", "eve")]
    for post in posts[:3]:
        like(liker=ada, post=post.pk)
        like(liker=ada, post=post.pk)
    used_up(partial(like, liker=ada, post=posts[3].pk), "likes")
    unlike(liker=ada, post=posts[0].pk)
    used_up(partial(like, liker=ada, post=posts[0].pk), "likes")


def test_data_exports() -> None:
    ada = create_user(username="ada", email="ada@example.com", password=PASSWORD)
    ask = partial(request_export, user=ada, password=PASSWORD, address=HOME)
    for _ in range(3):
        ask()
        DataExport.objects.update(state=DataExport.State.READY)
    used_up(ask, "data exports")
    assert DataExport.objects.count() == 3


def test_imports_and_their_previews() -> None:
    ada, bob = make_users("ada", "bob")
    preview = partial(
        preview_import, by=ada, kind=RelationImport.Kind.MUTES, data=b"bob@social.example.com"
    )
    for _ in range(3):
        import_relations(by=ada, preview=preview().pk)
        RelationImport.objects.update(state=RelationImport.State.DONE)
    used_up(preview, "import previews")
    Allowance.objects.all().delete()
    for _ in range(3):
        import_relations(by=ada, preview=made_preview(ada, bob).pk)
        RelationImport.objects.update(state=RelationImport.State.DONE)
    used_up(
        partial(import_relations, by=ada, preview=made_preview(ada, bob).pk), "relation imports"
    )


def test_dismissals() -> None:
    ada, *others = make_users("ada", "bob", "carl", "dora", "eve")
    for other in others[:3]:
        dismiss_suggestion(viewer=ada, person=other.pk)
        dismiss_suggestion(viewer=ada, person=other.pk)
    used_up(partial(dismiss_suggestion, viewer=ada, person=others[3].pk), "dismissals")


def test_bookmarks() -> None:
    ada = make_user("ada")
    posts = [make_post(bob) for bob in make_users("bob", "carl", "dora", "eve")]
    for post in posts[:3]:
        bookmark(viewer=ada, post=post.pk)
        bookmark(viewer=ada, post=post.pk)
    used_up(partial(bookmark, viewer=ada, post=posts[3].pk), "bookmarks")
    remove_bookmark(viewer=ada, post=posts[0].pk)
    used_up(partial(bookmark, viewer=ada, post=posts[0].pk), "bookmarks")


def test_blocks() -> None:
    ada, *others = make_users("ada", "bob", "carl", "dora", "eve")
    for person in others[:3]:
        block(blocker=ada, person=person.pk)
        block(blocker=ada, person=person.pk)
    used_up(partial(block, blocker=ada, person=others[3].pk), "blocks")
    unblock(blocker=ada, person=others[0].pk)
    used_up(partial(block, blocker=ada, person=others[0].pk), "blocks")


def test_bulk_blocks() -> None:
    ada, *others = make_users("ada", "bob", "carl", "dora", "eve")
    for person in others[:3]:
        block_with_followers(blocker=ada, person=person.pk, spare_followed=True)
        drain()
    again = partial(block_with_followers, blocker=ada, person=others[3].pk, spare_followed=True)
    used_up(again, "bulk blocks")


def test_mutes() -> None:
    ada, *others = make_users("ada", "bob", "carl", "dora", "eve")
    for person in others[:3]:
        mute(viewer=ada, person=person.pk)
        mute(viewer=ada, person=person.pk)
    used_up(partial(mute, viewer=ada, person=others[3].pk), "mutes")
    unmute(viewer=ada, person=others[0].pk)
    used_up(partial(mute, viewer=ada, person=others[0].pk), "mutes")
    used_up(partial(mute_word, viewer=ada, text="tea"), "mutes")


def test_a_write_that_fails_costs_nothing() -> None:
    ada = make_user("ada")
    for _ in range(4):
        with pytest.raises(InvalidInput):
            create_post(author=ada, content=" ")
        with pytest.raises(NotFound):
            like(liker=ada, post=4711)
    assert not Allowance.objects.exists()


def test_pictures_count_before_they_are_looked_at(media: Path) -> None:
    ada = make_user("ada")
    with pytest.raises(InvalidInput):
        create_post(author=ada, content="", images=[NewImage(BytesIO(b"<svg/>"))])
    create_post(author=ada, content="", images=[NewImage(picture()), NewImage(picture())])
    used_up(partial(create_post, author=ada, content="", images=[NewImage(picture())]), "pictures")
    used_up(partial(update_profile, user=ada, profile_image=picture()), "pictures")
    assert create_post(author=ada, content="Without one.").has_images is False
    assert len([file for file in media.rglob("*") if file.is_file()]) == 4


def test_many_at_once_do_not_exceed_it() -> None:
    ada = make_user("ada")
    others = make_users(*(f"other{number}" for number in range(12)))
    results = at_once(*(partial(follow, follower=ada, followee=other.pk) for other in others))
    assert sum(result is None for result in results) == 3
    assert sum(isinstance(result, RateLimited) for result in results) == 9
    assert JournalEntry.objects.filter(kind="followed").count() == 3
    posted = at_once(*[partial(create_post, author=ada, content="Hello.")] * 12)
    assert sum(isinstance(result, Post) for result in posted) == 3
    assert sum(isinstance(result, RateLimited) for result in posted) == 9
    assert Post.objects.count() == 3


def test_staff_and_their_corrections_have_no_quota() -> None:
    ada = make_user("ada")
    post = make_post(ada)
    comment = create_comment(author=ada, post=post.pk, content="Hm.")
    consumed = Allowance.objects.count()
    for number in range(5):
        edit_post(post=post.pk, content=f"{number}")
        edit_comment(comment=comment.pk, content=f"{number}")
        change_person(person=ada.pk, bio=f"{number}")
        rewrite_profile(ada, bio=f"again {number}")
    assert Allowance.objects.count() == consumed
    assert User.objects.get().bio == "again 4"


def test_it_costs_one_statement() -> None:
    ada, bob = make_users("ada", "bob")
    with statements() as seen:
        follow(follower=ada, followee=bob.pk)
    assert sum("core_allowance" in sql for sql in seen) == 1
    with statements() as again:
        follow(follower=ada, followee=bob.pk)
    assert not any("core_allowance" in sql for sql in again)


def test_without_a_limit_nothing_is_asked(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "posts": None}
    ada = make_user("ada")
    with statements() as seen:
        for _ in range(5):
            create_post(author=ada, content="Hello.")
    assert not any("core_allowance" in sql for sql in seen)


def test_decisions_about_rings() -> None:
    root, ring, _ = make_ring(1)
    decide = partial(decide_ring, by=root, ring=ring.pk, decision=RingAct.Decision.LIMIT)
    for _ in range(3):
        decide()
        RingAct.objects.update(state=RingAct.State.UNDONE)
    used_up(decide, "ring decisions")
