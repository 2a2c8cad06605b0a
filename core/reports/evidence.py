"""What is reported, as it is at that time: its author may edit or delete it afterwards."""

from dataclasses import dataclass
from typing import Any

from core.accounts.models import User
from core.accounts.selectors import user_by_id
from core.comments.models import Comment
from core.comments.selectors import comments_by_ids
from core.common.errors import NotFound
from core.posts.models import Post
from core.posts.selectors import images_of_posts, posts_by_ids
from core.visibility import Audience, Viewer

from .models import SubjectKind

NAMES = {SubjectKind.POST: "Post", SubjectKind.COMMENT: "Comment", SubjectKind.USER: "User"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is reported: who wrote it, or is it, and what there is to see."""

    person: int
    evidence: dict[str, Any]


def look_at(viewer: Viewer, kind: SubjectKind, subject: int) -> Subject:
    """Return the subject as the viewer sees it. Raises NotFound, also for what is hidden.

    Up to two SQL statements.
    """
    if kind is SubjectKind.POST and (post := posts_by_ids(viewer, [subject]).get(subject)):
        return Subject(post.author_id, _of_post(post))
    if kind is SubjectKind.COMMENT and (found := comments_by_ids(viewer, [subject]).get(subject)):
        return Subject(found.author_id, _of_comment(found))
    if kind is SubjectKind.USER and (user := user_by_id(viewer, subject)):
        return Subject(user.pk, _of_user(user))
    raise NotFound(f"{NAMES[kind]} not found.", "id")


def look_at_for_staff(kind: SubjectKind, subject: int) -> Subject:
    """Return the subject also where nobody but its author sees it. Raises NotFound.

    Up to three SQL statements.
    """
    author: int | None = subject
    if kind is not SubjectKind.USER:
        written = Post if kind is SubjectKind.POST else Comment
        author = written.objects.filter(pk=subject).values_list("author_id", flat=True).first()
    if author is None:
        raise NotFound(f"{NAMES[kind]} not found.", "id")
    return look_at(Viewer(author), kind, subject)


def _of_post(post: Post) -> dict[str, Any]:
    images = images_of_posts([post.pk]).get(post.pk, ()) if post.has_images else ()
    return {
        "text": post.content,
        "audience": Audience(post.audience).name,
        "writtenAt": post.created_at.isoformat(),
        "editedAt": post.edited_at and post.edited_at.isoformat(),
        "pictures": [
            {"file": str(image.large), "description": image.description} for image in images
        ],
    }


def _of_comment(comment: Comment) -> dict[str, Any]:
    return {
        "text": comment.content,
        "post": comment.post_id,
        "writtenAt": comment.created_at.isoformat(),
        "editedAt": comment.edited_at and comment.edited_at.isoformat(),
    }


def _of_user(user: User) -> dict[str, Any]:
    return {
        "text": user.bio,
        "username": user.username,
        "displayName": user.get_full_name(),
        "picture": str(user.profile_image),
    }
