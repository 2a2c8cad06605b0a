"""Who may comment: every choice of an author, by every relation to them."""

from collections.abc import Mapping

import pytest

from core.accounts.models import User
from core.accounts.staff import change_person
from core.comments.models import Comment
from core.comments.permission import may_comment, near_authors, plainly_may_comment
from core.comments.services import create_comment, update_comment
from core.common.errors import Forbidden, NotFound
from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.posts.models import Post
from core.posts.services import Terms, create_post, update_post
from core.ratelimit.models import Allowance
from core.visibility import ANYONE, Audience, Commenters, Viewer
from graph.connection.client import recorded_statements
from graph.traversals.two_hops import TWO_HOPS_BY_INDEX
from tests.factories import make_post, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")

NAMES = ("author", "follower", "followed", "second", "mentioned", "other")
ALLOWED: Mapping[Commenters, set[str]] = {
    Commenters.EVERYBODY: {*NAMES},
    Commenters.FOLLOWERS: {"author", "follower", "mentioned"},
    Commenters.FOLLOWED: {"author", "followed", "mentioned"},
    Commenters.WITHIN_TWO_HOPS: {"author", "followed", "second", "mentioned"},
    Commenters.MENTIONED: {"author", "mentioned"},
    Commenters.NOBODY: {"author"},
}
REFUSED = r"^The author of this post has limited who may comment\.$"


def make_people() -> dict[str, User]:
    """`second` is followed by whom the author follows."""
    people = dict(zip(NAMES, make_users(*NAMES), strict=True))
    follow(follower=people["follower"], followee=people["author"].pk)
    follow(follower=people["author"], followee=people["followed"].pk)
    follow(follower=people["followed"], followee=people["second"].pk)
    return people


def allows(user: User, post: Post) -> bool:
    """What a viewer is answered."""
    viewer = Viewer.of(user)
    known = plainly_may_comment(viewer, post)
    if known is None:
        author, known = may_comment(viewer, [post.pk])[post.pk]
        if known is None:
            known = near_authors(viewer, [author]).get(author, False)
    return known


def written() -> tuple[int, ...]:
    """How many rows there are of what a comment writes."""
    tables = (Comment, Notification, JournalEntry, Allowance)
    return tuple(table._default_manager.count() for table in tables)


@pytest.mark.parametrize("commenters", Commenters)
def test_who_may(commenters: Commenters) -> None:
    people = make_people()
    post = create_post(
        author=people["author"], content="For @mentioned.", terms=Terms(commenters=commenters)
    )
    for name, user in people.items():
        expected = name in ALLOWED[commenters]
        assert allows(user, post) == expected, name
        before = written()
        if expected:
            comment = create_comment(author=user, post=post.pk, content="Hm.")
            create_comment(author=user, post=post.pk, content="Hm.", parent=comment.pk)
            continue
        for key in (None, "abc"):
            with pytest.raises(Forbidden, match=REFUSED) as refusal:
                create_comment(author=user, post=post.pk, content="Hm.", idempotency_key=key)
            assert refusal.value.field == "post"
        assert written() == before, name


def test_replies_follow_the_post() -> None:
    people = make_people()
    post = create_post(
        author=people["author"], content="Hm.", terms=Terms(commenters=Commenters.FOLLOWERS)
    )
    above = create_comment(author=people["follower"], post=post.pk, content="Above.")
    with pytest.raises(Forbidden, match=REFUSED):
        create_comment(author=people["other"], post=post.pk, content="Hm.", parent=above.pk)
    create_comment(author=people["author"], post=post.pk, content="Hm.", parent=above.pk)


def test_the_author_changes_it_in_either_direction() -> None:
    people = make_people()
    author, other = people["author"], people["other"]
    post = make_post(author)
    comment = create_comment(author=other, post=post.pk, content="Frist.")
    for commenters, allowed in (
        (Commenters.NOBODY, False),
        (Commenters.MENTIONED, False),
        (Commenters.EVERYBODY, True),
    ):
        changed = update_post(editor=author, post=post.pk, commenters=commenters)
        assert (changed.who_may_comment, changed.edited_at) == (commenters, None)
        assert allows(other, Post.objects.get()) == allowed
        # What there is stays, and its author may correct it.
        update_comment(editor=other, comment=comment.pk, content=f"First {commenters}.")
    with pytest.raises(Forbidden, match=r"^Only its author may change a post\.$"):
        update_post(editor=other, post=post.pk, commenters=Commenters.NOBODY)


def test_a_follow_counts_at_once() -> None:
    people = make_people()
    author, other = people["author"], people["other"]
    post = create_post(author=author, content="Hm.", terms=Terms(commenters=Commenters.FOLLOWERS))
    assert not allows(other, post)
    follow(follower=other, followee=author.pk)
    assert allows(other, post)
    create_comment(author=other, post=post.pk, content="Hm.")
    unfollow(follower=other, followee=author.pk)
    with pytest.raises(Forbidden):
        create_comment(author=other, post=post.pk, content="Hm.")


def test_the_default_is_the_authors() -> None:
    (author,) = make_users("author")
    assert make_post(author).who_may_comment == Commenters.EVERYBODY
    author.who_may_comment = Commenters.FOLLOWED
    author.save(update_fields=["who_may_comment"])
    assert make_post(author).who_may_comment == Commenters.FOLLOWED
    terms = Terms(commenters=Commenters.EVERYBODY)
    assert create_post(author=author, content="Hm.", terms=terms).who_may_comment == 0


def test_who_does_not_see_the_post_hears_nothing_of_it() -> None:
    people = make_people()
    terms = Terms(audience=Audience.FOLLOWERS, commenters=Commenters.NOBODY)
    post = create_post(author=people["author"], content="Hm.", terms=terms)
    with pytest.raises(NotFound, match=r"^Post not found\.$"):
        create_comment(author=people["other"], post=post.pk, content="Hm.")


def test_only_signed_in_users_who_are_not_suspended_may() -> None:
    people = make_people()
    post = make_post(people["author"])
    assert plainly_may_comment(ANYONE, post) is False
    change_person(person=people["other"].pk, is_active=False)
    suspended = Viewer.of(User.objects.get(pk=people["other"].pk))
    assert plainly_may_comment(suspended, post) is False


def test_the_graph_is_asked_where_it_alone_knows() -> None:
    people = make_people()
    counts = {}
    for commenters in Commenters:
        post = create_post(
            author=people["author"], content="Hm.", terms=Terms(commenters=commenters)
        )
        with statements() as sql, recorded_statements() as cypher:
            create_comment(author=people["author"], post=post.pk, content="Hm.")
        assert TWO_HOPS_BY_INDEX not in cypher
        counts[commenters] = len(sql)
        if commenters in (Commenters.WITHIN_TWO_HOPS, Commenters.FOLLOWED):
            with recorded_statements() as cypher:
                create_comment(author=people["followed"], post=post.pk, content="Hm.")
            assert TWO_HOPS_BY_INDEX not in cypher
        if commenters is Commenters.WITHIN_TWO_HOPS:
            with recorded_statements() as cypher:
                create_comment(author=people["second"], post=post.pk, content="Hm.")
            assert cypher.count(TWO_HOPS_BY_INDEX) == 1
    assert len(set(counts.values())) == 1
