"""Whether PostgreSQL holds what the model says, and nothing else."""

from core.accounts.models import User
from core.comments.models import Comment
from core.common.clock import milliseconds
from core.follows.models import FollowRequest
from core.notifications.models import Notification
from core.posts.models import Post
from core.visibility.models import Block, Mute
from graph.edges import MUTES, REQUESTED
from tests.model import EdgeKey, Network


def check_documents(model: Network) -> None:
    """People, posts, comments with their threads, and one notification an act."""
    people = {
        (uid, each.username, not each.suspended, each.private) for uid, each in model.people.items()
    }
    assert set(User.objects.values_list("pk", "username", "is_active", "is_private")) == people
    assert dict(Post.objects.values_list("pk", "author")) == model.posts
    assert {
        (one, other) if is_own else (other, one)
        for one, other, is_own in Block.objects.values_list("viewer", "person", "is_own")
    } == model.blocks()
    assert Block.objects.count() == 2 * len(model.blocks())
    assert set(Mute.objects.values_list("viewer", "person")) == {
        (key.start, key.end) for key in model.edges if key.type == MUTES.name
    }
    assert set(FollowRequest.objects.values_list("follower", "followee")) == {
        (key.start, key.end) for key in model.edges if key.type == REQUESTED.name
    }
    _check_comments(model)
    _check_notifications(model)


def _check_comments(model: Network) -> None:
    found = Comment.objects.values_list("pk", "author", "post", "parent", "created_at")
    assert {
        cid: (author, post, parent, milliseconds(at)) for cid, author, post, parent, at in found
    } == {
        cid: (
            each.author,
            each.post,
            each.parent,
            model.edges[EdgeKey("COMMENTED_ON", each.author, each.post, cid)].since,
        )
        for cid, each in model.comments.items()
    }


def _check_notifications(model: Network) -> None:
    found = Notification.objects.values_list(
        "kind", "recipient", "actor", "post", "comment", "read_at", "withdrawn_at"
    )
    state = [(*key, read is not None, gone is not None) for *key, read, gone in found]
    expected = [(*key, each.read, each.withdrawn) for key, each in model.notices.items()]
    assert sorted(state, key=str) == sorted(expected, key=str)
