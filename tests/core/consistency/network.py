"""A small network in which everything occurs that an audit compares."""

from core.accounts.models import User
from core.comments.services import create_comment, delete_comment
from core.follows.services import follow, unfollow
from core.likes.services import like, unlike
from core.posts.models import Post
from core.posts.services import delete_post
from core.suggestions.services import dismiss_suggestion
from tests.factories import make_post, make_users
from tests.jobs import leave


def small_network() -> tuple[User, User, User, Post]:
    """Ada, Bob, Cyd and a post of Ada's; Dan has left, and a post of Bob's is deleted.

    Journal entries: 1 to 4 join; 5 Ada's post, 6 Bob's, 7 Dan's; 8 Bob and 9 Cyd follow Ada, 10 Ada
    and 11 Dan follow Bob; 12 Cyd no longer follows Ada; 13 Bob and 14 Cyd like Ada's post, 15 Cyd
    no longer; 16 and 17 comment on it, 18 the second comment goes; 19 Cyd does not want Bob; 20
    Bob's post goes; 21 and 22 Dan and his post go.
    """
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    post, deleted, _ = make_post(ada), make_post(bob), make_post(dan)
    follow(follower=bob, followee=ada.pk)
    follow(follower=cyd, followee=ada.pk)
    follow(follower=ada, followee=bob.pk)
    follow(follower=dan, followee=bob.pk)
    unfollow(follower=cyd, followee=ada.pk)
    like(liker=bob, post=post.pk)
    like(liker=cyd, post=post.pk)
    unlike(liker=cyd, post=post.pk)
    create_comment(author=bob, post=post.pk, content="Hello.")
    second = create_comment(author=cyd, post=post.pk, content="No.")
    delete_comment(editor=cyd, comment=second.pk)
    dismiss_suggestion(viewer=cyd, person=bob.pk)
    delete_post(editor=bob, post=deleted.pk)
    leave(dan)
    return ada, bob, cyd, post
