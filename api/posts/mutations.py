"""Mutations of posts."""

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO, cast

import graphene
from django.core.files.uploadedfile import UploadedFile
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.idempotency import idempotency_key
from api.loaders.posts import post_by_id
from api.payloads import DeletedPayload, payload
from api.relay.ids import from_global
from api.scalars import Upload
from core.common.errors import InvalidInput, NotFound
from core.common.faults import Faults
from core.posts.mentions import MAX_MENTIONS
from core.posts.models import Post as PostModel
from core.posts.services import (
    MAX_DESCRIPTION_LENGTH,
    MAX_IMAGES,
    MAX_POST_LENGTH,
    NewImage,
    Terms,
    clean_content,
    create_post,
    delete_post,
    update_post,
)
from core.visibility import Audience

from .audience import PostAudience, audience_of
from .commenters import WhoMayComment, commenters_of
from .types import Post

if TYPE_CHECKING:
    Uploaded = UploadedFile[bytes]


PostPayload = payload(
    "PostPayload",
    "The result of a post mutation.",
    post=graphene.Field(Post, required=True, description="The new or changed post."),
)


class PostMutations(graphene.ObjectType):
    """The post fields of Mutation."""

    create_post = graphene.Field(
        PostPayload,
        content=graphene.String(
            required=True,
            description=f"The text, up to {MAX_POST_LENGTH:,} characters, with up to "
            f"{MAX_MENTIONS} mentions: `@username`; may be empty if there are images.",
        ),
        images=graphene.List(
            graphene.NonNull(Upload),
            description=f"Up to {MAX_IMAGES} JPEG, PNG, WebP or GIF files.",
        ),
        image_descriptions=graphene.List(
            graphene.String,
            description="A description of each image, in the order of the images, each up to "
            f"{MAX_DESCRIPTION_LENGTH} characters.",
        ),
        audience=graphene.Argument(
            PostAudience,
            required=True,
            default_value=Audience.PUBLIC,
            description="Whom the post is for, beside the users whom it mentions.",
        ),
        who_may_comment=graphene.Argument(
            WhoMayComment,
            description="Who may comment on it; without it, whom your privacy settings name.",
        ),
        idempotency_key=idempotency_key("post"),
        description="Publish a post.",
    )
    update_post = graphene.Field(
        PostPayload,
        id=graphene.ID(required=True, description="The ID of one of your posts."),
        content=graphene.String(
            description=f"The new text, up to {MAX_POST_LENGTH:,} characters, with up to "
            f"{MAX_MENTIONS} mentions; without it the text stays.",
        ),
        audience=graphene.Argument(
            PostAudience,
            description="Whom the post is for from now on: fewer people than before. Likes and "
            "comments of others stay.",
        ),
        who_may_comment=graphene.Argument(
            WhoMayComment,
            description="Who may comment on it from now on. Comments that there are stay.",
        ),
        description="Replace the text of one of your posts, which marks it as edited, narrow its "
        "audience, or change who may comment.",
    )
    delete_post = graphene.Field(
        DeletedPayload,
        id=graphene.ID(required=True, description="The ID of one of your posts."),
        description="Delete one of your posts and its images, comments and likes.",
    )

    @staticmethod
    def resolve_create_post(
        root: None,
        info: GraphQLResolveInfo,
        content: str,
        audience: Enum,
        who_may_comment: Enum | None = None,
        images: Sequence["Uploaded"] | None = None,
        image_descriptions: Sequence[str | None] | None = None,
        idempotency_key: str | None = None,
    ) -> PostModel:
        return create_post(
            author=require_actor(info),
            content=content,
            images=_new_images(content, images or (), image_descriptions or ()),
            terms=Terms(
                audience=Audience(audience.value), commenters=commenters_of(who_may_comment)
            ),
            idempotency_key=idempotency_key,
        )

    @staticmethod
    def resolve_update_post(
        root: None,
        info: GraphQLResolveInfo,
        id: str,
        content: str | None = None,
        audience: Enum | None = None,
        who_may_comment: Enum | None = None,
    ) -> PostModel:
        editor, faults = require_actor(info), Faults()
        with faults.collect():
            pid = from_global(id, "Post", "id")
        with faults.collect():
            clean_content(content or "", has_images=True)
        faults.report()
        return update_post(
            editor=editor,
            post=pid,
            content=content,
            audience=audience_of(audience),
            commenters=commenters_of(who_may_comment),
        )

    @staticmethod
    def resolve_delete_post(root: None, info: GraphQLResolveInfo, id: str) -> str:
        delete_post(editor=require_actor(info), post=from_global(id, "Post", "id"))
        return id


def post_after(info: GraphQLResolveInfo, pid: int) -> PostModel:
    """Return the post once something was done with it. Raises NotFound if it is gone since."""
    post = post_by_id.load_scoped(info, pid)
    if post is None:
        raise NotFound("Post not found.", "id")
    return post


def _new_images(
    content: str, files: Sequence["Uploaded"], descriptions: Sequence[str | None]
) -> list[NewImage]:
    """Pair images and descriptions. Raises InvalidInput, naming `content` too if it is at fault."""
    if len(descriptions) > len(files):
        faults = Faults()
        with faults.collect():
            clean_content(content, has_images=bool(files))
        faults.add(InvalidInput("There are more descriptions than images.", "imageDescriptions"))
        faults.report()
    padded = [*descriptions, *[None] * (len(files) - len(descriptions))]
    return [
        NewImage(file=cast(BinaryIO, file), description=text or "")
        for file, text in zip(files, padded, strict=True)
    ]
