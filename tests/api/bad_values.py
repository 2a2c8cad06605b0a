"""For every argument of a field: values that it rejects, and the error messages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.relay.ids import to_global
from core.accounts.mail_tokens import Purpose, issue
from core.accounts.models import User
from core.accounts.sessions import start_session
from core.api_tokens.models import Scope
from core.api_tokens.services import create_api_token
from core.comments.services import create_comment
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.mutes.services import mute
from core.mutes.words import mute_word
from core.posts.models import Post
from core.visibility import Audience
from tests.core.relation_imports.previews import made_preview
from tests.core.webhooks.made import QUERY, URL, made_delivery, made_webhook
from tests.factories import make_post, make_users

from .client import gid, session_in
from .decided import moderated_by

PASSWORD = "a-long-password"
ID = "Invalid ID. Use an ID returned by this API, unchanged."
TOO_LONG = "This has {:,} characters; at most {:,} are allowed."
EMPTY = "This must not be empty."
NO_LINK = "This link is not valid any more. Ask for a new one."
WRONG_LOGIN = "Username or password is wrong."
Values = dict[str, Any]
Refusal = tuple[Any, str, str]
"""A value, the code and the message; other arguments may come with the value."""


@dataclass(frozen=True)
class World:
    """Ada, who asks, and what there is."""

    ada: User
    good: dict[str, Values]
    """Arguments with which each mutation would be done."""

    ids: dict[str, str]


def make_world() -> World:
    """Ada and Grace, a post and a comment of each, and a notification for Ada."""
    ada, grace = make_users("ada", "grace")
    ada.set_password(PASSWORD)
    ada.save()
    post, theirs = make_post(ada), make_post(grace)
    Post.objects.filter(pk=post.pk).update(audience=Audience.MUTUALS)
    comment = create_comment(author=ada, post=post.pk, content="Mine.")
    other = create_comment(author=grace, post=theirs.pk, content="Hers.")
    follow(follower=grace, followee=ada.pk)
    notification = gid(ada.notifications.get())
    mute(viewer=ada, person=other.author_id)
    act = JournalEntry.objects.get(actor=ada.pk, kind="muted").pk
    made = create_api_token(user=ada, name="Bot", scopes=[Scope.READ])
    webhook = made_webhook(ada)
    ids = {
        "post": gid(post),
        "theirs": gid(theirs),
        "comment": gid(comment),
        "other": gid(other),
        "ada": gid(ada),
        "grace": gid(grace),
    }
    decided = moderated_by(ada, grace)
    token = start_session(ada).refresh_token
    joining = {"username": "carla", "email": "carla@example.com", "password": PASSWORD}
    good: dict[str, Values] = {
        "markNotificationRead": {"id": notification},
        "markNotificationUnread": {"id": notification},
        "dismissSuggestion": {"id": ids["grace"]},
        "newPostsCount": {"since": ids["post"]},
        "createComment": {"post": ids["post"], "content": "More."},
        "updateComment": {"id": ids["comment"], "content": "Better."},
        "deleteComment": {"id": ids["comment"]},
        "likePost": {"id": ids["post"]},
        "bookmarkPost": {"id": ids["post"]},
        "removeBookmark": {"id": ids["post"]},
        "unlikePost": {"id": ids["post"]},
        "createPost": {"content": "More."},
        "updatePost": {"id": ids["post"], "content": "Better."},
        "deletePost": {"id": ids["post"]},
        "followUser": {"id": ids["grace"]},
        "unfollowUser": {"id": ids["grace"]},
        "removeFollower": {"id": ids["grace"]},
        "acceptFollowRequest": {"id": ids["grace"]},
        "refuseFollowRequest": {"id": ids["grace"]},
        "withdrawFollowRequest": {"id": ids["grace"]},
        "muteUser": {"id": ids["grace"]},
        "unmuteUser": {"id": ids["grace"]},
        "updateNotificationSettings": {"like": "NOBODY"},
        "createApiToken": {"name": "Bot", "scopes": ["READ"], "password": PASSWORD},
        "revokeApiToken": {"id": gid(made.row)},
        "createWebhook": {"url": URL, "subscription": QUERY},
        **{
            name: {"id": gid(webhook)} for name in ("enableWebhook", "deleteWebhook", "testWebhook")
        },
        "webhookDeliveries": {"webhook": gid(webhook)},
        "redeliver": {"id": gid(made_delivery(ada, webhook))},
        "muteWord": {"text": "spoiler"},
        "unmuteWord": {"id": gid(mute_word(viewer=ada, text="tea"))},
        "blockUser": {"id": ids["grace"]},
        "unblockUser": {"id": ids["grace"]},
        "restoreFollows": {"id": ids["grace"]},
        "blockWithFollowers": {"id": ids["grace"]},
        "previewBlock": {"id": ids["grace"]},
        "undoRelation": {"id": to_global("RelationAct", act)},
        "signup": joining,
        "login": {"username": "ada", "password": PASSWORD},
        "refreshToken": {"refreshToken": token},
        "changePassword": {"old": PASSWORD, "new": "another-long-password"},
        "logout": {"refreshToken": token},
        "updateProfile": {},
        "updatePrivacy": {},
        "deleteAccount": {"password": PASSWORD},
        "loginSecondFactor": {"challenge": "x", "code": "000000"},
        "loginWithPasskey": {"credential": "{}"},
        "deactivateAccount": {"password": PASSWORD},
        "changeUsername": {"username": "countess"},
        "beginTotp": {"password": PASSWORD},
        "confirmTotp": {"code": "000000"},
        "disableTotp": {"password": PASSWORD},
        "newRecoveryCodes": {"password": PASSWORD},
        "beginPasskey": {"password": PASSWORD},
        "confirmPasskey": {"credential": "{}", "name": "Phone"},
        "removePasskey": {"id": to_global("Passkey", 1), "password": PASSWORD},
        "endSession": {"id": session_in(token)},
        "verifyEmail": {"token": issue(ada, Purpose.VERIFY, address=ada.email, seed="1")},
        "resetPassword": {
            "token": issue(ada, Purpose.RESET, address=ada.email, seed="1"),
            "newPassword": "another-long-password",
        },
        "requestPasswordReset": {"email": "ada@example.com"},
        "changeEmail": {"newEmail": "new@example.com", "password": PASSWORD},
        "confirmEmailChange": {
            "token": issue(ada, Purpose.CHANGE_OLD, address="new@example.com", seed="1")
        },
        "cancelEmailChange": {
            "token": issue(ada, Purpose.UNDO_CHANGE, address="old@example.com", seed="1")
        },
        "endSessionsByMail": {
            "token": issue(ada, Purpose.END_SESSIONS, address=ada.email, seed="1")
        },
        "setLanguage": {"language": "DE"},
        "previewRelationImport": {"text": "bob@elsewhere.example", "kind": "FOLLOWS"},
        "importRelations": {"id": to_global("RelationImport", made_preview(ada, grace).pk)},
        "requestDataExport": {"password": PASSWORD},
        "report": {"id": ids["grace"], "category": "SPAM"},
        "appeal": {"id": to_global("Decision", decided.appealable), "text": "No."},
        "decideCase": {
            "id": to_global("Case", decided.case),
            "action": "SUSPEND",
            "reason": "Rude.",
        },
        "proposeRemoval": {"id": ids["grace"], "reason": "Rude."},
        "approveDecision": {"id": to_global("Decision", decided.proposal), "approve": False},
        "decideAppeal": {
            "id": to_global("Decision", decided.appealed),
            "overturn": True,
            "reason": "Yes.",
        },
        "moderationCase": {"id": to_global("Case", decided.case)},
        "followEvidence": {"follower": gid(ada), "followee": ids["grace"]},
        "ring": {"id": to_global("Ring", decided.ring)},
        "decideRing": {"id": to_global("Ring", decided.ring), "action": "LIMIT"},
        "undoRingDecision": {"id": to_global("Ring", decided.judged_ring)},
    }
    return World(ada, good, ids)


def _bad(*refusals: Refusal) -> Callable[[World], list[Refusal]]:
    return lambda world: list(refusals)


def _text(longest: int, *more: Refusal, required: bool = True) -> Callable[[World], list[Refusal]]:
    empty: list[Refusal] = [
        ("", "BAD_USER_INPUT", EMPTY),
        (" \n\t ", "BAD_USER_INPUT", EMPTY),
    ]
    long = ("x" * (longest + 1), "BAD_USER_INPUT", TOO_LONG.format(longest + 1, longest))
    return lambda world: [*(empty if required else []), long, *more]


def _id(kind: str, missing: str | None, *, forbidden: Refusal | None = None) -> Any:
    """Refusals of an id; `missing` is the message where nothing has it."""

    def refusals(world: World) -> list[Refusal]:
        other = "User" if kind != "User" else "Post"
        wrong = f"This is the ID of a {other}. Expected the ID of a {kind}."
        found: list[Refusal] = [
            ("", "BAD_USER_INPUT", ID),
            ("7", "BAD_USER_INPUT", ID),
            (7, "BAD_USER_INPUT", ID),
            (to_global(kind, 0), "BAD_USER_INPUT", ID),
            (to_global(kind, 2**63), "BAD_USER_INPUT", ID),
            ("x" * 10_000, "BAD_USER_INPUT", ID),
            (to_global(other, 1), "BAD_USER_INPUT", wrong),
        ]
        if missing is not None:
            found.append((to_global(kind, 2**63 - 1), "NOT_FOUND", missing))
        if forbidden is not None:
            place, code, message = forbidden
            found.append((world.ids[place], code, message))
        return found

    return refusals


ID_OF_NOBODY = to_global("User", 2**62)
NO_POST = "Post not found."
NO_COMMENT = "Comment not found."
NO_PERSON = "User not found."
NO_NOTIFICATION = "Notification not found."
_PERSON = _id("User", NO_PERSON)
_SUBJECT = _bad(
    ("", "BAD_USER_INPUT", ID),
    (to_global("Post", 2**63 - 1), "NOT_FOUND", NO_POST),
    (to_global("User", 2**63 - 1), "NOT_FOUND", NO_PERSON),
    (to_global("Case", 1), "BAD_USER_INPUT", "Only posts, comments and users can be reported."),
)
_NAME = _bad(("nobody", "NOT_FOUND", NO_PERSON), ("", "NOT_FOUND", NO_PERSON))
_NEW_PASSWORD = _bad(
    (
        "k7#qz",
        "BAD_USER_INPUT",
        "This password is too short. It must contain at least 8 characters.",
    ),
    ("password", "BAD_USER_INPUT", "This password is too common."),
    (
        "12345678",
        "BAD_USER_INPUT",
        "This password is too common. This password is entirely numeric.",
    ),
    ("x" * 1_001, "BAD_USER_INPUT", TOO_LONG.format(1_001, 1_000)),
)
_KEY = _bad(
    ("", "BAD_USER_INPUT", EMPTY),
    (" ", "BAD_USER_INPUT", EMPTY),
    ("x" * 201, "BAD_USER_INPUT", TOO_LONG.format(201, 200)),
)
_SIZE = _bad(*((n, "BAD_USER_INPUT", f"`first` must be from 1 to 100, not {n}.") for n in (0, 101)))

SIGN_IN_EXPIRED = "This sign-in has expired. Start again."
_PASSKEY = _bad(
    ("", "BAD_USER_INPUT", "This passkey was not accepted."),
    ("{}", "BAD_USER_INPUT", "This passkey was not accepted."),
    ("[" * 10_000, "BAD_USER_INPUT", "This passkey was not accepted."),
)
_OWN_PASSWORD = _bad(
    ("", "BAD_USER_INPUT", "This password is wrong."),
    ("wrong", "BAD_USER_INPUT", "This password is wrong."),
)
_FACTOR_CHANGES = ("beginTotp", "disableTotp", "newRecoveryCodes", "beginPasskey", "removePasskey")

# An empty list says that every value of the type is taken: what finds nothing is no error.
BAD: dict[str, Callable[[World], list[Refusal]]] = {
    "Mutation.markNotificationRead(id)": _id("Notification", NO_NOTIFICATION),
    "Mutation.markNotificationUnread(id)": _id("Notification", NO_NOTIFICATION),
    "Mutation.dismissSuggestion(id)": _id(
        "User",
        NO_PERSON,
        forbidden=("ada", "BAD_USER_INPUT", "You cannot dismiss yourself."),
    ),
    "Mutation.createComment(post)": _id("Post", NO_POST),
    "Mutation.createComment(content)": _text(2_000),
    "Mutation.createComment(idempotencyKey)": _KEY,
    "Mutation.createComment(parent)": _id(
        "Comment",
        NO_COMMENT,
        forbidden=("other", "BAD_USER_INPUT", "This comment belongs to another post."),
    ),
    "Mutation.updateComment(id)": _id(
        "Comment",
        NO_COMMENT,
        forbidden=("other", "FORBIDDEN", "Only its author may edit a comment."),
    ),
    "Mutation.updateComment(content)": _text(2_000),
    "Mutation.deleteComment(id)": _id(
        "Comment",
        NO_COMMENT,
        forbidden=(
            "other",
            "FORBIDDEN",
            "Only its author and the author of the post may delete a comment.",
        ),
    ),
    "Mutation.likePost(id)": _id("Post", NO_POST),
    "Mutation.bookmarkPost(id)": _id("Post", NO_POST),
    "Mutation.removeBookmark(id)": _id("Post", NO_POST),
    "Mutation.unlikePost(id)": _id("Post", NO_POST),
    "Mutation.createPost(content)": _text(5_000),
    "Mutation.createPost(images)": _bad(),
    "Mutation.createPost(audience)": _bad(),
    "Mutation.createPost(idempotencyKey)": _KEY,
    "Mutation.createPost(imageDescriptions)": _bad(
        (["One."], "BAD_USER_INPUT", "There are more descriptions than images.")
    ),
    "Mutation.updatePost(id)": _id(
        "Post", NO_POST, forbidden=("theirs", "FORBIDDEN", "Only its author may change a post.")
    ),
    "Mutation.updatePost(content)": _text(5_000),
    "Mutation.createPost(whoMayComment)": _bad(),
    "Mutation.updatePost(whoMayComment)": _bad(),
    "Mutation.updatePost(audience)": _bad(
        ("FOLLOWERS", "BAD_USER_INPUT", "The audience of a post can only be narrowed.")
    ),
    "Mutation.deletePost(id)": _id(
        "Post", NO_POST, forbidden=("theirs", "FORBIDDEN", "Only its author may change a post.")
    ),
    "Mutation.followUser(id)": _id(
        "User", NO_PERSON, forbidden=("ada", "BAD_USER_INPUT", "You cannot follow yourself.")
    ),
    "Mutation.followUser(username)": _NAME,
    "Mutation.unfollowUser(id)": _PERSON,
    "Mutation.unfollowUser(username)": _NAME,
    "Mutation.removeFollower(id)": _PERSON,
    "Mutation.removeFollower(username)": _NAME,
    "Mutation.acceptFollowRequest(id)": _PERSON,
    "Mutation.acceptFollowRequest(username)": _NAME,
    "Mutation.refuseFollowRequest(id)": _PERSON,
    "Mutation.refuseFollowRequest(username)": _NAME,
    "Mutation.withdrawFollowRequest(id)": _PERSON,
    "Mutation.withdrawFollowRequest(username)": _NAME,
    "Mutation.updatePrivacy(isPrivate)": _bad(),
    "Mutation.updatePrivacy(isDiscoverable)": _bad(),
    "Mutation.updatePrivacy(followersVisibleTo)": _bad(),
    "Mutation.updatePrivacy(followingVisibleTo)": _bad(),
    "Mutation.updatePrivacy(whoMayComment)": _bad(),
    "Mutation.muteUser(id)": _PERSON,
    "Mutation.muteUser(username)": _NAME,
    "Mutation.muteUser(until)": _bad(("2011-03-04", "BAD_USER_INPUT", "This time is over.")),
    "Mutation.unmuteUser(id)": _PERSON,
    "Mutation.unmuteUser(username)": _NAME,
    **{
        f"Mutation.updateNotificationSettings({name})": _bad()
        for name in ("follow", "like", "comment", "reply", "mention", "quietNewAccounts")
    },
    "Mutation.createWebhook(url)": _bad(
        ("https://127.1/", "BAD_USER_INPUT", "This address is not public."),
        ("http://example.com/", "BAD_USER_INPUT", "Use https, at port 443."),
        ("example.com", "BAD_USER_INPUT", "Use a URL such as https://example.com/hook."),
    ),
    "Mutation.createWebhook(subscription)": _bad(
        (" ", "BAD_USER_INPUT", "Send 1 to 10,000 characters."),
        ("{ me { id } }", "BAD_USER_INPUT", "Send one subscription."),
        ("subscription {", "BAD_USER_INPUT", "Syntax Error: Expected Name, found <EOF>."),
    ),
    **{
        f"Mutation.{name}(id)": _id("Webhook", "Webhook not found.")
        for name in ("enableWebhook", "deleteWebhook", "testWebhook")
    },
    "Mutation.redeliver(id)": _id("WebhookDelivery", "Delivery not found."),
    "Query.webhookDeliveries(webhook)": _id("Webhook", "Webhook not found."),
    "Mutation.createApiToken(name)": _text(50),
    "Mutation.createApiToken(scopes)": _bad(
        ([], "BAD_USER_INPUT", "Choose at least one scope."),
    ),
    "Mutation.createApiToken(expiresInDays)": _bad(
        (0, "BAD_USER_INPUT", "Choose 1 to 366 days."),
        (367, "BAD_USER_INPUT", "Choose 1 to 366 days."),
    ),
    "Mutation.revokeApiToken(id)": _id("ApiToken", "API token not found."),
    "Mutation.muteWord(text)": _text(
        100, ("?!", "BAD_USER_INPUT", "This has no words. Use letters, digits or emoji.")
    ),
    "Mutation.muteWord(until)": _bad(("2011-03-04", "BAD_USER_INPUT", "This time is over.")),
    "Mutation.unmuteWord(id)": _id("MutedWord", "Muted word not found."),
    "Mutation.blockUser(id)": _PERSON,
    "Mutation.blockUser(username)": _NAME,
    "Mutation.unblockUser(id)": _PERSON,
    "Mutation.unblockUser(username)": _NAME,
    "Mutation.unblockUser(restoreFollows)": _bad(),
    "Mutation.restoreFollows(id)": _PERSON,
    "Mutation.restoreFollows(username)": _NAME,
    "Mutation.blockWithFollowers(id)": _id(
        "User", NO_PERSON, forbidden=("ada", "BAD_USER_INPUT", "You cannot block yourself.")
    ),
    "Mutation.blockWithFollowers(username)": _NAME,
    "Mutation.blockWithFollowers(exceptFollowed)": _bad(),
    "Query.previewBlock(id)": _id(
        "User", NO_PERSON, forbidden=("ada", "BAD_USER_INPUT", "You cannot block yourself.")
    ),
    "Query.previewBlock(username)": _NAME,
    "Query.previewBlock(includeFollowers)": _bad(),
    "Query.previewBlock(exceptFollowed)": _bad(),
    "Query.bulkAct(id)": _id("BulkAct", None),
    "Query.moderationCase(id)": _id("Case", None),
    "Query.ring(id)": _id("Ring", None),
    "Mutation.decideRing(id)": _id("Ring", "Ring not found."),
    "Mutation.decideRing(action)": _bad(),
    "Mutation.undoRingDecision(id)": _id("Ring", "Ring not found."),
    "Query.moderationQueue(state)": _bad(),
    "Query.moderationQueue(category)": _bad(),
    "Query.moderationQueue(before)": _id("Case", None),
    "Query.moderationDecisions(state)": _bad(),
    "Query.moderationDecisions(appeal)": _bad(),
    "Query.moderationDecisions(before)": _id("Decision", None),
    "Query.moderationLog(user)": _id("User", None),
    "Query.moderationLog(before)": _id("ModerationAct", None),
    "Mutation.report(id)": _SUBJECT,
    "Mutation.proposeRemoval(id)": _SUBJECT,
    "Mutation.proposeRemoval(reason)": _text(1_000),
    "Mutation.report(category)": _bad(),
    "Mutation.report(text)": _text(1_000, required=False),
    "Mutation.report(rule)": _text(200, required=False),
    "Mutation.appeal(id)": _id("Decision", "Decision not found."),
    "Mutation.appeal(text)": _text(1_000),
    "Mutation.decideCase(id)": _id("Case", "Case not found."),
    "Mutation.decideCase(action)": _bad(
        ("HIDE", "BAD_USER_INPUT", "A user cannot be hidden, only suspended.")
    ),
    "Mutation.decideCase(reason)": _text(1_000),
    "Mutation.decideCase(rule)": _text(200, required=False),
    "Mutation.decideCase(until)": _bad(("2011-03-04", "BAD_USER_INPUT", "This time is over.")),
    "Mutation.approveDecision(id)": _id("Decision", "Decision not found."),
    "Mutation.approveDecision(approve)": _bad(),
    "Mutation.approveDecision(reason)": _text(1_000, required=False),
    "Mutation.decideAppeal(id)": _id("Decision", "Decision not found."),
    "Mutation.decideAppeal(overturn)": _bad(),
    "Mutation.decideAppeal(reason)": _text(1_000),
    "Mutation.undoRelation(id)": _id("RelationAct", "Act not found."),
    "Mutation.signup(username)": _text(
        30,
        ("ab", "BAD_USER_INPUT", "A username must have at least 3 characters."),
        (
            "two words",
            "BAD_USER_INPUT",
            "Use letters, digits, dots, dashes and underscores only.",
        ),
        ("ADA", "BAD_USER_INPUT", "This username is taken."),
    ),
    "Mutation.signup(email)": _text(
        254,
        ("carla", "BAD_USER_INPUT", "Enter a valid email address."),
        ("ada@EXAMPLE.com", "BAD_USER_INPUT", "This e-mail address is already in use."),
    ),
    "Mutation.signup(password)": _NEW_PASSWORD,
    "Mutation.login(username)": _bad(
        ("", "UNAUTHENTICATED", WRONG_LOGIN), ("nobody", "UNAUTHENTICATED", WRONG_LOGIN)
    ),
    "Mutation.login(password)": _bad(
        ("", "UNAUTHENTICATED", WRONG_LOGIN), ("wrong", "UNAUTHENTICATED", WRONG_LOGIN)
    ),
    "Mutation.refreshToken(retryKey)": _bad(
        ("x" * 15, "BAD_USER_INPUT", "Use at least 16 random characters.")
    ),
    "Mutation.refreshToken(refreshToken)": _bad(
        ("", "UNAUTHENTICATED", "This session has ended. Sign in again."),
        ("x", "UNAUTHENTICATED", "This session has ended. Sign in again."),
    ),
    "Mutation.changePassword(old)": _bad(
        ("", "BAD_USER_INPUT", "This password is wrong."),
        ("wrong", "BAD_USER_INPUT", "This password is wrong."),
    ),
    "Mutation.changePassword(new)": _NEW_PASSWORD,
    "Mutation.logout(refreshToken)": _bad(),
    "Mutation.updateProfile(displayName)": _text(50, required=False),
    "Mutation.updateProfile(bio)": _text(300, required=False),
    "Mutation.updateProfile(profileImage)": _bad(),
    "Mutation.previewRelationImport(file)": _bad(),
    "Mutation.previewRelationImport(text)": _bad(
        ("", "BAD_USER_INPUT", "The list names nobody."),
        ("x" * 1_001, "BAD_USER_INPUT", "Line 1 is longer than 1,000 characters."),
        ("[", "BAD_USER_INPUT", "The file is not JSON."),
    ),
    "Mutation.previewRelationImport(kind)": _bad(),
    "Mutation.importRelations(id)": _id("RelationImport", "Act not found."),
    "Mutation.importRelations(include)": _bad(
        (["7"], "BAD_USER_INPUT", ID),
        ([ID_OF_NOBODY] * 101, "BAD_USER_INPUT", "Include at most 100 users."),
        (
            [ID_OF_NOBODY],
            "BAD_USER_INPUT",
            "Include only those whom the preview says are possible.",
        ),
    ),
    "Query.relationImport(id)": _id("RelationImport", None),
    "Mutation.requestDataExport(password)": _bad(
        ("", "BAD_USER_INPUT", "This password is wrong."),
        ("wrong", "BAD_USER_INPUT", "This password is wrong."),
    ),
    "Query.dataExport(id)": _id("DataExport", None),
    "Mutation.deleteAccount(password)": _bad(
        ("", "BAD_USER_INPUT", "This password is wrong."),
        ("wrong", "BAD_USER_INPUT", "This password is wrong."),
    ),
    **dict.fromkeys(
        (
            "Mutation.verifyEmail(token)",
            "Mutation.resetPassword(token)",
            "Mutation.confirmEmailChange(token)",
            "Mutation.cancelEmailChange(token)",
            "Mutation.endSessionsByMail(token)",
        ),
        _bad(("", "BAD_USER_INPUT", NO_LINK), ("x", "BAD_USER_INPUT", NO_LINK)),
    ),
    "Mutation.resetPassword(newPassword)": _NEW_PASSWORD,
    "Mutation.requestPasswordReset(email)": _bad(
        ("", "BAD_USER_INPUT", "Enter a valid email address."),
        ("ada", "BAD_USER_INPUT", "Enter a valid email address."),
    ),
    "Mutation.changeEmail(newEmail)": _text(
        254,
        ("carla", "BAD_USER_INPUT", "Enter a valid email address."),
        ("ADA@example.com", "BAD_USER_INPUT", "This is your address already."),
    ),
    "Mutation.changeEmail(password)": _bad(
        ("", "BAD_USER_INPUT", "This password is wrong."),
        ("wrong", "BAD_USER_INPUT", "This password is wrong."),
    ),
    "Mutation.setLanguage(language)": _bad(),
    "Mutation.deactivateAccount(password)": _OWN_PASSWORD,
    "Mutation.changeUsername(username)": _text(
        30,
        ("ab", "BAD_USER_INPUT", "A username must have at least 3 characters."),
        ("GRACE", "BAD_USER_INPUT", "This username is taken."),
        ("admin", "BAD_USER_INPUT", "This username is reserved."),
    ),
    "Mutation.loginSecondFactor(challenge)": _bad(
        ("", "UNAUTHENTICATED", SIGN_IN_EXPIRED), ("x", "UNAUTHENTICATED", SIGN_IN_EXPIRED)
    ),
    "Mutation.loginSecondFactor(code)": _bad(
        (None, "BAD_USER_INPUT", "Send either a code or a passkey."),
    ),
    "Mutation.loginSecondFactor(credential)": _bad(),
    "Mutation.loginWithPasskey(credential)": _PASSKEY,
    **{f"Mutation.{name}(password)": _OWN_PASSWORD for name in _FACTOR_CHANGES},
    "Mutation.createApiToken(password)": _OWN_PASSWORD,
    "Mutation.confirmTotp(code)": _bad(
        ("", "BAD_USER_INPUT", "This code is wrong."),
        ("000000", "BAD_USER_INPUT", "This code is wrong."),
    ),
    "Mutation.confirmPasskey(credential)": _PASSKEY,
    "Mutation.confirmPasskey(name)": _text(50),
    "Mutation.removePasskey(id)": _id("Passkey", "Passkey not found."),
    "Mutation.endSession(id)": _bad(
        ("", "BAD_USER_INPUT", ID),
        ("x", "BAD_USER_INPUT", ID),
        ("0" * 32, "NOT_FOUND", "Session not found."),
    ),
    "Query.node(id)": lambda world: [
        ("", "BAD_USER_INPUT", ID),
        (to_global("PageInfo", 1), "BAD_USER_INPUT", "Type PageInfo has no IDs."),
    ],
    "Query.nodes(ids)": lambda world: [
        ([world.ids["ada"], ""], "BAD_USER_INPUT", ID),
        ([world.ids["ada"]] * 101, "BAD_USER_INPUT", "Request at most 100 objects at once."),
    ],
    "Query.relationships(ids)": lambda world: [
        ([world.ids["ada"], ""], "BAD_USER_INPUT", ID),
        (
            [world.ids["post"]],
            "BAD_USER_INPUT",
            "This is the ID of a Post. Expected the ID of a User.",
        ),
        ([world.ids["ada"]] * 101, "BAD_USER_INPUT", "Request at most 100 users at once."),
    ],
    "Query.network(people)": _bad(
        (0, "BAD_USER_INPUT", "`people` must be from 1 to 2,000, not 0."),
        (2_001, "BAD_USER_INPUT", "`people` must be from 1 to 2,000, not 2,001."),
    ),
    "Query.network(around)": _id("User", None),
    "Query.followEvidence(follower)": _id("User", None),
    "Query.followEvidence(followee)": _id("User", None),
    "Query.notifications(unread)": _bad(),
    "Query.notifications(kinds)": _bad(),
    "Query.followSuggestions(first)": _bad(
        (0, "BAD_USER_INPUT", "`first` must be from 1 to 50, not 0."),
        (51, "BAD_USER_INPUT", "`first` must be from 1 to 50, not 51."),
    ),
    "Query.post(id)": _id("Post", None),
    "Query.comment(id)": _id("Comment", None),
    "Query.posts(author)": _id("User", None),
    "Query.posts(search)": _bad(("x" * 201, "BAD_USER_INPUT", TOO_LONG.format(201, 200))),
    "Query.posts(createdAfter)": _bad(),
    "Query.posts(createdBefore)": _bad(),
    "Query.posts(hasImage)": _bad(),
    "Query.feed(includeOwn)": _bad(),
    "Query.feed(first)": _SIZE,
    "Query.feed(before)": _id("Post", None),
    "Query.feedConnection(includeOwn)": _bad(),
    "Query.newPostsCount(since)": _id("Post", None),
    "Query.newPostsCount(includeOwn)": _bad(),
    "Query.user(id)": _id("User", None),
    "Query.user(username)": _bad(),
    "Query.users(search)": _bad(),
    "User.profileImage(size)": _bad(),
    **{
        f"User.{side}({argument})": _bad()
        for side in ("followers", "following")
        for argument in ("orderBy", "name", "mutual")
    },
    **dict.fromkeys(
        ("User.followers(dormantDays)", "User.following(dormantDays)"),
        _bad(
            (0, "BAD_USER_INPUT", "`dormantDays` must be from 1 to 3,650, not 0."),
            (
                2**31 - 1,
                "BAD_USER_INPUT",
                "`dormantDays` must be from 1 to 3,650, not 2,147,483,647.",
            ),
        ),
    ),
    "PostImage.url(size)": _bad(),
    "Post.comments(first)": _SIZE,
    "Post.comments(before)": _id("Comment", None),
    "Comment.replies(first)": _SIZE,
    "Comment.replies(before)": _id("Comment", None),
}
# The message names neither the user nor which of the two is wrong.
NAMELESS = {
    "Mutation.login(username)",
    "Mutation.login(password)",
    "Mutation.refreshToken(refreshToken)",
    "Mutation.loginSecondFactor(challenge)",
}
