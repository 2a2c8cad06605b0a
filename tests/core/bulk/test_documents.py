"""People, posts and comments in bulk: the documents, their journal entries, and the graph."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.bulk import NewComment, NewPost, NewUser, load_comments, load_posts, load_users
from core.comments.models import Comment
from core.common.errors import NotFound
from core.database.time_ordered_ids import SEQUENCE_BITS
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.posts.models import Post
from tests.graph_state import edges, nodes

pytestmark = pytest.mark.usefixtures("stores")

START = datetime(2011, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def load_two() -> list[int]:
    return load_users(
        [
            NewUser("ada", "ada@example.com", START, display_name="Ada L.", bio="Tab\there."),
            NewUser("bob", "bob@example.com", START + MINUTE, password=make_password("secret")),
        ]
    )


def test_people_come_with_their_dates_and_the_graph_knows_them() -> None:
    ids = load_two()
    ada, bob = User.objects.order_by("pk")
    assert ids == [ada.pk, bob.pk]
    assert (ada.username, ada.email, ada.display_name) == ("ada", "ada@example.com", "Ada L.")
    assert (ada.bio, ada.date_joined, ada.token_version) == ("Tab\there.", START, 1)
    assert (ada.is_active, ada.is_staff, ada.is_superuser) == (True, False, False)
    assert not ada.has_usable_password()
    assert check_password("secret", bob.password)
    assert nodes() == [
        ("User", {"uid": ada.pk, "username": "ada", "version": 1}),
        ("User", {"uid": bob.pk, "username": "bob", "version": 2}),
    ]


def test_the_next_person_who_signs_up_gets_the_next_number() -> None:
    ids = load_two()
    assert User.objects.create(username="cy", email="cy@example.com").pk == ids[-1] + 1


def test_a_taken_name_refuses_the_whole_batch() -> None:
    load_two()
    with pytest.raises(IntegrityError, match="user_username_unique"):
        load_users(
            [
                NewUser("cy", "cy@example.com", START),
                NewUser("ADA", "other@example.com", START),
            ]
        )
    assert list(User.objects.values_list("username", flat=True).order_by("pk")) == ["ada", "bob"]
    assert JournalEntry.objects.count() == 2
    assert len(nodes()) == 2


def test_posts_have_ids_of_their_dates_in_the_order_of_the_rows() -> None:
    ada, bob = load_two()
    text = "One\nTwo\t\\N \\. back\\slash\r\n“ünï” 🎈"
    second, first = load_posts(
        [
            NewPost(ada, text, START + MINUTE, edited_at=START + 2 * MINUTE),
            NewPost(bob, "", START, has_images=True),
        ]
    )
    assert first < second
    assert first >> SEQUENCE_BITS == START.timestamp() * 1000
    one, two = Post.objects.order_by("pk")
    assert (one.pk, one.author_id, one.content, one.has_images) == (first, bob, "", True)
    assert (two.pk, two.author_id, two.content, two.has_images) == (second, ada, text, False)
    assert (two.created_at, two.edited_at) == (START + MINUTE, START + 2 * MINUTE)
    assert edges() == [("POSTED", ada, second), ("POSTED", bob, first)]


def test_entries_carry_the_dates_and_are_marked_as_applied() -> None:
    ada, _ = load_two()
    (pid,) = load_posts([NewPost(ada, "Hello.", START)])
    entry = JournalEntry.objects.get(kind="posted")
    assert (entry.actor, entry.target, entry.comment, entry.at) == (ada, pid, None, START)
    assert JournalEntry.objects.filter(applied_at=None).count() == 0


def test_comments_reply_to_earlier_ones_and_to_others_of_the_batch() -> None:
    ada, bob = load_two()
    (pid,) = load_posts([NewPost(ada, "Hello.", START)])
    (root,) = load_comments([NewComment(bob, pid, "Hi.", START + MINUTE)])
    reply, answer = load_comments(
        [
            NewComment(ada, pid, "Hi, Bob.", START + 2 * MINUTE, parent=root),
            NewComment(bob, pid, "Yes?", START + 3 * MINUTE, parent_position=0),
        ]
    )
    assert list(Comment.objects.order_by("pk").values_list("pk", "parent", "post", "author")) == [
        (root, None, pid, bob),
        (reply, root, pid, ada),
        (answer, reply, pid, bob),
    ]
    assert edges("COMMENTED_ON") == [
        ("COMMENTED_ON", ada, pid),
        ("COMMENTED_ON", bob, pid),
        ("COMMENTED_ON", bob, pid),
    ]
    assert Notification.objects.count() == 0


def test_a_reply_across_posts_is_refused() -> None:
    ada, _ = load_two()
    one, two = load_posts([NewPost(ada, "One.", START), NewPost(ada, "Two.", START)])
    (root,) = load_comments([NewComment(ada, one, "Hi.", START)])
    with pytest.raises(ValueError, match=f"Comment 1 replies to none of post {two}"):
        load_comments(
            [
                NewComment(ada, two, "Fine.", START),
                NewComment(ada, two, "Wrong.", START, parent=root),
            ]
        )
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("author", "post", "message"),
    [(99, 0, "User not found."), (0, 99, "Post not found.")],
)
def test_documents_of_nobody_are_refused(author: int, post: int, message: str) -> None:
    ada, _ = load_two()
    (pid,) = load_posts([NewPost(ada, "Hello.", START)])
    with pytest.raises(NotFound, match=message):
        load_comments([NewComment(author or ada, post or pid, "Hi.", START)])
    with pytest.raises(NotFound, match="User not found"):
        load_posts([NewPost(99, "Hello.", START)])
    assert (Comment.objects.count(), Post.objects.count()) == (0, 1)


def test_nothing_goes_to_the_graph_before_the_callers_own_transaction_commits() -> None:
    with transaction.atomic():
        load_two()
        assert nodes() == []
    assert len(nodes()) == 2


def test_empty_batches_are_no_work() -> None:
    assert load_users([]) == load_posts([]) == load_comments([]) == []
    assert JournalEntry.objects.count() == 0
