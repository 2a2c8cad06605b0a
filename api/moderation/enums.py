"""The enums of moderation."""

from api.enums import described_enum
from core.moderation.models import Action, Appeal, Decision, ModerationAct
from core.reports.models import Case, Category, SubjectKind

ReportCategory = described_enum(
    Category,
    "ReportCategory",
    "What something is reported for.",
    {
        Category.SPAM: "Unwanted advertising.",
        Category.HARASSMENT: "It harasses somebody.",
        Category.HATE: "It spreads hate.",
        Category.VIOLENCE: "It threatens or glorifies violence.",
        Category.SEXUAL: "It is sexual.",
        Category.SELF_HARM: "It is about self-harm.",
        Category.ILLEGAL: "It is against the law.",
        Category.IMPERSONATION: "It pretends to be somebody else.",
        Category.OTHER: "Something else, which the text says.",
    },
)
CaseKind = described_enum(
    SubjectKind,
    "CaseKind",
    "What is reported.",
    {
        SubjectKind.POST: "A post.",
        SubjectKind.COMMENT: "A comment.",
        SubjectKind.USER: "A user.",
    },
)
CaseState = described_enum(
    Case.State,
    "CaseState",
    "What happens to a case.",
    {
        Case.State.OPEN: "Nobody has decided.",
        Case.State.PROPOSED: "A decision waits for the approval of another moderator.",
        Case.State.DECIDED: "It is decided.",
    },
)
ModerationAction = described_enum(
    Action,
    "ModerationAction",
    "What a moderator decides.",
    {
        Action.NONE: "Nothing; nobody is notified.",
        Action.HIDE: "Only its author sees the post or comment.",
        Action.REMOVE: "It is deleted for good, once another moderator approves; of a user, the "
        "account.",
        Action.WARN: "The user is warned.",
        Action.LIMIT: "Only followers see the user's posts.",
        Action.SUSPEND: "The user is suspended.",
    },
)
DecisionState = described_enum(
    Decision.State,
    "DecisionState",
    "Whether a decision holds.",
    {
        Decision.State.PROPOSED: "It waits for the approval of another moderator.",
        Decision.State.REFUSED: "Another moderator has refused it.",
        Decision.State.APPLIED: "It holds.",
        Decision.State.ENDED: "Its time is over.",
        Decision.State.OVERTURNED: "An appeal has overturned it.",
    },
)
AppealState = described_enum(
    Appeal.State,
    "AppealState",
    "What became of an appeal.",
    {
        Appeal.State.OPEN: "Nobody has decided about it.",
        Appeal.State.UPHELD: "The decision holds.",
        Appeal.State.OVERTURNED: "The decision is taken back.",
    },
)
ModerationActKind = described_enum(
    ModerationAct.Kind,
    "ModerationActKind",
    "What was done.",
    {
        ModerationAct.Kind.DECIDED: "A moderator decided a case.",
        ModerationAct.Kind.PROPOSED: "A moderator proposed what cannot be undone.",
        ModerationAct.Kind.APPROVED: "Another moderator approved that.",
        ModerationAct.Kind.REFUSED: "Another moderator refused that.",
        ModerationAct.Kind.APPEALED: "The user appealed.",
        ModerationAct.Kind.UPHELD: "A moderator upheld the decision.",
        ModerationAct.Kind.OVERTURNED: "A moderator overturned the decision.",
        ModerationAct.Kind.ENDED: "The time of the decision was over.",
        ModerationAct.Kind.ROLE_GIVEN: "An administrator made somebody a moderator.",
        ModerationAct.Kind.ROLE_TAKEN: "An administrator took that back.",
    },
)
