"""`fit_suggestions` puts learned weights in use, and goes back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.suggestions import current
from core.suggestions.current import KEPT, current_model, forget
from core.suggestions.models import SuggestionModel
from graph.traversals.suggestions import DEFAULT, VERSION, Feature
from tests.graph.traversals.network import Network
from tests.statements import statements

from .test_learning import returned_network

pytestmark = pytest.mark.usefixtures("stores")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget()


def run(*arguments: str) -> str:
    """What the command prints."""
    output = StringIO()
    call_command("fit_suggestions", *arguments, stdout=output)
    return output.getvalue()


def load() -> None:
    """Put a network into the graph in which follows are returned."""
    network = Network()
    for follower, followee, since in returned_network():
        network.add("followed", follower, followee, since=since)
    network.write()


def test_better_weights_are_used_and_withdrawn() -> None:
    load()
    assert "The learned weights are better than the default. Nothing is stored." in run("--dry-run")
    assert not SuggestionModel.objects.exists()
    assert current_model() == DEFAULT

    assert "default: MRR 0." in run()
    row = SuggestionModel.objects.get()
    assert row.feature_version == VERSION
    assert row.figures["learned"]["mrr"] > row.figures["default"]["mrr"]
    assert row.figures["follows"] == len(returned_network())
    assert row.figures["hidden_by"] == "chance"
    assert current_model().weights[Feature.FOLLOWS_YOU] == row.weights["follows_you"]

    run("--seed", "2")
    first, second = SuggestionModel.objects.order_by("pk")
    assert run("--revert").strip() == f"{second} are withdrawn; in use are {first}."
    assert current_model().weights[Feature.FOLLOWS_YOU] == row.weights["follows_you"]
    assert run("--revert").strip() == f"{first} are withdrawn; in use are the default weights."
    assert current_model() == DEFAULT
    assert run("--revert").strip() == "The default weights are in use already."


def test_too_few_follows_are_an_error() -> None:
    with pytest.raises(CommandError, match=r"^0 follows are too few; 200 are needed\.$"):
        run()


def test_weights_of_other_features_are_not_used() -> None:
    SuggestionModel.objects.create(
        feature_version=VERSION + 1, weights={"unknown": 1}, triad_edges=1, figures={}
    )
    assert current_model() == DEFAULT


def test_weights_are_read_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    with statements() as sql:
        for _ in range(3):
            current_model()
    assert len(sql) == 1
    monkeypatch.setattr(current, "KEPT", -KEPT)
    with statements() as sql:
        current_model()
    assert len(sql) == 1
