"""The viewer's notification settings."""

from enum import Enum

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.enums import described_enum
from api.payloads import payload
from core.notifications.models import NotificationSettings as NotificationSettingsModel
from core.notifications.models import Senders
from core.notifications.settings import change_notification_settings, notification_settings
from core.ratelimit.limits import NEW_ACCOUNT
from core.visibility import Viewer

_DESCRIPTIONS = {
    Senders.EVERYBODY: "Everybody's.",
    Senders.FOLLOWERS: "Those of your followers.",
    Senders.WITHIN_TWO_HOPS: "Those of users whom you follow, and of whom these follow, within the "
    "2,000 users whom you followed last.",
    Senders.FOLLOWED: "Those of users whom you follow.",
    Senders.MUTUALS: "Those of users whom you follow and who follow you.",
    Senders.NOBODY: "Nobody's.",
}
NotificationSenders = described_enum(
    Senders,
    "NotificationSenders",
    "Whose acts notify you.",
    _DESCRIPTIONS,
)
_KINDS = {
    "follow": "Of whose follows you are notified. Who follows you is a follower.",
    "like": "Of whose likes you are notified.",
    "comment": "Of whose comments on your posts you are notified.",
    "reply": "Of whose replies to your comments you are notified.",
    "mention": "Of whose mentions of you you are notified.",
}
_QUIET = (
    f"Whether nothing of accounts younger than {NEW_ACCOUNT} days notifies you, unless you follow "
    "them."
)


class NotificationSettings(graphene.ObjectType):
    """Whose acts notify the viewer."""

    class Meta:
        description = "Whose acts notify you, by kind; visible only to you."

    follow = graphene.Field(NotificationSenders, required=True, description=_KINDS["follow"])
    like = graphene.Field(NotificationSenders, required=True, description=_KINDS["like"])
    comment = graphene.Field(NotificationSenders, required=True, description=_KINDS["comment"])
    reply = graphene.Field(NotificationSenders, required=True, description=_KINDS["reply"])
    mention = graphene.Field(NotificationSenders, required=True, description=_KINDS["mention"])
    quiet_new_accounts = graphene.Boolean(required=True, description=_QUIET)


NotificationSettingsPayload = payload(
    "NotificationSettingsPayload",
    "The result of a change of your notification settings.",
    notification_settings=graphene.Field(
        NotificationSettings, required=True, description="All your notification settings."
    ),
)


class NotificationSettingsQueries(graphene.ObjectType):
    """The settings, a field of Query."""

    notification_settings = graphene.Field(
        NotificationSettings, description="Whose acts notify you; visible only to you."
    )

    @staticmethod
    def resolve_notification_settings(
        root: None, info: GraphQLResolveInfo
    ) -> NotificationSettingsModel:
        return notification_settings(Viewer.of(require_viewer(info)))


class NotificationSettingsMutations(graphene.ObjectType):
    """The mutation of the settings."""

    update_notification_settings = graphene.Field(
        NotificationSettingsPayload,
        **{kind: NotificationSenders(description=text) for kind, text in _KINDS.items()},
        quiet_new_accounts=graphene.Boolean(description=_QUIET),
        description="Set whose acts notify you. What is not given stays as it is; notifications "
        "that you have stay, too.",
    )

    @staticmethod
    def resolve_update_notification_settings(
        root: None,
        info: GraphQLResolveInfo,
        quiet_new_accounts: bool | None = None,
        **given: Enum | None,
    ) -> NotificationSettingsModel:
        senders = {kind: Senders(each.value) for kind, each in given.items() if each is not None}
        return change_notification_settings(
            user=require_actor(info), senders=senders, quiet_new_accounts=quiet_new_accounts
        )
