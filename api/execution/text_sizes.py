"""The longest texts that fields can have, in bytes of UTF-8, and what they cost.

A test compares this with the schema: every field of type String has an entry.
"""

from collections.abc import Mapping

from api.auth.tokens import MAX_TOKEN_LENGTH
from api.relay.cursors import MAX_LENGTH as MAX_CURSOR_LENGTH
from core.accounts.factors.models import MAX_NAME_LENGTH as MAX_PASSKEY_NAME
from core.accounts.profiles import MAX_BIO_BYTES, MAX_DISPLAY_NAME_BYTES
from core.accounts.signup import MAX_EMAIL_LENGTH, MAX_USERNAME_LENGTH
from core.api_tokens.services import MAX_NAME_LENGTH as MAX_TOKEN_NAME_LENGTH
from core.comments.services import MAX_COMMENT_LENGTH
from core.common.text import BYTES_EACH, BYTES_EACH_IN_SHORT
from core.mutes.words import MAX_LENGTH as MAX_MUTED_LENGTH
from core.posts.services import MAX_DESCRIPTION_LENGTH, MAX_POST_LENGTH
from core.relation_imports.parsing import MAX_ADDRESS
from core.reports.services import MAX_RULE_LENGTH, MAX_TEXT_LENGTH
from core.webhooks.addresses import MAX_URL_LENGTH as MAX_HOOK_URL_LENGTH
from core.webhooks.services import MAX_QUERY_LENGTH

# To read so many bytes, encode and send them takes about 25 µs.
BYTES_A_UNIT = 4_000
# An address of the storage, with a host and a random name.
MAX_URL_LENGTH = 500
# Three names, and what is between them.
MAX_REASON_BYTES = 3 * MAX_DISPLAY_NAME_BYTES + 200

MAX_BYTES: Mapping[str, int] = {
    "ApiToken.lastFour": 4,
    "ApiToken.name": MAX_TOKEN_NAME_LENGTH * BYTES_EACH,
    "NewWebhookPayload.secret": 60,
    "Webhook.subscription": MAX_QUERY_LENGTH * 4,
    "Webhook.url": MAX_HOOK_URL_LENGTH,
    "WebhookDelivery.error": 200 * 4,
    "WebhookDelivery.messageId": 36,
    **{
        f"{owner}.{name}": length * BYTES_EACH
        for owner in ("Report", "CaseReport", "Statement", "Decision")
        for name, length in (("rule", MAX_RULE_LENGTH), ("text", MAX_TEXT_LENGTH))
        if name == "rule" or owner.endswith("Report")
    },
    **{
        f"{owner}.reason": MAX_TEXT_LENGTH * BYTES_EACH
        for owner in ("Statement", "Decision", "ModerationAct")
    },
    "Appeal.text": MAX_TEXT_LENGTH * BYTES_EACH,
    "Appeal.answer": MAX_TEXT_LENGTH * BYTES_EACH,
    "CaseSummary.text": MAX_POST_LENGTH * BYTES_EACH,
    "Evidence.text": MAX_POST_LENGTH * BYTES_EACH,
    "Evidence.name": MAX_DISPLAY_NAME_BYTES,
    "Evidence.audience": 10,
    "Evidence.pictures": 4 * MAX_DESCRIPTION_LENGTH * BYTES_EACH_IN_SHORT,
    "Comment.content": MAX_COMMENT_LENGTH * BYTES_EACH,
    "DataExport.downloadUrl": MAX_URL_LENGTH,
    "RelationImport.missing": MAX_ADDRESS * BYTES_EACH_IN_SHORT,
    "MutedWord.text": MAX_MUTED_LENGTH * BYTES_EACH,
    "BeginTotpPayload.secret": 32,
    "BeginTotpPayload.uri": 200,
    "ConfirmPasskeyPayload.recoveryCodes": 10 * 20,
    "PageInfo.endCursor": MAX_CURSOR_LENGTH,
    "PageInfo.startCursor": MAX_CURSOR_LENGTH,
    "Passkey.name": MAX_PASSKEY_NAME * BYTES_EACH_IN_SHORT,
    "PasskeyOptionsPayload.options": 40_000,
    "Post.content": MAX_POST_LENGTH * BYTES_EACH,
    "PostImage.description": MAX_DESCRIPTION_LENGTH * BYTES_EACH_IN_SHORT,
    "PostImage.url": MAX_URL_LENGTH,
    "RecoveryCodesPayload.recoveryCodes": 10 * 20,
    "Session.device": 60,
    "Session.place": 50,
    "SuggestionReason.text": MAX_REASON_BYTES,
    "User.bio": MAX_BIO_BYTES,
    "User.displayName": MAX_DISPLAY_NAME_BYTES,
    "User.email": MAX_EMAIL_LENGTH,
    "User.profileImage": MAX_URL_LENGTH,
    "User.username": MAX_USERNAME_LENGTH,
    "RingMember.username": MAX_USERNAME_LENGTH,
    "RingFollow.follower": MAX_USERNAME_LENGTH,
    "RingFollow.followee": MAX_USERNAME_LENGTH,
}
"""By coordinate; cursors of edges and tokens, which many types have, are in `MAX_BYTES_OF_NAME`."""

MAX_BYTES_OF_NAME: Mapping[str, int] = {
    "cursor": MAX_CURSOR_LENGTH,
    "refreshToken": MAX_TOKEN_LENGTH,
    "token": MAX_TOKEN_LENGTH,
}

TEXT_COSTS: Mapping[str, int] = {
    coordinate: round(size / BYTES_A_UNIT)
    for coordinate, size in MAX_BYTES.items()
    if size > BYTES_A_UNIT // 2
}
