"""The language of mails and messages: the type Language and the mutation that sets it."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.enums import described_enum
from core.accounts.languages import Language, set_language
from core.accounts.models import User as UserModel

LanguageEnum = described_enum(
    Language,
    "Language",
    "A language of mails and error messages.",
    {Language.EN: "English.", Language.DE: "German."},
)


class LanguageMutations(graphene.ObjectType):
    """The mutation of a user's language."""

    set_language = graphene.Field(
        "api.users.payloads.UserPayload",
        language=graphene.Argument(
            LanguageEnum, required=True, description="The language of your mails and messages."
        ),
        description="Set the language of your mails and of error messages.",
    )

    @staticmethod
    def resolve_set_language(root: None, info: GraphQLResolveInfo, language: Language) -> UserModel:
        user = set_language(user=require_actor(info), language=Language(language))
        info.context.viewer_changed(user)
        return user
