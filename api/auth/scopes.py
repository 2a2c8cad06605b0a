"""What an API token may do: a scope for every query, mutation and subscription.

`SESSION` is what no token may do: what concerns passwords, sessions, tokens, the second factor, the
address, the whole account or its data is for who signed in. A field without a row is refused, too;
`tests/api/tokens/test_scopes.py` names it.
"""

from collections.abc import Mapping

from core.accounts.models import User
from core.api_tokens.models import Scope
from core.common.errors import Forbidden

READ, WRITE, FOLLOW, MODERATE = Scope.READ, Scope.WRITE, Scope.FOLLOW, Scope.MODERATE
SESSION = None

ANYTHING = dict.fromkeys(("__typename", "__schema", "__type"), READ)
QUERIES: Mapping[str, Scope | None] = {
    **ANYTHING,
    **dict.fromkeys(("me", "user", "users", "relationships", "node", "nodes"), READ),
    **dict.fromkeys(("network", "followEvidence"), READ),
    **dict.fromkeys(("post", "posts", "comment", "bookmarks"), READ),
    **dict.fromkeys(("feed", "feedConnection", "newPostsCount"), READ),
    **dict.fromkeys(("followRequests", "sentFollowRequests", "followSuggestions"), READ),
    **dict.fromkeys(("blockedUsers", "mutedUsers", "mutedWords"), READ),
    **dict.fromkeys(("reports", "statements"), READ),
    **dict.fromkeys(("moderationQueue", "moderationCase", "moderationLog"), MODERATE),
    **dict.fromkeys(("moderationDecisions",), MODERATE),
    **dict.fromkeys(("rings", "ring"), MODERATE),
    **dict.fromkeys(("previewBlock", "bulkAct", "bulkActs", "relationHistory"), READ),
    **dict.fromkeys(("notifications", "unreadNotificationsCount", "notificationSettings"), READ),
    **dict.fromkeys(
        ("apiTokens", "sessions", "dataExport", "dataExports", "secondFactor"), SESSION
    ),
    **dict.fromkeys(("relationImport",), READ),
    **dict.fromkeys(("webhooks", "webhookDeliveries"), SESSION),
}
MUTATIONS: Mapping[str, Scope | None] = {
    "__typename": READ,
    **dict.fromkeys(("signup", "login", "refreshToken", "logout", "endSession"), SESSION),
    **dict.fromkeys(
        ("logoutEverywhere", "changePassword", "deleteAccount", "updatePrivacy"), SESSION
    ),
    **dict.fromkeys(("verifyEmail", "resendVerification", "changeEmail"), SESSION),
    **dict.fromkeys(("confirmEmailChange", "cancelEmailChange", "endSessionsByMail"), SESSION),
    **dict.fromkeys(("requestPasswordReset", "resetPassword", "setLanguage"), SESSION),
    **dict.fromkeys(("createApiToken", "revokeApiToken", "requestDataExport"), SESSION),
    **dict.fromkeys(("loginSecondFactor", "beginPasskeyLogin", "loginWithPasskey"), SESSION),
    **dict.fromkeys(("beginTotp", "confirmTotp", "disableTotp", "newRecoveryCodes"), SESSION),
    **dict.fromkeys(("deactivateAccount", "reactivateAccount", "changeUsername"), SESSION),
    **dict.fromkeys(("beginPasskey", "confirmPasskey", "removePasskey"), SESSION),
    **dict.fromkeys(("createWebhook", "enableWebhook", "deleteWebhook"), SESSION),
    **dict.fromkeys(("testWebhook", "redeliver"), SESSION),
    **dict.fromkeys(("createPost", "updatePost", "deletePost"), WRITE),
    **dict.fromkeys(("createComment", "updateComment", "deleteComment"), WRITE),
    **dict.fromkeys(("likePost", "unlikePost", "bookmarkPost", "removeBookmark"), WRITE),
    **dict.fromkeys(("markNotificationRead", "markNotificationUnread"), WRITE),
    **dict.fromkeys(("markAllNotificationsRead", "updateNotificationSettings"), WRITE),
    **dict.fromkeys(("updateProfile", "dismissSuggestion"), WRITE),
    **dict.fromkeys(("report", "appeal"), WRITE),
    **dict.fromkeys(("decideCase", "proposeRemoval", "approveDecision", "decideAppeal"), MODERATE),
    **dict.fromkeys(("decideRing", "undoRingDecision"), MODERATE),
    **dict.fromkeys(("followUser", "unfollowUser", "removeFollower"), FOLLOW),
    **dict.fromkeys(
        ("acceptFollowRequest", "refuseFollowRequest", "withdrawFollowRequest"), FOLLOW
    ),
    **dict.fromkeys(("muteUser", "unmuteUser", "muteWord", "unmuteWord"), FOLLOW),
    **dict.fromkeys(("blockUser", "unblockUser", "blockWithFollowers"), FOLLOW),
    **dict.fromkeys(("restoreFollows", "undoRelation"), FOLLOW),
    **dict.fromkeys(("previewRelationImport", "importRelations"), FOLLOW),
}
SUBSCRIPTIONS: Mapping[str, Scope | None] = {
    "__typename": READ,
    **dict.fromkeys(("notificationReceived", "feedUpdated", "postUpdated"), READ),
}
BY_KIND = {"query": QUERIES, "mutation": MUTATIONS, "subscription": SUBSCRIPTIONS}

ONLY_BY_SESSION = "This needs a session: sign in. No API token may do it."


class LacksScope(Forbidden):
    """The token does not allow this; `scope` is what it lacks, None where no token allows it."""

    def __init__(self, scope: Scope | None) -> None:
        lacks = f"This API token lacks the scope `{scope}`." if scope else ONLY_BY_SESSION
        super().__init__(lacks)
        self.scope = scope

    @property
    def challenge(self) -> str:
        """The header that says so. Source: RFC 6750, section 3.1."""
        scope = f', scope="{self.scope}"' if self.scope else ""
        return f'Bearer error="insufficient_scope"{scope}'


def check_scopes(viewer: User, kind: str, root_fields: tuple[str, ...]) -> None:
    """Raise LacksScope where the API token of the viewer does not allow one of these fields."""
    if viewer.scopes is None:
        return
    rows = BY_KIND[kind]
    for name in root_fields:
        scope = rows.get(name, SESSION)
        if scope is None or scope not in viewer.scopes:
            raise LacksScope(scope)
