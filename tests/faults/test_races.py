"""32 clients at once, on the same few things."""

import random
from collections.abc import Callable
from functools import partial

from tests.threads import at_once

from . import graphql
from .checking import Findings, check
from .client import Client
from .form import FORM
from .journal import Journal
from .ledger import Comment, Ledger, Person, Post, State
from .network import Network
from .reading import Reader
from .report import Report

# Everybody is signed in from four places.
PEOPLE, CLIENTS = 8, 32
NOT_FOUND = "NOT_FOUND"


class Stage:
    """An author whose posts everybody likes and deletes, and somebody who leaves meanwhile."""

    def __init__(self, port: int) -> None:
        self._client = Client(port)
        self.author, self.leaver = self._join("race-author"), self._join("race-leaver")
        self.people = [self._join(f"race-{number}") for number in range(PEOPLE)]
        self.kept, self.pending_deletions = self._post("race-kept"), self._post("race-deleted")
        self.comment = Comment(self.author, self.kept, "race-comment")
        made = self._client.write(
            graphql.CREATE_COMMENT, self.author.token, post=self.kept.id, content=self.comment.text
        )
        self.comment.id = made["comment"]["id"]

    def ledger(self) -> Ledger:
        """What must be so in the end: who won a race is open, and the deleted is gone."""
        self.pending_deletions.state = self.comment.state = self.leaver.state = State.GONE
        followees = (self.author, self.leaver)
        return Ledger(
            people=[self.author, self.leaver, *self.people],
            posts=[self.kept, self.pending_deletions],
            comments=[self.comment],
            likes={(person, self.kept): State.OPEN for person in self.people},
            follows={(person, other): State.OPEN for person in self.people for other in followees},
        )

    def _join(self, name: str) -> Person:
        mail = f"{name}@example.com"
        session = self._client.write(
            graphql.SIGN_UP, username=name, email=mail, password=graphql.PASSWORD
        )
        return Person(name, session["user"]["id"], session["token"], State.THERE)

    def _post(self, text: str) -> Post:
        made = self._client.write(graphql.CREATE_POST, self.author.token, content=text)
        return Post(self.author, text, made["post"]["id"], State.THERE)


def test_32_clients_at_the_same_things_see_no_error_and_leave_one_of_each(
    network: Network, report: Report
) -> None:
    stage = Stage(network.port)
    codes = at_once(*(partial(race, network.port, stage, number) for number in range(CLIENTS)))
    assert [code for code in codes if isinstance(code, Exception)] == []
    seen = {code for found in codes if isinstance(found, set) for code in found}
    # A second deletion gets this error, and nothing else does.
    assert seen == {NOT_FOUND}

    Journal(network.database_url).wait_until_drained()
    ledger = stage.ledger()
    findings = check(ledger, Reader(network.port).everything(ledger))
    report.add(
        f"{CLIENTS} clients at the same things: errors but NOT_FOUND, duplicated, wrong counts",
        f"{len(seen - {NOT_FOUND})}, {len(findings.doubled)}, {len(findings.miscounted)}",
    )
    assert findings == Findings()
    assert network.differences() == []


def race(port: int, stage: Stage, number: int) -> set[str]:
    """Run one client's part; return the codes of its errors."""
    me = stage.people[number % PEOPLE]
    client, chance = Client(port), random.Random(number)
    mine: list[Callable[[], dict[str, object]]] = [
        *(
            partial(client.ask, query, me.token, id=post.id)
            for query in (graphql.LIKE, graphql.UNLIKE)
            for post in (stage.kept, stage.pending_deletions)
        ),
        *(
            partial(client.ask, query, me.token, id=person.id)
            for query in (graphql.FOLLOW, graphql.UNFOLLOW)
            for person in (stage.author, stage.leaver)
        ),
    ]
    acts = [chance.choice(mine) for _ in range(FORM.acts)]
    middle = FORM.acts // 2
    author = stage.author.token
    acts[middle] = partial(client.ask, graphql.DELETE_POST, author, id=stage.pending_deletions.id)
    acts[middle + 1] = partial(client.ask, graphql.DELETE_COMMENT, author, id=stage.comment.id)
    if number == 0:
        acts[middle + 2] = partial(
            client.ask, graphql.DELETE_ACCOUNT, stage.leaver.token, password=graphql.PASSWORD
        )
    answers = [act() for act in acts]
    client.close()
    return {code for answer in answers for code in codes_of(answer)}


def codes_of(answer: dict[str, object]) -> list[str]:
    """The codes of the errors in an answer."""
    errors = answer.get("errors", [])
    assert isinstance(errors, list)
    return [error["extensions"]["code"] for error in errors]
