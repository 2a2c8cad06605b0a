"""Writing, editing and deleting posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from core.accounts.locks import share_lock_users
from core.accounts.models import User
from core.common.errors import Forbidden, InvalidInput, NotFound
from core.common.faults import Faults
from core.common.text import BYTES_EACH_IN_SHORT, clean_text
from core.database.clock import database_now
from core.database.transactions import atomic_with_retry
from core.idempotency.once import FIELD, Once, Repeated, digest
from core.journal.record import record
from core.media import (
    ImageNames,
    ProcessedImage,
    image_names,
    place_for_images,
    process_image,
)
from core.media.files import confirm, save_image, uploading
from core.ratelimit.write_quotas import consume, consuming
from core.realtime.models import LiveKind
from core.realtime.publish import publish
from core.rules import ask_for_review, judge
from core.search import post_words
from core.visibility import (
    INTERNAL,
    Audience,
    Commenters,
    Standing,
    Viewer,
    hidden_from,
    in_audience,
    visible,
)
from graph.edges import POSTED

from .audiences import count_narrow, let_comment, narrow
from .mentions import change_mentions, check_mentions, lock_mentioned, save_mentions
from .models import Post, PostImage
from .removal import remove_posts
from .standing import set_standing

MAX_POST_LENGTH = 5_000
MAX_DESCRIPTION_LENGTH = 300
MAX_IMAGES = 4


@dataclass(frozen=True)
class NewImage:
    """An uploaded file and what it shows, in words (alternative text)."""

    file: BinaryIO
    description: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Whom a post is for, and who may comment: None is as the author has it for all posts."""

    audience: Audience = Audience.PUBLIC
    commenters: Commenters | None = None

    @property
    def sent(self) -> list[str]:
        """What of them tells two inputs with one key apart."""
        if self == Terms():
            return []
        return [self.audience.name, "" if self.commenters is None else self.commenters.name]


@dataclass(frozen=True)
class _Picture:
    """A checked image, where its files lie, and what it shows."""

    image: ProcessedImage
    names: ImageNames
    description: str


def clean_content(value: str, *, has_images: bool) -> str:
    """Return the text of a post as it is stored. Raises InvalidInput."""
    text = clean_text(value, field="content", longest=MAX_POST_LENGTH, required=not has_images)
    check_mentions(text)
    return text


def create_post(
    *,
    author: User,
    content: str,
    images: Sequence[NewImage] = (),
    terms: Terms = Terms(),
    idempotency_key: str | None = None,
) -> Post:
    """Publish a post of text, images, or both, and notify whom the text mentions.

    Raises InvalidInput naming every field at fault.

    The fields of an image have its index: `images.0`, `imageDescriptions.0`. Images are checked,
    re-encoded and saved before the transaction begins, and their files are deleted when it fails.
    Raises Overloaded when too many are being processed. With a key of the author's that made a post
    within 24 hours, returns that post. Raises NotFound if it is deleted.
    """
    try:
        return _create_post(author, content, images, terms, idempotency_key)
    except Repeated as known:
        first = visible(Post.objects.filter(pk=known.document), INTERNAL, "author").first()
        if first is None:
            raise NotFound("The post of this key is deleted.", FIELD) from None
        return first


def _create_post(
    author: User,
    content: str,
    images: Sequence[NewImage],
    terms: Terms,
    idempotency_key: str | None,
) -> Post:
    faults = Faults()
    text, pictures, once = "", [], Once(author.pk)
    with faults.collect():
        once = _once(author, content, images, terms, idempotency_key)
        once.check()
    with faults.collect():
        text = clean_content(content, has_images=bool(images))
    with faults.collect():
        pictures = _pictures(author, images)
    faults.report()
    is_held = judge(text, author)
    with uploading([picture.names for picture in pictures]):
        for picture in pictures:
            save_image(picture.image, picture.names)
        return _publish(author, text, pictures, terms, once, is_held)


def _once(
    author: User, content: str, images: Sequence[NewImage], terms: Terms, key: str | None
) -> Once:
    if key is None:
        return Once(author.pk)
    # Too many are refused in any case.
    files = [part for each in images[:MAX_IMAGES] for part in (digest(each.file), each.description)]
    return Once.of(author.pk, key, "post", content, len(images), *files, *terms.sent)


@atomic_with_retry
def _publish(
    author: User,
    text: str,
    pictures: Sequence[_Picture],
    terms: Terms,
    once: Once,
    is_held: bool,
) -> Post:
    once.claim()
    share_lock_users(Viewer.of(author), author.pk)
    mentioned = lock_mentioned(author.pk, text)
    consume("posts", user_id=author.pk, to=mentioned)
    commenters = author.who_may_comment if terms.commenters is None else terms.commenters
    post = Post.objects.create(
        author=author,
        content=text,
        has_images=bool(pictures),
        audience=terms.audience,
        who_may_comment=commenters,
    )
    count_narrow(post)
    PostImage.objects.bulk_create(
        [
            PostImage(
                post=post,
                position=position,
                large=picture.names.large,
                small=picture.names.small,
                width=picture.image.width,
                height=picture.image.height,
                description=picture.description,
            )
            for position, picture in enumerate(pictures)
        ]
    )
    confirm([picture.names for picture in pictures])
    save_mentions(post, mentioned)
    record(POSTED.made_by, actor=author.pk, target=post.pk, at=post.created_at)
    if is_held:
        set_standing(post, Standing.HELD)
        ask_for_review("post", post.pk)
    once.finish(post.pk)
    return post


@atomic_with_retry
def update_post(
    *,
    editor: User,
    post: int,
    content: str | None = None,
    audience: Audience | None = None,
    commenters: Commenters | None = None,
) -> Post:
    """Replace the text, which marks the post as edited, narrow its audience, set who may comment.

    What is None stays as it is. Raises NotFound, Forbidden, InvalidInput.
    """
    found = own_post(editor, post)
    if audience is not None:
        narrow(found, audience)
    if commenters is not None:
        let_comment(found, commenters)
    if content is not None and rewrite_post(found, content):
        consume("edits", user_id=editor.pk)
        # What a moderator hides stays hidden, and what is held is reviewed, whatever it says now.
        if judge(found.content, editor) and found.standing == Standing.VISIBLE:
            set_standing(found, Standing.HELD)
            ask_for_review("post", found.pk)
    return found


def rewrite_post(post: Post, content: str) -> bool:
    """Replace the text, without checking who asks, and mark the post as edited.

    Returns whether the text changed. The caller has locked the row FOR UPDATE. Raises
    InvalidInput.
    """
    text = clean_content(content, has_images=post.has_images)
    if text == post.content:
        return False
    same_words = post_words(text) == post_words(post.content)
    old, post.content = post.content, text
    post.edited_at = database_now()
    post.save(update_fields=["content", "edited_at", "words"])
    if same_words:
        # PostgreSQL cannot tell words that stay from words that were forgotten.
        post.save(update_fields=["words"])
    change_mentions(post, old)
    publish(LiveKind.POST_EDITED, post=post.pk)
    return True


@atomic_with_retry
def delete_post(*, editor: User, post: int) -> None:
    """Delete one's own post with everything under it. Raises NotFound, Forbidden."""
    remove_posts([own_post(editor, post)])


def own_post(editor: User, post: int) -> Post:
    """Return the editor's post, locked against everything else. Raises NotFound, Forbidden."""
    found = locked_post(Viewer.of(editor), post)
    if found.author_id != editor.pk:
        # A post that was deleted while we waited for its row may belong to a deleted user.
        if hidden_from(INTERNAL, [found.author_id]):
            raise NotFound("Post not found.", "id")
        raise Forbidden("Only its author may change a post.", "id")
    return found


def locked_post(viewer: Viewer, post: int) -> Post:
    """Return the post, locked against everything else. Raises NotFound."""
    posts = in_audience(visible(Post.objects.filter(pk=post), viewer, "author"), viewer)
    found = posts.select_for_update().first()
    if found is None:
        raise NotFound("Post not found.", "id")
    return found


def _pictures(author: User, images: Sequence[NewImage]) -> list[_Picture]:
    """Return the checked images. Raises InvalidInput naming every field at fault, Overloaded."""
    if not images:
        return []
    if len(images) > MAX_IMAGES:
        raise InvalidInput(f"A post can have at most {MAX_IMAGES} images.", "images")
    faults = Faults()
    pictures = []
    # Decoding an image is the expensive part, so one of a rejected post counts too.
    quota = consuming("pictures", user_id=author.pk, times=len(images))
    with place_for_images(author.pk), quota:
        for index, image in enumerate(images):
            with faults.collect():
                pictures.append(_picture(image, index))
    faults.report()
    return pictures


def _picture(image: NewImage, index: int) -> _Picture:
    faults = Faults()
    with faults.collect():
        processed = process_image(image.file, field=f"images.{index}")
    with faults.collect():
        description = clean_text(
            image.description,
            field=f"imageDescriptions.{index}",
            longest=MAX_DESCRIPTION_LENGTH,
            most_bytes=MAX_DESCRIPTION_LENGTH * BYTES_EACH_IN_SHORT,
            required=False,
        )
    faults.report()
    return _Picture(processed, image_names("posts", processed.extension), description)
