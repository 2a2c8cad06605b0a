"""A small network with something of everything, seen by every kind of person."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db.models.functions import Now

from api.auth.tokens import access_token
from api.relay.ids import to_global
from core.accounts.factors.models import Passkey, Totp
from core.accounts.models import User
from core.accounts.profiles import update_profile
from core.accounts.sessions import start_session
from core.accounts.signup import create_user
from core.accounts.staff import change_person
from core.api_tokens.models import ApiToken, Scope
from core.api_tokens.services import create_api_token
from core.bookmarks.services import bookmark
from core.comments.models import Comment
from core.comments.services import create_comment, update_comment
from core.common.encryption import encrypt
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.likes.services import like
from core.moderation.deletion import remove_account
from core.mutes.words import mute_word
from core.notifications.models import Notification, NotificationKind
from core.posts.models import Post
from core.posts.services import NewImage, create_post, update_post
from core.visibility.models import MutedWord
from core.webhooks.models import Webhook, WebhookDelivery
from graph.edges import FOLLOWS
from tests.api.client import gid, session_in
from tests.core.bulk_acts.acts import made_bulk_act
from tests.core.data_exports.exports import made_export
from tests.core.media.pictured_posts import picture
from tests.core.relation_imports.previews import made_preview
from tests.core.webhooks.made import made_delivery, made_webhook

from .moderated import Moderated, moderate

NO_TOKEN = "A" * 64
PASSWORD = "correct horse battery staple"


class Kind(StrEnum):
    """Who asks. What is asked for belongs to the owner."""

    ANONYMOUS = "anonymous"
    OUTSIDER = "outsider"
    OWNER = "owner"
    ADMIN = "admin"
    SUSPENDED = "suspended"
    DELETED = "deleted"
    MODERATOR = "moderator"


@dataclass(frozen=True)
class Scene:
    """The network, and what each kind of person shows: a token, and a refresh token of their own.

    The owner wrote `post`, with an image, bookmarked it, and in it `comment`, to which `reply` is
    one, and mutes the word `muted_word`. The fan liked, commented (which is `notification`) and
    followed. Everybody follows the fan, who follows the outsider too.
    """

    users: dict[Kind, User]
    tokens: dict[Kind, str]
    refresh_tokens: dict[Kind, str]
    fan: User
    post: Post
    comment: Comment
    reply: Comment
    notification: Notification
    # That the owner follows the fan.
    act: int
    muted_word: MutedWord
    # That the owner has blocked the fan and no followers, and undone it.
    bulk: int
    # Of the owner.
    api_token: ApiToken
    # Of the owner, too.
    data_export: int
    relation_import: int
    webhook: Webhook
    delivery: WebhookDelivery
    # About the owner: an open case, and decisions of another moderator.
    moderated: Moderated

    def variables(self, kind: Kind) -> dict[str, Any]:
        """What the operations of the table are about, for this kind of person."""
        user = self.users.get(kind)
        return {
            "user": gid(self.users[Kind.OWNER]),
            "username": "owner",
            "own": user.username if user and user.pk else "nobody",
            "fan": gid(self.fan),
            "post": gid(self.post),
            "comment": gid(self.comment),
            "reply": gid(self.reply),
            "notification": gid(self.notification),
            "act": to_global("RelationAct", self.act),
            "bulk": to_global("BulkAct", self.bulk),
            "relationImport": to_global("RelationImport", self.relation_import),
            "dataExport": to_global("DataExport", self.data_export),
            "mutedWord": gid(self.muted_word),
            "apiToken": gid(self.api_token),
            "webhook": gid(self.webhook),
            "delivery": gid(self.delivery),
            "refreshToken": self.refresh_tokens.get(kind, "none"),
            "passkey": to_global("Passkey", Passkey.objects.get().pk),
            "case": to_global("Case", self.moderated.case),
            "warning": to_global("Decision", self.moderated.warning),
            "proposal": to_global("Decision", self.moderated.proposal),
            "appealed": to_global("Decision", self.moderated.appealed),
            "judgedRing": to_global("Ring", self.moderated.judged_ring),
            "ring": to_global("Ring", self.moderated.ring),
            "session": session_in(self.refresh_tokens.get(kind, NO_TOKEN)),
            "password": PASSWORD,
        }


def scene() -> Scene:
    """Make it, in empty stores."""
    users: dict[Kind, User] = {kind: _join(kind) for kind in Kind if kind != Kind.ANONYMOUS}
    fan, owner = _join("fan"), users[Kind.OWNER]
    post = _post_of(owner)
    comment, reply, notification = _busy(owner, fan, post)
    muted_word = mute_word(viewer=owner, text="gardening", until=datetime(2100, 1, 1, tzinfo=UTC))
    _factors_of(owner)
    for user in users.values():
        follow(follower=user, followee=fan.pk)
    follow(follower=fan, followee=users[Kind.OUTSIDER].pk)
    change_person(person=users[Kind.SUSPENDED].pk, is_active=False)
    users[Kind.SUSPENDED].refresh_from_db()
    tokens: dict[Kind, str] = {kind: access_token(user) for kind, user in users.items()}
    refresh_tokens: dict[Kind, str] = {
        kind: start_session(user).refresh_token for kind, user in users.items()
    }
    remove_account(users[Kind.DELETED])
    act = JournalEntry.objects.filter(actor=owner.pk, target=fan.pk, kind=FOLLOWS.made_by).get().pk
    bulk = made_bulk_act(by=owner, person=fan).pk
    made = create_api_token(user=owner, name="Bot", scopes=[Scope.READ])
    export = made_export(owner).pk
    list_ = made_preview(owner, fan).pk
    data = (made.row, export, list_)
    named = (fan, post, comment, reply, notification, act, muted_word, bulk, *data)
    webhook = made_webhook(owner)
    sent = (webhook, made_delivery(owner, webhook))
    moderated = moderate(owner=owner, fan=fan, moderator=users[Kind.MODERATOR], post=post)
    return Scene(users, tokens, refresh_tokens, *named, *sent, moderated)


def _join(name: str) -> User:
    admin = name == Kind.ADMIN
    return create_user(
        language="en",
        username=name,
        email=f"{name}@private.example.com",
        password=PASSWORD,
        is_staff=admin,
        is_superuser=admin,
    )


def _factors_of(owner: User) -> None:
    """An app and a passkey, for which signing in does not ask: the owner signs in by the table."""
    Totp.objects.create(user=owner, secret=encrypt(b"x" * 20), confirmed_at=Now())
    Passkey.objects.create(
        user=owner, name="Phone", credential_id=b"x", public_key=b"x", handle=b"x", sign_count=0,
        last_used_at=Now(),
    )  # fmt: skip


def _post_of(owner: User) -> Post:
    update_profile(user=owner, display_name="The Owner", bio="Owns.", profile_image=picture())
    post = create_post(author=owner, content="Look.", images=[NewImage(picture(), "teal")])
    return update_post(editor=owner, post=post.pk, content="Look!")


def _busy(owner: User, fan: User, post: Post) -> tuple[Comment, Comment, Notification]:
    follow(follower=owner, followee=fan.pk)
    follow(follower=fan, followee=owner.pk)
    like(liker=fan, post=post.pk)
    bookmark(viewer=owner, post=post.pk)
    comment = create_comment(author=owner, post=post.pk, content="First.")
    comment = update_comment(editor=owner, comment=comment.pk, content="First!")
    by_fan = create_comment(author=fan, post=post.pk, content="Oh.")
    reply = create_comment(author=owner, post=post.pk, content="Yes.", parent=by_fan.pk)
    reply = update_comment(editor=owner, comment=reply.pk, content="Yes!")
    create_comment(author=fan, post=post.pk, content="Well.", parent=reply.pk)
    notification = Notification.objects.get(recipient=owner, kind=NotificationKind.COMMENT)
    return comment, reply, notification
