"""Every model, for Django: each lives with its domain."""

from core.accounts.factors.models import Challenge, Passkey, RecoveryCode, Totp
from core.accounts.mail_tokens import MailToken
from core.accounts.models import RefreshToken, User
from core.accounts.old_usernames import OldUsername
from core.api_tokens.models import ApiToken
from core.bulk_acts.models import BulkAct
from core.comments.models import Comment
from core.data_exports.models import DataExport
from core.database.models import LastWrite
from core.follows.models import FollowRequest
from core.idempotency.models import IdempotencyKey
from core.importers.models import ImportRecord
from core.journal.models import EntryCause, JournalEntry, JournalKind, StorePair
from core.media.models import DoomedFile
from core.moderation.models import Appeal, Decision, ModerationAct
from core.notifications.models import Notification, NotificationKind, NotificationSettings
from core.posts.models import Post, PostImage
from core.ratelimit.models import Allowance, KnownAddress
from core.realtime.models import LiveEvent, LiveKind, LiveLog
from core.relation_imports.models import RelationImport
from core.reports.models import Case, Report
from core.rings.models import Ring, RingAct, RingEdge, RingMember, RingRun, TrustSeed
from core.rules.models import ContentRule, RuleSet
from core.suggestions.models import CommunityRun, SuggestionModel
from core.visibility.models import Block, Mute, MutedWord
from core.webhooks.models import Webhook, WebhookCursor, WebhookDelivery

__all__ = [
    "Allowance",
    "ApiToken",
    "Appeal",
    "Block",
    "BulkAct",
    "Case",
    "Challenge",
    "Comment",
    "CommunityRun",
    "ContentRule",
    "DataExport",
    "Decision",
    "DoomedFile",
    "EntryCause",
    "FollowRequest",
    "IdempotencyKey",
    "ImportRecord",
    "JournalEntry",
    "JournalKind",
    "KnownAddress",
    "LastWrite",
    "LiveEvent",
    "LiveKind",
    "LiveLog",
    "MailToken",
    "ModerationAct",
    "Mute",
    "MutedWord",
    "Notification",
    "NotificationKind",
    "NotificationSettings",
    "OldUsername",
    "Passkey",
    "Post",
    "PostImage",
    "RecoveryCode",
    "RefreshToken",
    "RelationImport",
    "Report",
    "Ring",
    "RingAct",
    "RingEdge",
    "RingMember",
    "RingRun",
    "RuleSet",
    "StorePair",
    "SuggestionModel",
    "Totp",
    "TrustSeed",
    "User",
    "Webhook",
    "WebhookCursor",
    "WebhookDelivery",
]
