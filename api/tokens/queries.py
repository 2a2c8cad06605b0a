"""The viewer's API tokens."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from core.api_tokens.models import ApiToken as ApiTokenModel
from core.api_tokens.selectors import api_tokens
from core.api_tokens.services import MAX_TOKENS
from core.visibility import Viewer

from .types import ApiToken


class ApiTokenQueries(graphene.ObjectType):
    """The fields of Query about API tokens."""

    api_tokens = graphene.List(
        graphene.NonNull(ApiToken),
        required=True,
        description=f"Your valid API tokens, at most {MAX_TOKENS}, newest first; visible only to "
        "you, and by no API token.",
    )

    @staticmethod
    def resolve_api_tokens(root: None, info: GraphQLResolveInfo) -> Sequence[ApiTokenModel]:
        return api_tokens(Viewer.of(require_viewer(info)))
