"""The schema: Query, Mutation and Subscription, composed of the fields of each domain."""

import graphene
from graphene.types.resolver import set_default_resolver

from api.likes.mutations import LikeMutations
from api.relay.nodes import NodeQueries
from api.rings.mutations import RingMutations
from api.rings.queries import RingQueries

from .account_mail.mutations import AccountMailMutations
from .blocks.mutations import BlockMutations
from .blocks.queries import BlockQueries
from .bulk_acts.mutations import BulkActMutations
from .bulk_acts.queries import BulkActQueries
from .comments.mutations import CommentMutations
from .comments.queries import CommentQueries
from .data.imports import RelationImportMutations, RelationImportQueries
from .data.mutations import DataMutations
from .data.queries import DataQueries
from .default_resolver import attribute
from .feed.queries import FeedQueries
from .feed.subscriptions import FeedSubscriptions
from .follows.mutations import FollowMutations
from .follows.queries import FollowQueries
from .follows.request_lists import FollowRequestQueries
from .follows.requests import FollowRequestMutations
from .history.mutations import HistoryMutations
from .history.queries import HistoryQueries
from .moderation.mutations import ModerationMutations
from .moderation.queries import ModerationQueries
from .mutes.mutations import MuteMutations
from .mutes.queries import MuteQueries
from .mutes.words import MutedWordMutations, MutedWordQueries
from .network.queries import NetworkQueries
from .notifications.mutations import NotificationMutations
from .notifications.queries import NotificationQueries
from .notifications.settings import NotificationSettingsMutations, NotificationSettingsQueries
from .notifications.subscriptions import NotificationSubscriptions
from .posts.bookmarks import BookmarkMutations, BookmarkQueries
from .posts.mutations import PostMutations
from .posts.queries import PostQueries
from .posts.subscriptions import PostSubscriptions
from .security.account import AccountMutations
from .security.factors import FactorMutations, FactorQueries
from .security.sessions import SessionMutations, SessionQueries
from .security.sign_in import FactorSignInMutations
from .serial import forget_around_writes
from .suggestions.mutations import SuggestionMutations
from .suggestions.queries import SuggestionQueries
from .tokens.mutations import ApiTokenMutations
from .tokens.queries import ApiTokenQueries
from .users.language import LanguageMutations
from .users.mutations import UserMutations
from .users.privacy import PrivacyMutations
from .users.queries import UserQueries
from .webhooks.mutations import WebhookMutations
from .webhooks.queries import WebhookQueries

set_default_resolver(attribute)


class Query(
    SessionQueries,
    FactorQueries,
    UserQueries,
    FollowQueries,
    FollowRequestQueries,
    NetworkQueries,
    BlockQueries,
    MuteQueries,
    HistoryQueries,
    MutedWordQueries,
    BulkActQueries,
    RingQueries,
    DataQueries,
    RelationImportQueries,
    ModerationQueries,
    FeedQueries,
    PostQueries,
    CommentQueries,
    BookmarkQueries,
    SuggestionQueries,
    NotificationQueries,
    NotificationSettingsQueries,
    ApiTokenQueries,
    WebhookQueries,
    NodeQueries,
):
    """All queries."""


class Mutation(
    SessionMutations,
    AccountMutations,
    FactorMutations,
    FactorSignInMutations,
    UserMutations,
    AccountMailMutations,
    LanguageMutations,
    FollowMutations,
    FollowRequestMutations,
    PrivacyMutations,
    BlockMutations,
    ModerationMutations,
    MuteMutations,
    HistoryMutations,
    MutedWordMutations,
    BulkActMutations,
    RingMutations,
    DataMutations,
    RelationImportMutations,
    PostMutations,
    LikeMutations,
    BookmarkMutations,
    CommentMutations,
    SuggestionMutations,
    NotificationMutations,
    NotificationSettingsMutations,
    ApiTokenMutations,
    WebhookMutations,
):
    """All mutations."""


class Subscription(NotificationSubscriptions, FeedSubscriptions, PostSubscriptions):
    """All subscriptions, served over server-sent events and WebSocket."""


schema = graphene.Schema(query=Query, mutation=Mutation, subscription=Subscription)
if schema.graphql_schema.mutation_type is not None:
    forget_around_writes(schema.graphql_schema.mutation_type.fields)
schema.graphql_schema.description = (
    "Users, posts, comments, likes, follows, a feed and follow suggestions. Sign up or log in to "
    "get a token, and send it as `Authorization: Bearer TOKEN`. Every object has a globally unique "
    "ID. Lists use cursor pagination. Every error has `extensions.code`; an input error also has "
    "`extensions.field`, the argument at fault."
)
