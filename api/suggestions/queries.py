"""Queries of suggestions."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_viewer
from api.loaders.read_budgets import count_relations
from api.loaders.users import enqueue_users
from core.common.errors import InvalidInput
from core.suggestions.selectors import MAX_SUGGESTIONS, suggestions_for
from core.suggestions.selectors import FollowSuggestion as Suggestion
from core.visibility import Viewer

from .types import FollowSuggestion


class SuggestionQueries(graphene.ObjectType):
    """The suggestion fields of Query."""

    follow_suggestions = graphene.List(
        graphene.NonNull(FollowSuggestion),
        first=graphene.Argument(
            graphene.Int,
            required=True,
            default_value=10,
            description=f"The number of suggestions, 1 to {MAX_SUGGESTIONS}.",
        ),
        description="Users to follow, best first, without users you already follow or have "
        "dismissed.",
    )

    @staticmethod
    def resolve_follow_suggestions(
        root: None, info: GraphQLResolveInfo, first: int
    ) -> Sequence[Suggestion]:
        viewer = Viewer.of(require_viewer(info))
        if not 1 <= first <= MAX_SUGGESTIONS:
            raise InvalidInput(
                f"`first` must be from 1 to {MAX_SUGGESTIONS}, not {first}.", "first"
            )
        found = suggestions_for(viewer, first=first)
        mutuals = sum(len(reason.people) for each in found for reason in each.reasons)
        count_relations(info.context, mutuals)
        info.context.loaders.enter(info)
        enqueue_users(info.context, (suggestion.user for suggestion in found))
        enqueue_users(
            info.context,
            (person for each in found for reason in each.reasons for person in reason.people),
        )
        return found
