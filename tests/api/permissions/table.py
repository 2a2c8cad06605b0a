"""Who may read and do what: a row for every field and mutation of the schema.

A cell is OK (there is a value and no error), NULL (neither), SILENT, or the code of the refusal.
Rows hold for what belongs to the owner, and the columns are the kinds of people in order. The tests
fail when the schema has something that the table has not.
"""

from collections.abc import Mapping
from typing import NamedTuple

from .people import Kind

OK = "OK"
NULL = "NULL"
UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"
NOT_FOUND = "NOT_FOUND"
INVALID = "BAD_USER_INPUT"
SILENT = "SILENT"


class Row(NamedTuple):
    """What becomes of it, by who asks."""

    anonymous: str
    outsider: str
    owner: str
    admin: str
    suspended: str
    deleted: str
    # What an outsider has, where nothing else is said.
    moderator: str = ""

    def of(self, kind: Kind) -> str:
        """The cell of this kind of person."""
        cell: str = getattr(self, kind)
        return cell or self.outsider


# A token of somebody who is gone is refused for the whole request, whatever it asks. Who is
# suspended may read, and see to their sessions.
PUBLIC = Row(OK, OK, OK, OK, OK, UNAUTHENTICATED)
MEMBERS = Row(UNAUTHENTICATED, OK, OK, OK, OK, UNAUTHENTICATED)
OWNER_ALONE = Row(NULL, NULL, OK, NULL, NULL, UNAUTHENTICATED)
SIGNED_IN = Row(NULL, OK, OK, OK, OK, UNAUTHENTICATED)
ACTORS = Row(UNAUTHENTICATED, OK, OK, OK, FORBIDDEN, UNAUTHENTICATED)

BY_CODE = Row(INVALID, INVALID, INVALID, INVALID, INVALID, INVALID)

# Of what belongs to somebody, an administrator has no more than an outsider: there is the admin.
AUTHOR = Row(UNAUTHENTICATED, FORBIDDEN, OK, FORBIDDEN, FORBIDDEN, UNAUTHENTICATED)
# Whose notification or muted word it is, is no one else's business: it does not exist for them.
RECIPIENT = Row(UNAUTHENTICATED, NOT_FOUND, OK, NOT_FOUND, FORBIDDEN, UNAUTHENTICATED)
# A bulk act or an export, which the owner alone has.
OWNER_OF_ACT = Row(UNAUTHENTICATED, NULL, OK, NULL, NULL, UNAUTHENTICATED)
# One of the list of API tokens, which the others have none in.
TOKEN = OWNER_OF_ACT
# A webhook or token, which exists for its owner, and which who is suspended may look at and end.
OWN_WEBHOOK = Row(UNAUTHENTICATED, NOT_FOUND, OK, NOT_FOUND, NOT_FOUND, UNAUTHENTICATED)
NEVER_YET = Row(UNAUTHENTICATED, NULL, NULL, NULL, NULL, UNAUTHENTICATED)
NOT_SENT_YET = Row(UNAUTHENTICATED, NOT_FOUND, NULL, NOT_FOUND, NOT_FOUND, UNAUTHENTICATED)

# Of a code or credential that is wrong.
NO_ACTORS = Row(UNAUTHENTICATED, INVALID, INVALID, INVALID, FORBIDDEN, UNAUTHENTICATED)

# What administrators may, too.
MODERATORS = Row(UNAUTHENTICATED, FORBIDDEN, FORBIDDEN, OK, FORBIDDEN, UNAUTHENTICATED, OK)
MAY_MODERATE = MODERATORS._replace(admin=NULL, moderator=NULL)

QUERIES: Mapping[str, tuple[str, Row]] = {
    "me": ("me { id }", SIGNED_IN),
    "user": ("user(username: $username) { id }", PUBLIC),
    "users": ("users { nodes { id } }", PUBLIC),
    "post": ("post(id: $post) { id }", PUBLIC),
    "posts": ("posts { nodes { id } }", PUBLIC),
    "comment": ("comment(id: $reply) { id }", PUBLIC),
    "node": ("node(id: $notification) { id }", OWNER_ALONE),
    "nodes": ("nodes(ids: [$user, $post, $comment]) { id }", PUBLIC),
    "relationships": ("relationships(ids: [$user]) { following }", MEMBERS),
    "network": ("network { isWhole }", MEMBERS),
    "followEvidence": ("followEvidence(follower: $fan, followee: $user) { since }", MEMBERS),
    "feed": ("feed { id }", MEMBERS),
    "newPostsCount": ("newPostsCount(since: $post)", MEMBERS),
    "feedConnection": ("feedConnection { nodes { id } }", MEMBERS),
    "previewBlock": ("previewBlock(id: $fan) { hit }", MEMBERS),
    "bulkAct": ("bulkAct(id: $bulk) { id }", OWNER_OF_ACT),
    "relationImport": ("relationImport(id: $relationImport) { id }", OWNER_OF_ACT),
    "dataExport": ("dataExport(id: $dataExport) { id }", OWNER_OF_ACT),
    "dataExports": ("dataExports { id }", MEMBERS),
    "bulkActs": ("bulkActs { nodes { id } }", MEMBERS),
    "relationHistory": ("relationHistory { nodes { id } }", MEMBERS),
    "followRequests": ("followRequests { nodes { id } }", MEMBERS),
    "sentFollowRequests": ("sentFollowRequests { nodes { id } }", MEMBERS),
    "mutedUsers": ("mutedUsers { nodes { id } }", MEMBERS),
    "mutedWords": ("mutedWords { nodes { id } }", MEMBERS),
    "blockedUsers": ("blockedUsers { nodes { id } }", MEMBERS),
    "bookmarks": ("bookmarks { nodes { id } }", MEMBERS),
    "followSuggestions": ("followSuggestions { score }", MEMBERS),
    "notifications": ("notifications { nodes { id } }", MEMBERS),
    "notificationSettings": ("notificationSettings { quietNewAccounts }", MEMBERS),
    "secondFactor": ("secondFactor { hasTotp }", MEMBERS),
    "sessions": ("sessions { id }", MEMBERS),
    "unreadNotificationsCount": ("unreadNotificationsCount", MEMBERS),
    "apiTokens": ("apiTokens { id }", MEMBERS),
    "webhooks": ("webhooks { id }", MEMBERS),
    "webhookDeliveries": ("webhookDeliveries(webhook: $webhook) { id }", OWN_WEBHOOK),
    "reports": ("reports { id }", MEMBERS),
    "statements": ("statements { id }", MEMBERS),
    "moderationQueue": ("moderationQueue { id }", MODERATORS),
    "moderationCase": ("moderationCase(id: $case) { summary { id } }", MODERATORS),
    "moderationDecisions": ("moderationDecisions { id }", MODERATORS),
    "moderationLog": ("moderationLog { id }", MODERATORS),
    "rings": ("rings { id }", MODERATORS),
    "ring": ("ring(id: $ring) { id }", MODERATORS),
}

MUTATIONS: Mapping[str, tuple[str, Row]] = {
    "report": (
        "report(id: $user, category: SPAM) { report { id } }",
        Row(UNAUTHENTICATED, OK, INVALID, OK, FORBIDDEN, UNAUTHENTICATED),
    ),
    "appeal": (
        'appeal(id: $warning, text: "No.") { statement { id } }',
        Row(UNAUTHENTICATED, NOT_FOUND, OK, NOT_FOUND, NOT_FOUND, UNAUTHENTICATED),
    ),
    "decideCase": (
        'decideCase(id: $case, action: WARN, reason: "Rude.") { decision { id } }',
        MODERATORS,
    ),
    "proposeRemoval": (
        'proposeRemoval(id: $post, reason: "Rude.") { decision { id } }',
        MODERATORS,
    ),
    "approveDecision": (
        "approveDecision(id: $proposal, approve: false) { decision { id } }",
        MODERATORS,
    ),
    "decideRing": ("decideRing(id: $ring, action: LIMIT) { ring { id } }", MODERATORS),
    "undoRingDecision": ("undoRingDecision(id: $judgedRing) { ring { id } }", MODERATORS),
    "decideAppeal": (
        'decideAppeal(id: $appealed, overturn: true, reason: "Yes.") { decision { id } }',
        MODERATORS,
    ),
    # Nobody needs to be somebody for these: a stale token in the header is no obstacle.
    "signup": (
        'signup(username: "newcomer", email: "new@private.example.com", password: $password)'
        " { token refreshToken user { id } }",
        Row(OK, OK, OK, OK, OK, OK),
    ),
    "login": (
        "login(username: $own, password: $password) { token refreshToken user { id } }",
        MEMBERS,
    ),
    "refreshToken": (
        "refreshToken(refreshToken: $refreshToken) { token refreshToken user { id } }",
        MEMBERS,
    ),
    "logout": ("logout(refreshToken: $refreshToken) { ok }", Row(OK, OK, OK, OK, OK, OK)),
    "endSession": (
        "endSession(id: $session) { ok }",
        MEMBERS,
    ),
    # A code is all that counts: who sends it does not.
    "verifyEmail": ('verifyEmail(token: "none") { ok }', BY_CODE),
    "resetPassword": (
        'resetPassword(token: "none", newPassword: "another long sentence") { ok }',
        BY_CODE,
    ),
    "confirmEmailChange": ('confirmEmailChange(token: "none") { isChanged }', BY_CODE),
    "cancelEmailChange": ('cancelEmailChange(token: "none") { ok }', BY_CODE),
    "endSessionsByMail": ('endSessionsByMail(token: "none") { ok }', BY_CODE),
    "requestPasswordReset": (
        'requestPasswordReset(email: "nobody@private.example.com") { ok }',
        Row(OK, OK, OK, OK, OK, OK),
    ),
    "resendVerification": ("resendVerification { ok }", ACTORS),
    "changeEmail": (
        'changeEmail(newEmail: "new@private.example.com", password: $password) { ok }',
        ACTORS,
    ),
    "setLanguage": ("setLanguage(language: DE) { user { id } }", ACTORS),
    "deactivateAccount": ("deactivateAccount(password: $password) { ok }", ACTORS),
    "reactivateAccount": ("reactivateAccount { user { id } }", MEMBERS),
    "changeUsername": ('changeUsername(username: "renamed") { user { id } }', ACTORS),
    # Whose challenge it is, a code or signature has to show.
    "loginSecondFactor": (
        'loginSecondFactor(challenge: "none", code: "000000") { token refreshToken user { id } }',
        Row(*[UNAUTHENTICATED] * 6),
    ),
    "beginPasskeyLogin": ("beginPasskeyLogin { options }", Row(*[OK] * 6)),
    "loginWithPasskey": (
        'loginWithPasskey(credential: "{}") { token refreshToken user { id } }',
        Row(*[INVALID] * 6),
    ),
    "beginTotp": (
        "beginTotp(password: $password) { secret uri }",
        Row(UNAUTHENTICATED, OK, INVALID, OK, FORBIDDEN, UNAUTHENTICATED),
    ),
    "confirmTotp": ('confirmTotp(code: "000000") { recoveryCodes }', NO_ACTORS),
    "disableTotp": ("disableTotp(password: $password) { ok }", RECIPIENT),
    "newRecoveryCodes": ("newRecoveryCodes(password: $password) { recoveryCodes }", NO_ACTORS),
    "beginPasskey": ("beginPasskey(password: $password) { options }", ACTORS),
    "confirmPasskey": (
        'confirmPasskey(credential: "{}", name: "Phone") { passkey { id } recoveryCodes }',
        NO_ACTORS,
    ),
    "removePasskey": ("removePasskey(id: $passkey, password: $password) { ok }", RECIPIENT),
    "logoutEverywhere": ("logoutEverywhere { ok }", MEMBERS),
    "changePassword": (
        'changePassword(old: $password, new: "another long sentence")'
        " { token refreshToken user { id } }",
        MEMBERS,
    ),
    "createWebhook": (
        'createWebhook(url: "https://example.com/", subscription: "subscription { '
        'notificationReceived { eventId } }") { webhook { id } secret }',
        ACTORS,
    ),
    "enableWebhook": ("enableWebhook(id: $webhook) { webhook { id } }", RECIPIENT),
    "deleteWebhook": ("deleteWebhook(id: $webhook) { ok }", OWN_WEBHOOK),
    "testWebhook": ("testWebhook(id: $webhook) { delivery { id } }", RECIPIENT),
    "redeliver": ("redeliver(id: $delivery) { delivery { id } }", RECIPIENT),
    "createApiToken": (
        'createApiToken(name: "Bot", scopes: [WRITE], password: $password) '
        "{ token apiToken { id } }",
        ACTORS,
    ),
    "revokeApiToken": (
        "revokeApiToken(id: $apiToken) { ok }",
        OWN_WEBHOOK,
    ),
    "updateProfile": ('updateProfile(bio: "Changed.") { user { id } }', ACTORS),
    "updatePrivacy": ("updatePrivacy(isPrivate: true) { user { id } }", ACTORS),
    "deleteAccount": ("deleteAccount(password: $password) { ok }", ACTORS),
    "previewRelationImport": (
        'previewRelationImport(text: "a@b.example", kind: MUTES) { relationImport { id } }',
        ACTORS,
    ),
    "importRelations": (
        "importRelations(id: $relationImport) { relationImport { id } }",
        RECIPIENT,
    ),
    "requestDataExport": (
        "requestDataExport(password: $password) { dataExport { id } }",
        ACTORS,
    ),
    "followUser": (
        "followUser(id: $user) { user { id } }",
        Row(UNAUTHENTICATED, OK, INVALID, OK, FORBIDDEN, UNAUTHENTICATED),
    ),
    "unfollowUser": ("unfollowUser(id: $fan) { user { id } }", ACTORS),
    "acceptFollowRequest": ("acceptFollowRequest(id: $fan) { user { id } }", ACTORS),
    "refuseFollowRequest": ("refuseFollowRequest(id: $fan) { user { id } }", ACTORS),
    "withdrawFollowRequest": ("withdrawFollowRequest(id: $fan) { user { id } }", ACTORS),
    "blockUser": (
        "blockUser(id: $user) { user { id } }",
        Row(UNAUTHENTICATED, OK, INVALID, OK, FORBIDDEN, UNAUTHENTICATED),
    ),
    "blockWithFollowers": (
        "blockWithFollowers(id: $user) { bulkAct { id } }",
        Row(UNAUTHENTICATED, OK, INVALID, OK, FORBIDDEN, UNAUTHENTICATED),
    ),
    "removeFollower": ("removeFollower(id: $fan) { user { id } }", ACTORS),
    "muteUser": (
        "muteUser(id: $user) { user { id } }",
        Row(UNAUTHENTICATED, OK, INVALID, OK, FORBIDDEN, UNAUTHENTICATED),
    ),
    "unmuteUser": ("unmuteUser(id: $fan) { user { id } }", ACTORS),
    "muteWord": ('muteWord(text: "spoiler") { mutedWord { id } }', ACTORS),
    "unmuteWord": ("unmuteWord(id: $mutedWord) { id }", RECIPIENT),
    "unblockUser": ("unblockUser(id: $fan) { user { id } viewerFollowed followedViewer }", ACTORS),
    "restoreFollows": ("restoreFollows(id: $fan) { user { id } }", ACTORS),
    "undoRelation": (
        "undoRelation(id: $act) { user { id } bulkAct { id } relationImport { id } }",
        RECIPIENT,
    ),
    "dismissSuggestion": (
        "dismissSuggestion(id: $user) { user { id } }",
        Row(UNAUTHENTICATED, OK, INVALID, OK, FORBIDDEN, UNAUTHENTICATED),
    ),
    "createPost": ('createPost(content: "New.") { post { id } }', ACTORS),
    "updatePost": ('updatePost(id: $post, content: "Changed.") { post { id } }', AUTHOR),
    "deletePost": ("deletePost(id: $post) { id }", AUTHOR),
    "likePost": ("likePost(id: $post) { post { id } }", ACTORS),
    "unlikePost": ("unlikePost(id: $post) { post { id } }", ACTORS),
    "bookmarkPost": ("bookmarkPost(id: $post) { post { id } }", ACTORS),
    "removeBookmark": ("removeBookmark(id: $post) { post { id } }", ACTORS),
    "createComment": (
        'createComment(post: $post, content: "New.", parent: $comment) { comment { id } }',
        ACTORS,
    ),
    "updateComment": (
        'updateComment(id: $comment, content: "Changed.") { comment { id } }',
        AUTHOR,
    ),
    "deleteComment": ("deleteComment(id: $comment) { id }", AUTHOR),
    "markNotificationRead": (
        "markNotificationRead(id: $notification) { notification { id } }",
        RECIPIENT,
    ),
    "markNotificationUnread": (
        "markNotificationUnread(id: $notification) { notification { id } }",
        RECIPIENT,
    ),
    "updateNotificationSettings": (
        "updateNotificationSettings(like: NOBODY) { notificationSettings { like } }",
        ACTORS,
    ),
    "markAllNotificationsRead": ("markAllNotificationsRead { count }", ACTORS),
}

# Who is sent, once subscribed, an event that concerns the owner: a comment on the
# post of the owner's, who is its one recipient, and a post by somebody whom the owner alone
# follows. SILENT may subscribe, and is sent only events of their own.
OWNER_SENT = Row(UNAUTHENTICATED, SILENT, OK, SILENT, SILENT, UNAUTHENTICATED)

SUBSCRIPTIONS: Mapping[str, tuple[str, Row]] = {
    "postUpdated": ("postUpdated(id: $post) { FIELDS comment { content } }", MEMBERS),
    "feedUpdated": ("feedUpdated { FIELDS post { content } }", OWNER_SENT),
    "notificationReceived": ("notificationReceived { FIELDS notification { kind } }", OWNER_SENT),
}

# The payloads that they are sent.
SENT: Mapping[str, Mapping[str, Row]] = {
    "PostUpdated": dict.fromkeys(
        ("eventId", "change", "postId", "post", "commentId", "comment"), MEMBERS
    ),
    "FeedUpdated": dict.fromkeys(("eventId", "post"), OWNER_SENT),
    "NotificationReceived": dict.fromkeys(
        ("eventId", "notification", "unreadNotificationsCount"), OWNER_SENT
    ),
}

# Where an object of each type is found: the query around its fields, and the way to it.
PLACES: Mapping[str, tuple[str, tuple[str | int, ...]]] = {
    "User": ("user(id: $user) { FIELDS }", ("user",)),
    "Privacy": ("user(id: $user) { privacy { FIELDS } }", ("user", "privacy")),
    "UserConnection": ("users { FIELDS }", ("users",)),
    "UserEdge": ("users { edges { FIELDS } }", ("users", "edges", 0)),
    "PageInfo": ("users { pageInfo { FIELDS } }", ("users", "pageInfo")),
    "Post": ("post(id: $post) { FIELDS }", ("post",)),
    "PostConnection": ("posts { FIELDS }", ("posts",)),
    "PostEdge": ("posts { edges { FIELDS } }", ("posts", "edges", 0)),
    "PostImage": ("post(id: $post) { images { FIELDS } }", ("post", "images", 0)),
    "Comment": ("comment(id: $reply) { FIELDS }", ("comment",)),
    "CommentConnection": (
        "post(id: $post) { commentsConnection { FIELDS } }",
        ("post", "commentsConnection"),
    ),
    "CommentEdge": (
        "post(id: $post) { commentsConnection { edges { FIELDS } } }",
        ("post", "commentsConnection", "edges", 0),
    ),
    "Notification": (
        "node(id: $notification) { ... on Notification { FIELDS } }",
        ("node",),
    ),
    "NotificationConnection": ("notifications { FIELDS }", ("notifications",)),
    "NotificationEdge": (
        "notifications { edges { FIELDS } }",
        ("notifications", "edges", 0),
    ),
    "Relationship": ("relationships(ids: [$user]) { FIELDS }", ("relationships", 0)),
    "Network": ("network { FIELDS }", ("network",)),
    "NetworkPerson": ("network { people { FIELDS } }", ("network", "people", 0)),
    "FollowEvidence": (
        "followEvidence(follower: $fan, followee: $user) { FIELDS }",
        ("followEvidence",),
    ),
    "BlockPreview": (
        "previewBlock(id: $fan, includeFollowers: true) { FIELDS }",
        ("previewBlock",),
    ),
    "RelationImport": ("relationImport(id: $relationImport) { FIELDS }", ("relationImport",)),
    "DataExport": ("dataExports { FIELDS }", ("dataExports", 0)),
    "BulkAct": ("bulkActs { nodes { FIELDS } }", ("bulkActs", "nodes", 0)),
    "BulkActConnection": ("bulkActs { FIELDS }", ("bulkActs",)),
    "BulkActEdge": ("bulkActs { edges { FIELDS } }", ("bulkActs", "edges", 0)),
    "RelationAct": ("relationHistory { nodes { FIELDS } }", ("relationHistory", "nodes", 0)),
    "RelationActConnection": ("relationHistory { FIELDS }", ("relationHistory",)),
    "RelationActEdge": (
        "relationHistory { edges { FIELDS } }",
        ("relationHistory", "edges", 0),
    ),
    "SecondFactor": ("secondFactor { FIELDS }", ("secondFactor",)),
    "Passkey": ("secondFactor { passkeys { FIELDS } }", ("secondFactor", "passkeys", 0)),
    "Session": ("sessions { FIELDS }", ("sessions", 0)),
    "MutedWord": ("node(id: $mutedWord) { ... on MutedWord { FIELDS } }", ("node",)),
    "MutedWordConnection": ("mutedWords { FIELDS }", ("mutedWords",)),
    "MutedWordEdge": ("mutedWords { edges { FIELDS } }", ("mutedWords", "edges", 0)),
    "ApiToken": ("apiTokens { FIELDS }", ("apiTokens", 0)),
    "Webhook": ("webhooks { FIELDS }", ("webhooks", 0)),
    "WebhookDelivery": (
        "webhookDeliveries(webhook: $webhook) { FIELDS }",
        ("webhookDeliveries", 0),
    ),
    "Report": ("reports { FIELDS }", ("reports", 0)),
    "Statement": ("statements { FIELDS }", ("statements", 0)),
    "Appeal": ("statements { appeal { FIELDS } }", ("statements", 0, "appeal")),
    "CaseSummary": ("moderationQueue { FIELDS }", ("moderationQueue", 0)),
    "Case": ("moderationCase(id: $case) { FIELDS }", ("moderationCase",)),
    "CaseReport": (
        "moderationCase(id: $case) { reports { FIELDS } }",
        ("moderationCase", "reports", 0),
    ),
    "Evidence": (
        "moderationCase(id: $case) { evidence { FIELDS } }",
        ("moderationCase", "evidence", 0),
    ),
    "Decision": (
        "moderationCase(id: $case) { history { FIELDS } }",
        ("moderationCase", "history", 0),
    ),
    "ModerationAct": ("moderationLog { FIELDS }", ("moderationLog", 0)),
    "Ring": ("ring(id: $judgedRing) { FIELDS }", ("ring",)),
    "RingMember": ("ring(id: $judgedRing) { members { FIELDS } }", ("ring", "members", 0)),
    "RingFollow": ("ring(id: $judgedRing) { follows { FIELDS } }", ("ring", "follows", 0)),
    "RingDecision": ("rings { decision { FIELDS } }", ("rings", 0, "decision")),
    "KnownFollowers": ("user(id: $user) { knownFollowers { FIELDS } }", ("user", "knownFollowers")),
    "NotificationSettings": ("notificationSettings { FIELDS }", ("notificationSettings",)),
    "FollowSuggestion": ("followSuggestions { FIELDS }", ("followSuggestions", 0)),
    "SuggestionPart": (
        "followSuggestions { parts { FIELDS } }",
        ("followSuggestions", 0, "parts", 0),
    ),
    "SuggestionReason": (
        "followSuggestions { reasons { FIELDS } }",
        ("followSuggestions", 0, "reasons", 0),
    ),
}

FIELDS: Mapping[str, Mapping[str, Row]] = {
    "User": {
        "id": PUBLIC,
        "username": PUBLIC,
        "displayName": PUBLIC,
        "bio": PUBLIC,
        "profileImage": PUBLIC,
        "dateJoined": PUBLIC,
        "email": OWNER_ALONE,
        "isEmailVerified": OWNER_ALONE,
        "language": OWNER_ALONE,
        "isSuspended": PUBLIC,
        "isDeactivated": PUBLIC,
        "isLimited": OWNER_ALONE,
        "isPrivate": PUBLIC,
        "privacy": OWNER_ALONE,
        "followersCount": PUBLIC,
        "followingCount": PUBLIC,
        "postsCount": PUBLIC,
        "viewerFollows": PUBLIC,
        "viewerHasRequested": PUBLIC,
        "followsViewer": PUBLIC,
        "isMutual": PUBLIC,
        "viewerIsMuting": PUBLIC,
        "mutedUntil": Row(NULL, NULL, NULL, NULL, NULL, UNAUTHENTICATED),
        "viewerIsBlocking": PUBLIC,
        "followers": PUBLIC,
        "following": PUBLIC,
        "knownFollowers": PUBLIC,
        "mutuals": PUBLIC,
        "posts": PUBLIC,
    },
    "Privacy": dict.fromkeys(
        (
            *("isPrivate", "isDiscoverable", "followersVisibleTo", "followingVisibleTo"),
            "whoMayComment",
        ),
        OWNER_ALONE,
    ),
    "ApiToken": {
        **dict.fromkeys(("id", "name", "scopes", "lastFour", "createdAt", "expiresAt"), TOKEN),
        "lastUsedAt": NEVER_YET,
    },
    "Webhook": dict.fromkeys(
        ("id", "url", "subscription", "state", "failures", "dropped", "createdAt"), TOKEN
    ),
    "WebhookDelivery": {
        **dict.fromkeys(("id", "messageId", "isTest", "state", "attempts"), OWN_WEBHOOK),
        **dict.fromkeys(("createdAt", "nextAttemptAt"), OWN_WEBHOOK),
        **dict.fromkeys(("code", "durationMs", "error", "attemptedAt"), NOT_SENT_YET),
    },
    "Report": dict.fromkeys(
        ("id", "subjectId", "category", "text", "rule", "state", "createdAt"), OWNER_OF_ACT
    ),
    "Statement": {
        **dict.fromkeys(("id", "subjectId", "action", "reason", "rule", "state"), OWNER_OF_ACT),
        **dict.fromkeys(("createdAt", "appeal", "canAppeal"), OWNER_OF_ACT),
        "until": OWNER_OF_ACT._replace(owner=NULL),
    },
    "Appeal": {
        **dict.fromkeys(("text", "state", "answer", "createdAt"), OWNER_OF_ACT),
        "decidedAt": OWNER_OF_ACT._replace(owner=NULL),
    },
    "Ring": dict.fromkeys(
        (
            *("id", "place", "size", "trust", "tiesInside", "tiesOutside", "members", "follows"),
            "decision",
        ),
        MODERATORS,
    ),
    "RingMember": dict.fromkeys(("username", "ties", "trust"), MODERATORS),
    "RingFollow": dict.fromkeys(("follower", "followee", "isInside", "isMutual"), MODERATORS),
    "RingDecision": dict.fromkeys(
        ("action", "state", "changed", "restored", "createdAt"), MODERATORS
    ),
    "CaseSummary": {
        **dict.fromkeys(("id", "kind", "subjectId", "user", "category", "state"), MODERATORS),
        **dict.fromkeys(("reportsCount", "text", "openedAt"), MODERATORS),
        "decidedAt": MODERATORS,
    },
    "Case": dict.fromkeys(("summary", "reports", "evidence", "decisions", "history"), MODERATORS),
    "CaseReport": dict.fromkeys(("reporter", "category", "text", "rule", "createdAt"), MODERATORS),
    "Evidence": {
        **dict.fromkeys(("text", "audience", "pictures", "reportedAt"), MODERATORS),
        "name": MAY_MODERATE,
    },
    "Decision": {
        **dict.fromkeys(("id", "caseId", "user", "by", "action", "reason", "rule"), MODERATORS),
        **dict.fromkeys(("state", "createdAt", "appeal"), MODERATORS),
        **dict.fromkeys(("approvedBy", "until"), MAY_MODERATE),
    },
    "ModerationAct": dict.fromkeys(
        (
            *("id", "kind", "at", "byId", "userId", "caseId", "decisionId", "action"),
            "reason",
        ),
        MODERATORS,
    ),
    "KnownFollowers": dict.fromkeys(("count", "countIsExact", "people"), PUBLIC),
    "SecondFactor": dict.fromkeys(("hasTotp", "passkeys", "recoveryCodesLeft"), MEMBERS),
    # The others have none.
    "Passkey": dict.fromkeys(
        ("id", "name", "createdAt", "lastUsedAt"),
        Row(UNAUTHENTICATED, NULL, OK, NULL, NULL, UNAUTHENTICATED),
    ),
    "Session": dict.fromkeys(
        ("id", "device", "place", "createdAt", "lastUsedAt", "current"), MEMBERS
    ),
    "UserConnection": dict.fromkeys(("edges", "nodes", "pageInfo", "totalCount"), PUBLIC),
    "UserEdge": dict.fromkeys(("node", "cursor"), PUBLIC),
    "PageInfo": dict.fromkeys(
        ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor"), PUBLIC
    ),
    "Post": dict.fromkeys(
        (
            *("id", "content", "images", "author", "createdAt", "editedAt", "audience"),
            *("mentions", "likesCount", "standing", "whoMayComment", "viewerCanComment"),
            *("commentsCount", "viewerHasLiked", "viewerHasBookmarked", "comments"),
            *("commentsConnection", "likers", "viewerCanEdit", "viewerCanDelete"),
        ),
        PUBLIC,
    ),
    "PostConnection": dict.fromkeys(("edges", "nodes", "pageInfo", "totalCount"), PUBLIC),
    "PostEdge": dict.fromkeys(("node", "cursor"), PUBLIC),
    "PostImage": dict.fromkeys(("url", "width", "height", "description"), PUBLIC),
    "Comment": dict.fromkeys(
        (
            *("id", "content", "author", "post", "parent", "createdAt", "editedAt", "mentions"),
            *("standing", "replies", "repliesCount", "viewerCanEdit", "viewerCanDelete"),
        ),
        PUBLIC,
    ),
    "CommentConnection": dict.fromkeys(("edges", "nodes", "pageInfo", "totalCount"), PUBLIC),
    "CommentEdge": dict.fromkeys(("node", "cursor"), PUBLIC),
    "Notification": dict.fromkeys(
        ("id", "kind", "actor", "post", "comment", "createdAt", "read"), OWNER_ALONE
    ),
    "NotificationConnection": dict.fromkeys(("edges", "nodes", "pageInfo", "totalCount"), MEMBERS),
    # The administrator and who is suspended have none.
    "NotificationEdge": dict.fromkeys(
        ("node", "cursor"), Row(UNAUTHENTICATED, OK, OK, NULL, NULL, UNAUTHENTICATED, NULL)
    ),
    "Relationship": {
        **dict.fromkeys(
            (
                *("user", "following", "followedBy", "blocking", "muting", "mutualCount"),
                *("requested", "requestedBy"),
                *("mutualCountIsExact", "distance", "distanceIsExact"),
            ),
            MEMBERS,
        ),
        "mutingUntil": Row(UNAUTHENTICATED, NULL, NULL, NULL, NULL, UNAUTHENTICATED),
    },
    "Network": dict.fromkeys(("people", "isWhole"), MEMBERS),
    "NetworkPerson": {
        **dict.fromkeys(("user", "follows", "since"), MEMBERS),
        "community": NEVER_YET,
    },
    "FollowEvidence": {
        **dict.fromkeys(("since", "sinceBack", "likes", "comments"), MEMBERS),
    },
    "BlockPreview": dict.fromkeys(
        ("user", "hit", "spared", "following", "followers", "mutuals", "isExact", "sample"),
        MEMBERS,
    ),
    "RelationImport": {
        **dict.fromkeys(
            (
                *("id", "kind", "state", "foundCount", "found", "possibleCount", "possible"),
                *("missingCount", "missing", "total", "done", "hit", "restored", "createdAt"),
                "undoableUntil",
            ),
            OWNER_OF_ACT,
        ),
        # It is a preview.
        "finishedAt": Row(UNAUTHENTICATED, NULL, NULL, NULL, NULL, UNAUTHENTICATED),
    },
    "DataExport": dict.fromkeys(
        (
            *("id", "status", "progress", "bytes", "createdAt", "finishedAt", "expiresAt"),
            "downloadUrl",
        ),
        OWNER_OF_ACT,
    ),
    "BulkAct": dict.fromkeys(
        (
            *("id", "user", "state", "exceptFollowed", "isComplete", "total", "done", "hit"),
            *("skipped", "restored", "createdAt", "finishedAt", "undoableUntil"),
        ),
        OWNER_OF_ACT,
    ),
    "BulkActConnection": dict.fromkeys(("edges", "nodes", "pageInfo", "totalCount"), MEMBERS),
    "BulkActEdge": dict.fromkeys(("node", "cursor"), OWNER_OF_ACT),
    "RelationAct": {
        **dict.fromkeys(("id", "kind", "user", "at", "cause", "canUndo"), MEMBERS),
        "bulkAct": Row(UNAUTHENTICATED, NULL, NULL, NULL, NULL, UNAUTHENTICATED),
    },
    "RelationActConnection": dict.fromkeys(("edges", "nodes", "pageInfo", "totalCount"), MEMBERS),
    "RelationActEdge": dict.fromkeys(("node", "cursor"), MEMBERS),
    "MutedWord": dict.fromkeys(("id", "text", "until"), OWNER_ALONE),
    "MutedWordConnection": dict.fromkeys(("edges", "nodes", "pageInfo", "totalCount"), MEMBERS),
    # Nobody else mutes a word.
    "MutedWordEdge": dict.fromkeys(
        ("node", "cursor"), Row(UNAUTHENTICATED, NULL, OK, NULL, NULL, UNAUTHENTICATED)
    ),
    "NotificationSettings": dict.fromkeys(
        ("follow", "like", "comment", "reply", "mention", "quietNewAccounts"), MEMBERS
    ),
    "FollowSuggestion": dict.fromkeys(
        ("user", "score", "mutualCount", "reasons", "parts"), MEMBERS
    ),
    "SuggestionPart": dict.fromkeys(("feature", "value", "contribution"), MEMBERS),
    "SuggestionReason": dict.fromkeys(("kind", "text", "people"), MEMBERS),
}
