"""A small network in which Ada does every mutation, and what each answers with."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from api.relay.ids import to_global
from core.accounts.mail_tokens import Purpose, issue
from core.accounts.models import User
from core.accounts.roles import set_moderator
from core.accounts.sessions import start_session
from core.api_tokens.models import Scope
from core.api_tokens.services import create_api_token
from core.blocks.services import block, unblock
from core.bookmarks.services import bookmark, remove_bookmark
from core.bulk_acts.models import BulkAct
from core.comments.models import Comment
from core.comments.services import create_comment
from core.data_exports.models import DataExport
from core.follows.services import follow, unfollow
from core.journal.models import JournalEntry
from core.likes.services import like, unlike
from core.mutes.services import mute, unmute
from core.mutes.words import mute_word
from core.notifications.models import Notification
from core.notifications.services import mark_read, mark_unread
from core.posts.models import Post
from core.privacy.services import update_privacy
from core.relation_imports.models import RelationImport
from core.reports.models import Case
from core.webhooks.models import Webhook
from tests.core.relation_imports.previews import made_preview
from tests.core.webhooks.made import QUERY, URL, made_delivery, made_webhook
from tests.factories import make_post, make_users

from .client import gid, session_in
from .decided import moderated_by

PASSWORD = "a-long-password"

FRAGMENTS = """
    fragment Person on User {
      id username displayName bio email followersCount followingCount postsCount
      viewerFollows viewerHasRequested followsViewer isMutual viewerIsBlocking viewerIsMuting
      isPrivate
      followers(first: 2) { totalCount nodes { username displayName followersCount } }
      posts(first: 2) { totalCount nodes { content likesCount } }
    }
    fragment Writing on Post {
      id content editedAt likesCount commentsCount viewerHasLiked viewerHasBookmarked
      author { ...Person }
      comments(first: 2) { content editedAt author { displayName } replies(first: 1) { content } }
      likers(first: 2) { totalCount nodes { username displayName } }
    }
    fragment Remark on Comment {
      id content editedAt author { displayName postsCount } post { ...Writing }
      parent { content replies(first: 2) { content } }
    }
    fragment Muted on MutedWord { id text until }
    fragment Notice on Notification {
      id kind read actor { ...Person } about: post { content likesCount viewerHasLiked }
    }
"""
IMPORTED = "id state total found { username displayName }"
PAYLOADS = {
    "post": "post { ...Writing }",
    "comment": "comment { ...Remark }",
    "user": "user { ...Person }",
    "blocked": "user { ...Person }",
    "import": f"relationImport {{ {IMPORTED} }}",
    "export": "dataExport { status progress }",
    "bulk": "bulkAct { user { ...Person } }",
    "notification": "notification { ...Notice }",
    "mutedWord": "mutedWord { ...Muted }",
    "settings": "notificationSettings { follow like comment reply mention quietNewAccounts }",
    "webhook": "webhook { url subscription state failures dropped }",
    "delivery": "delivery { isTest state attempts code error }",
    "report": "report { category state }",
    "statement": "statement { action appeal { text state } canAppeal }",
    "decision": "decision { action state }",
    "ring": "ring { id size members { username } decision { action state } }",
    "token": "apiToken { name scopes lastUsedAt }",
    "id": "id",
    "count": "count",
    "secret": "secret",
    "codes": "recoveryCodes",
    "options": "options",
    "passkey": "passkey { name }",
    "ok": "ok",
    "changed": "isChanged",
}
NODE = f"""
    query ($id: ID!) {{
      node(id: $id) {{ ...Person ...Writing ...Remark ...Notice ...Muted }}
    }}
    {FRAGMENTS}
"""
_numbers = count()


@dataclass
class World:
    """Ada, who asks, Grace, what both have written, and Hedy, whom Ada may block."""

    ada: User
    grace: User
    hedy: User
    mine: Post
    theirs: Post
    remark: Comment
    hers: Comment
    notification: Notification

    @classmethod
    def make(cls) -> "World":
        """Each of them follows, likes and comments on the other's post."""
        ada, grace, hedy = make_users("ada", "grace", "hedy")
        ada.set_password(PASSWORD)
        ada.save()
        mine, theirs = make_post(ada, "Mine."), make_post(grace, "Theirs.")
        hers = create_comment(author=grace, post=theirs.pk, content="Hers.")
        remark = create_comment(author=ada, post=theirs.pk, content="A remark.")
        follow(follower=grace, followee=ada.pk)
        like(liker=grace, post=mine.pk)
        notification = ada.notifications.get(kind="like")
        return cls(ada, grace, hedy, mine, theirs, remark, hers, notification)


@dataclass(frozen=True)
class Step:
    """A mutation: its arguments, the field of its payload, and how to make it change something."""

    field: str
    payload: str
    arguments: Callable[[World], dict[str, Any]]
    prepare: Callable[[World], object] = lambda world: None

    def text(self, alias: str, given: dict[str, Any]) -> str:
        """The field of the operation, with a variable for each argument."""
        passed = ", ".join(f"{name}: ${alias}_{name}" for name in given)
        inside = f"({passed})" if passed else ""
        return f"{alias}: {self.field}{inside} {{ {PAYLOADS[self.payload]} }}"


def _number() -> str:
    return str(next(_numbers))


def _mail_token(purpose: Purpose, address: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"token": issue(world.ada, purpose, address=address, seed=_number())}


def _theirs(world: World) -> dict[str, Any]:
    return {"id": gid(world.theirs)}


def _grace(world: World) -> dict[str, Any]:
    return {"id": gid(world.grace)}


def _hedy(world: World) -> dict[str, Any]:
    return {"id": gid(world.hedy)}


def _notification(world: World) -> dict[str, Any]:
    return {"id": gid(world.notification)}


def _never_blocked(world: World) -> None:
    BulkAct.objects.filter(by=world.ada).delete()
    unblock(blocker=world.ada, person=world.hedy.pk)


def _act(world: World) -> dict[str, Any]:
    mute(viewer=world.ada, person=world.grace.pk)
    muted = JournalEntry.objects.filter(actor=world.ada.pk, kind="muted")
    return {"id": to_global("RelationAct", muted.latest("pk").pk)}


def _new_person(world: World) -> dict[str, Any]:
    name = f"carla{_number()}"
    return {"username": name, "email": f"{name}@example.com", "password": PASSWORD}


def _asked(world: World) -> None:
    """Hedy asks to follow Ada."""
    unblock(blocker=world.ada, person=world.hedy.pk)
    unfollow(follower=world.hedy, followee=world.ada.pk)
    update_privacy(user=world.ada, is_private=True)
    follow(follower=world.hedy, followee=world.ada.pk)


def _asking(world: World) -> None:
    """Ada asks to follow Hedy."""
    unblock(blocker=world.ada, person=world.hedy.pk)
    update_privacy(user=world.hedy, is_private=True)
    follow(follower=world.ada, followee=world.hedy.pk)


def _no_webhooks(world: World) -> None:
    """A user has ten at most."""
    Webhook.objects.filter(owner=world.ada).delete()


def _webhook(world: World) -> dict[str, Any]:
    return {"id": gid(made_webhook(world.ada))}


def _proposal(world: World) -> dict[str, Any]:
    set_moderator(person=world.ada.pk, is_moderator=True)
    return {"id": gid(world.hedy), "reason": "Rude."}


STEPS: dict[str, Step] = {
    "like": Step(
        "likePost", "post", _theirs, lambda world: unlike(liker=world.ada, post=world.theirs.pk)
    ),
    "unlike": Step(
        "unlikePost", "post", _theirs, lambda world: like(liker=world.ada, post=world.theirs.pk)
    ),
    "bookmark": Step(
        "bookmarkPost",
        "post",
        _theirs,
        lambda world: remove_bookmark(viewer=world.ada, post=world.theirs.pk),
    ),
    "remove a bookmark": Step(
        "removeBookmark",
        "post",
        _theirs,
        lambda world: bookmark(viewer=world.ada, post=world.theirs.pk),
    ),
    "post": Step("createPost", "post", lambda world: {"content": f"Post {_number()}."}),
    "edit a post": Step(
        "updatePost", "post", lambda world: {"id": gid(world.mine), "content": _number()}
    ),
    "delete a post": Step("deletePost", "id", lambda world: {"id": gid(make_post(world.ada))}),
    "comment": Step(
        "createComment",
        "comment",
        lambda world: {"post": gid(world.theirs), "content": _number()},
    ),
    "reply": Step(
        "createComment",
        "comment",
        lambda world: {
            "post": gid(world.theirs),
            "parent": gid(world.hers),
            "content": _number(),
        },
    ),
    "edit a comment": Step(
        "updateComment", "comment", lambda world: {"id": gid(world.remark), "content": _number()}
    ),
    "delete a comment": Step(
        "deleteComment",
        "id",
        lambda world: {
            "id": gid(create_comment(author=world.ada, post=world.theirs.pk, content="Gone."))
        },
    ),
    "follow": Step(
        "followUser",
        "user",
        _grace,
        lambda world: unfollow(follower=world.ada, followee=world.grace.pk),
    ),
    "unfollow": Step(
        "unfollowUser",
        "user",
        _grace,
        lambda world: follow(follower=world.ada, followee=world.grace.pk),
    ),
    "remove a follower": Step(
        "removeFollower",
        "user",
        _grace,
        lambda world: follow(follower=world.grace, followee=world.ada.pk),
    ),
    "follow by name": Step("followUser", "user", lambda world: {"username": "grace"}),
    "accept": Step("acceptFollowRequest", "user", _hedy, _asked),
    "refuse": Step("refuseFollowRequest", "user", _hedy, _asked),
    "withdraw": Step("withdrawFollowRequest", "user", _hedy, _asking),
    "privacy": Step(
        "updatePrivacy",
        "user",
        lambda world: {"isPrivate": False},
        _asked,
    ),
    "mute": Step(
        "muteUser",
        "user",
        _grace,
        lambda world: unmute(viewer=world.ada, person=world.grace.pk),
    ),
    "unmute": Step(
        "unmuteUser",
        "user",
        _grace,
        lambda world: mute(viewer=world.ada, person=world.grace.pk),
    ),
    "notification settings": Step(
        "updateNotificationSettings",
        "settings",
        lambda world: {"quietNewAccounts": bool(next(_numbers) % 2)},
    ),
    "mute a word": Step("muteWord", "mutedWord", lambda world: {"text": f"Word {_number()}"}),
    "create a webhook": Step(
        "createWebhook",
        "webhook",
        lambda world: {"url": URL, "subscription": QUERY},
        _no_webhooks,
    ),
    "enable a webhook": Step("enableWebhook", "webhook", _webhook, _no_webhooks),
    "test a webhook": Step("testWebhook", "delivery", _webhook, _no_webhooks),
    "delete a webhook": Step("deleteWebhook", "ok", _webhook, _no_webhooks),
    "redeliver": Step(
        "redeliver",
        "delivery",
        lambda world: {"id": gid(made_delivery(world.ada, made_webhook(world.ada)))},
        _no_webhooks,
    ),
    "create an API token": Step(
        "createApiToken",
        "token",
        lambda world: {"name": "Bot", "scopes": ["WRITE"], "password": PASSWORD},
    ),
    "revoke an API token": Step(
        "revokeApiToken",
        "ok",
        lambda world: {
            "id": gid(create_api_token(user=world.ada, name="Bot", scopes=[Scope.READ]).row)
        },
    ),
    "unmute a word": Step(
        "unmuteWord",
        "id",
        lambda world: {"id": gid(mute_word(viewer=world.ada, text=f"Word {_number()}"))},
    ),
    "block": Step(
        "blockUser",
        "blocked",
        _hedy,
        lambda world: unblock(blocker=world.ada, person=world.hedy.pk),
    ),
    "unblock": Step(
        "unblockUser",
        "user",
        lambda world: {**_hedy(world), "restoreFollows": True},
        lambda world: block(blocker=world.ada, person=world.hedy.pk),
    ),
    "restore": Step(
        "restoreFollows",
        "user",
        _hedy,
        lambda world: unblock(blocker=world.ada, person=world.hedy.pk),
    ),
    "block with followers": Step("blockWithFollowers", "bulk", _hedy, _never_blocked),
    "list": Step(
        "previewRelationImport",
        "import",
        lambda world: {"text": f"{world.grace.username}@social.example.com", "kind": "MUTES"},
    ),
    "import": Step(
        "importRelations",
        "import",
        lambda world: {"id": to_global("RelationImport", made_preview(world.ada, world.grace).pk)},
        lambda world: RelationImport.objects.filter(by=world.ada).delete(),
    ),
    "export": Step(
        "requestDataExport",
        "export",
        lambda world: {"password": PASSWORD},
        lambda world: DataExport.objects.filter(user=world.ada).delete(),
    ),
    "undo": Step("undoRelation", "user", _act),
    "report": Step("report", "report", lambda world: {"id": gid(world.grace), "category": "SPAM"}),
    "appeal": Step(
        "appeal",
        "statement",
        lambda world: {
            "id": to_global("Decision", moderated_by(world.ada, world.hedy).appealable),
            "text": "No.",
        },
        lambda world: Case.objects.all().delete(),
    ),
    "decide a case": Step(
        "decideCase",
        "decision",
        lambda world: {
            "id": to_global("Case", moderated_by(world.ada, world.hedy).case),
            "action": "WARN",
            "reason": "Rude.",
        },
        lambda world: Case.objects.all().delete(),
    ),
    "approve": Step(
        "approveDecision",
        "decision",
        lambda world: {
            "id": to_global("Decision", moderated_by(world.ada, world.hedy).proposal),
            "approve": False,
        },
        lambda world: Case.objects.all().delete(),
    ),
    "decide a ring": Step(
        "decideRing",
        "ring",
        lambda world: {
            "id": to_global("Ring", moderated_by(world.ada, world.hedy).ring),
            "action": "LIMIT",
        },
        lambda world: Case.objects.all().delete(),
    ),
    "undo a ring": Step(
        "undoRingDecision",
        "ring",
        lambda world: {"id": to_global("Ring", moderated_by(world.ada, world.hedy).judged_ring)},
        lambda world: Case.objects.all().delete(),
    ),
    "decide an appeal": Step(
        "decideAppeal",
        "decision",
        lambda world: {
            "id": to_global("Decision", moderated_by(world.ada, world.hedy).appealed),
            "overturn": True,
            "reason": "Yes.",
        },
        lambda world: Case.objects.all().delete(),
    ),
    "dismiss": Step("dismissSuggestion", "user", _grace),
    "profile": Step("updateProfile", "user", lambda world: {"displayName": f"Ada {_number()}"}),
    "read": Step(
        "markNotificationRead",
        "notification",
        _notification,
        lambda world: (
            unmute(viewer=world.ada, person=world.grace.pk),
            mark_unread(viewer=world.ada, notification=world.notification.pk),
        ),
    ),
    "unread": Step(
        "markNotificationUnread",
        "notification",
        _notification,
        lambda world: (
            unmute(viewer=world.ada, person=world.grace.pk),
            mark_read(viewer=world.ada, notification=world.notification.pk),
        ),
    ),
    "read all": Step("markAllNotificationsRead", "count", lambda world: {}),
    "login": Step("login", "user", lambda world: {"username": "ada", "password": PASSWORD}),
    "signup": Step("signup", "user", _new_person),
    "refresh": Step(
        "refreshToken",
        "user",
        lambda world: {"refreshToken": start_session(world.ada).refresh_token},
    ),
    "password": Step("changePassword", "user", lambda world: {"old": PASSWORD, "new": PASSWORD}),
    "logout": Step(
        "logout", "ok", lambda world: {"refreshToken": start_session(world.ada).refresh_token}
    ),
    "end a session": Step(
        "endSession",
        "ok",
        lambda world: {"id": session_in(start_session(world.ada).refresh_token)},
    ),
    "language": Step("setLanguage", "user", lambda world: {"language": "DE"}),
    "ask for a reset": Step(
        "requestPasswordReset", "ok", lambda world: {"email": "ada@example.com"}
    ),
    "confirm again": Step("resendVerification", "ok", lambda world: {}),
    "change the address": Step(
        "changeEmail",
        "ok",
        lambda world: {"newEmail": f"a{_number()}@example.com", "password": PASSWORD},
    ),
    "verify": Step("verifyEmail", "ok", _mail_token(Purpose.VERIFY, "ada@example.com")),
    "confirm a change": Step(
        "confirmEmailChange", "changed", _mail_token(Purpose.CHANGE_OLD, "new@example.com")
    ),
    "begin with a passkey": Step("beginPasskeyLogin", "options", lambda world: {}),
    # Refused: the field after it has to see nothing of it.
    "second factor": Step(
        "loginSecondFactor", "user", lambda world: {"challenge": "x", "code": "000000"}
    ),
    "rename": Step("changeUsername", "user", lambda world: {"username": "no"}),
    "reactivate": Step("reactivateAccount", "user", lambda world: {}),
    "with a passkey": Step("loginWithPasskey", "user", lambda world: {"credential": "{}"}),
    "begin an app": Step("beginTotp", "secret", lambda world: {"password": "wrong"}),
    "confirm an app": Step("confirmTotp", "codes", lambda world: {"code": "000000"}),
    "remove an app": Step("disableTotp", "ok", lambda world: {"password": "wrong"}),
    "recovery codes": Step("newRecoveryCodes", "codes", lambda world: {"password": "wrong"}),
    "begin a passkey": Step("beginPasskey", "options", lambda world: {"password": "wrong"}),
    "confirm a passkey": Step(
        "confirmPasskey", "passkey", lambda world: {"credential": "{}", "name": "Phone"}
    ),
    "remove a passkey": Step(
        "removePasskey",
        "ok",
        lambda world: {"id": to_global("Passkey", 1), "password": "wrong"},
    ),
    "empty post": Step("createPost", "post", lambda world: {"content": " "}),
    "propose a removal": Step(
        "proposeRemoval",
        "decision",
        _proposal,
        lambda world: Case.objects.all().delete(),
    ),
}
ENDINGS: dict[str, Step] = {
    "logout everywhere": Step("logoutEverywhere", "ok", lambda world: {}),
    "reset the password": Step(
        "resetPassword",
        "ok",
        lambda world: {
            **_mail_token(Purpose.RESET, world.ada.email)(world),
            "newPassword": "another-long-password",
        },
    ),
    "cancel the change": Step(
        "cancelEmailChange", "ok", _mail_token(Purpose.UNDO_CHANGE, "old@example.com")
    ),
    "end sessions by mail": Step(
        "endSessionsByMail",
        "ok",
        lambda world: _mail_token(Purpose.END_SESSIONS, world.ada.email)(world),
    ),
    "deactivate the account": Step("deactivateAccount", "ok", lambda world: {"password": PASSWORD}),
    "delete the account": Step("deleteAccount", "ok", lambda world: {"password": PASSWORD}),
}
"""After these, the access token is no longer valid."""

CREDENTIALS = {
    *("login", "signup", "refresh", "password", "delete the account"),
    *("ask for a reset", "change the address", "verify", "confirm a change"),
    *("reset the password", "cancel the change", "end sessions by mail"),
    *("second factor", "with a passkey", "begin with a passkey", "recovery codes"),
    *("deactivate the account", "export", "create an API token"),
    *("begin an app", "confirm an app", "remove an app", "begin a passkey", "remove a passkey"),
}
"""An operation has at most one of these."""
