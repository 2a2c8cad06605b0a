"""Muted words: the type, the list and the mutations."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import graphene
from graphql import GraphQLResolveInfo

from api.batching import batch
from api.context import Context, require_actor, require_viewer
from api.payloads import DeletedPayload, payload
from api.relay.connections import Connection, ConnectionField, connection_type
from api.relay.ids import from_global
from api.relay.nodes import Node, register_node
from api.scalars import DateTime
from core.lists.pages import PageRequest
from core.mutes.words import (
    MAX_LENGTH,
    MAX_WORDS,
    count_muted_words,
    mute_word,
    muted_words_by_ids,
    muted_words_page,
    unmute_word,
)
from core.visibility import Viewer
from core.visibility.models import MutedWord as MutedWordModel


class MutedWord(graphene.ObjectType):
    """A word or phrase that you mute."""

    class Meta:
        description = "A word or phrase that you mute; only you see it."
        interfaces = (Node,)

    text = graphene.String(required=True, description="The word or phrase, as you typed it.")
    until = DateTime(description="When it is no longer muted; null for good.")


MutedWordConnection = connection_type(MutedWord)
MutedWordPayload = payload(
    "MutedWordPayload",
    "The result of muting a word or phrase.",
    muted_word=graphene.Field(MutedWord, required=True, description="The muted word or phrase."),
)


@batch("MutedWord", default=None)
def muted_word_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, MutedWordModel | None]:
    """Return the viewer's muted words by ID. Cost: one SQL statement, none without a viewer."""
    if context.viewer is None:
        return {}
    return dict(muted_words_by_ids(Viewer.of(context.viewer), ids))


register_node(MutedWord, model=MutedWordModel, by_id=muted_word_by_id)


class MutedWordQueries(graphene.ObjectType):
    """The list of muted words, a field of Query."""

    muted_words = ConnectionField(
        MutedWordConnection,
        description="The words and phrases you mute, newest first; visible only to you.",
    )

    @staticmethod
    def resolve_muted_words(
        root: None, info: GraphQLResolveInfo, page: PageRequest
    ) -> Connection[MutedWordModel]:
        viewer = Viewer.of(require_viewer(info))
        return Connection(
            lambda request: muted_words_page(viewer, request),
            page,
            lambda: count_muted_words(viewer),
        )


class MutedWordMutations(graphene.ObjectType):
    """The mutations of muted words."""

    mute_word = graphene.Field(
        MutedWordPayload,
        text=graphene.String(
            required=True,
            description=f"The word or phrase, 1 to {MAX_LENGTH} characters. Whole words are "
            "compared, whatever their case and accents.",
        ),
        until=DateTime(description="When it is no longer muted; never without it."),
        description="Mute a word or phrase: posts with it are not in your feed, and comments with "
        "it make no notification. What you open is as before. Muting it again sets `until`. "
        f"At most {MAX_WORDS} at a time; only you know of them.",
    )
    unmute_word = graphene.Field(
        DeletedPayload,
        id=graphene.ID(required=True, description="The ID of a muted word of yours."),
        description="End the mute of a word or phrase.",
    )

    @staticmethod
    def resolve_mute_word(
        root: None, info: GraphQLResolveInfo, text: str, until: datetime | None = None
    ) -> MutedWordModel:
        viewer = require_actor(info)
        muted = mute_word(viewer=viewer, text=text, until=until)
        info.context.hidden_changed()
        return muted

    @staticmethod
    def resolve_unmute_word(root: None, info: GraphQLResolveInfo, id: str) -> str:
        viewer = require_actor(info)
        unmute_word(viewer=viewer, word=from_global(id, "MutedWord", "id"))
        info.context.hidden_changed()
        return id
