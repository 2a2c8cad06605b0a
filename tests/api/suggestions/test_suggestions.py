"""Suggestions over the API, with reasons that name people."""

import math
from collections.abc import Iterator
from typing import Any

import pytest

from core.accounts.models import User
from core.follows.services import follow
from core.journal.models import JournalEntry
from core.suggestions.current import current_model, forget
from core.suggestions.models import SuggestionModel
from graph.connection.client import recorded_statements
from graph.traversals.suggestions import VERSION
from tests.api.client import GraphQLClient, gid
from tests.factories import make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores", "weights_of_the_store")

SUGGESTIONS = """
query ($first: Int! = 10) {
  followSuggestions(first: $first) {
    user { username } score mutualCount reasons { kind text people { username } }
  }
}
"""


@pytest.fixture
def weights_of_the_store() -> Iterator[None]:
    """No test uses the weights of another."""
    forget()
    yield
    forget()


def circle(mutuals: int) -> tuple[User, User]:
    """Someone who follows so many people, who all follow the candidate."""
    viewer, candidate = make_users("viewer", "candidate")
    for mutual in make_users(*(f"mutual{number}" for number in range(mutuals))):
        follow(follower=viewer, followee=mutual.pk)
        follow(follower=mutual, followee=candidate.pk)
    return viewer, candidate


def suggested(viewer: User) -> list[Any]:
    """The list for this person."""
    found: list[Any] = GraphQLClient(viewer).data(SUGGESTIONS)["followSuggestions"]
    return found


@pytest.mark.parametrize(
    ("mutuals", "text"),
    [
        (1, "Followed by mutual0, whom you follow"),
        (2, "Followed by mutual0 and mutual1, whom you follow"),
        (3, "Followed by mutual0, mutual1 and 1 other you follow"),
        (5, "Followed by mutual0, mutual1 and 3 others you follow"),
    ],
)
def test_reasons_name_people_and_count_the_others(mutuals: int, text: str) -> None:
    viewer, _ = circle(mutuals)
    [suggestion] = suggested(viewer)
    assert suggestion["user"] == {"username": "candidate"}
    assert suggestion["mutualCount"] == mutuals
    # Each mutual follows one person, which counts as two: 1 / log 2 each.
    assert suggestion["score"] == pytest.approx(mutuals * 1.442695041)
    people = [{"username": f"mutual{number}"} for number in range(min(mutuals, 3))]
    assert suggestion["reasons"] == [{"kind": "MUTUALS", "text": text, "people": people}]


def test_learned_weights_have_more_parts_and_reasons() -> None:
    viewer, _ = circle(3)
    SuggestionModel.objects.create(
        feature_version=VERSION,
        weights={"followed_by": 1.0, "recently_followed_by": 0.001},
        triad_edges=100,
        figures={},
    )
    forget()
    query = """{ followSuggestions { score parts { feature value contribution }
      reasons { kind text } } }"""
    [suggestion] = GraphQLClient(viewer).data(query)["followSuggestions"]
    assert suggestion["score"] == pytest.approx(3 * 1.442695041 + 0.001 * math.log1p(3))
    parts = [(each["feature"], round(each["value"], 6)) for each in suggestion["parts"]]
    assert parts == [("FOLLOWED_BY", 4.328085), ("RECENTLY_FOLLOWED_BY", 1.386294)]
    assert [(each["kind"], each["text"]) for each in suggestion["reasons"]] == [
        ("MUTUALS", "Followed by mutual0, mutual1 and 1 other you follow"),
        (
            "RECENTLY_FOLLOWED",
            "Followed this week by mutual0, mutual1 and mutual2, whom you follow",
        ),
    ]


def test_who_follows_me_is_suggested() -> None:
    viewer, candidate = circle(1)
    follow(follower=candidate, followee=viewer.pk)
    [suggestion] = suggested(viewer)
    assert [(each["kind"], each["text"]) for each in suggestion["reasons"]] == [
        ("MUTUALS", "Followed by mutual0, whom you follow"),
        ("FOLLOWS_YOU", "Follows you"),
    ]


def test_parts_add_up_to_the_score_and_name_each_feature() -> None:
    viewer, candidate = circle(2)
    follow(follower=candidate, followee=viewer.pk)
    query = """{ followSuggestions { score parts { feature value contribution } } }"""
    [suggestion] = GraphQLClient(viewer).data(query)["followSuggestions"]
    parts = [
        (part["feature"], round(part["value"], 6), round(part["contribution"], 6))
        for part in suggestion["parts"]
    ]
    # Two mutuals who each follow one user.
    assert parts == [("FOLLOWED_BY", 2.88539, 2.88539), ("FOLLOWS_YOU", 1.0, 1.0)]
    total = sum(part["contribution"] for part in suggestion["parts"])
    assert suggestion["score"] == pytest.approx(total)


def test_a_newcomer_sees_the_most_followed() -> None:
    circle(3)
    newcomer = make_user("newcomer")
    found = suggested(newcomer)
    assert found[0] == {
        "user": {"username": "candidate"},
        "score": 0.0,
        "mutualCount": 0,
        "reasons": [{"kind": "POPULAR", "text": "Followed by many people here", "people": []}],
    }
    assert len(found) == 4


def test_a_dismissal_lasts_and_is_idempotent() -> None:
    viewer, candidate = circle(2)
    dismiss = "mutation ($id: ID!) { dismissSuggestion(id: $id) { user { username } } }"
    for _ in range(2):
        assert GraphQLClient(viewer).data(dismiss, id=gid(candidate)) == {
            "dismissSuggestion": {"user": {"username": "candidate"}}
        }
    assert suggested(viewer) == []
    assert JournalEntry.objects.filter(kind="dismissed").count() == 1
    refused = GraphQLClient(viewer).refusal(dismiss, id=gid(viewer))
    assert refused == ("BAD_USER_INPUT", "You cannot dismiss yourself.", "id")


def test_someone_followed_is_suggested_no_more() -> None:
    viewer, candidate = circle(2)
    follow(follower=viewer, followee=candidate.pk)
    assert suggested(viewer) == []


@pytest.mark.parametrize("first", [0, 51])
def test_bounds(first: int) -> None:
    refused = GraphQLClient(make_user("ada")).refusal(SUGGESTIONS, first=first)
    assert refused == ("BAD_USER_INPUT", f"`first` must be from 1 to 50, not {first}.", "first")
    assert GraphQLClient().refusal(SUGGESTIONS)[0] == "UNAUTHENTICATED"


@pytest.mark.parametrize("candidates", [1, 20])
def test_a_list_takes_as_many_statements_for_1_as_for_20(candidates: int) -> None:
    viewer, mutual = make_users("viewer", "mutual")
    follow(follower=viewer, followee=mutual.pk)
    for person in make_users(*(f"person{number}" for number in range(candidates))):
        follow(follower=mutual, followee=person.pk)
    query = "{ followSuggestions(first: 50) { user { username followersCount viewerFollows } } }"
    current_model()
    with statements() as sql, recorded_statements() as cypher:
        found = GraphQLClient(viewer).data(query)["followSuggestions"]
    assert len(found) == candidates
    # The viewer; the people.
    assert len(sql) == 2
    # The suggestions; counts; relations.
    assert len(cypher) == 2
