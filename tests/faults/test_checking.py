"""What holds an end state against the ledger finds each kind of trouble."""

from copy import deepcopy

import pytest

from .checking import Findings, check
from .ledger import Comment, Ledger, Person, Post, State
from .reading import Notice, PersonFound, PostFound


@pytest.fixture
def ledger() -> Ledger:
    """Ada's post, which Bob likes and answers, and Ada follows Bob; Cy never got an answer."""
    ada = Person("ada", "1", "token", State.THERE)
    bob = Person("bob", "2", "token", State.THERE)
    cy = Person("cy", "3", "token", State.OPEN)
    post = Post(ada, "hello", "10", State.THERE)
    deleted = Post(ada, "bye", "11", State.GONE)
    return Ledger(
        people=[ada, bob, cy],
        posts=[post, deleted],
        comments=[Comment(bob, post, "well", None, "20", State.THERE)],
        likes={(bob, post): State.THERE, (cy, post): State.THERE},
        follows={(ada, bob): State.THERE, (bob, ada): State.GONE},
    )


@pytest.fixture
def found() -> dict[str, PersonFound]:
    """The same as it should be found; Cy's leaving has happened."""
    post = PostFound("10", "hello", {"likesCount": 1, "commentsCount": 1}, ["bob"], [])
    post.comments = [("well", "bob")]
    notices = [Notice("LIKE", "bob", "10", None), Notice("COMMENT", "bob", "10", "well")]
    return {
        "ada": PersonFound("ada", counts(0, 1, 1), [], ["bob"], [post], notices),
        "bob": PersonFound(
            "bob", counts(1, 0, 0), ["ada"], [], [], [Notice("FOLLOW", "ada", None, None)]
        ),
    }


def counts(followers: int, following: int, posts: int) -> dict[str, int]:
    return {"followersCount": followers, "followingCount": following, "postsCount": posts}


def test_what_is_as_it_should_be_is_no_finding(
    ledger: Ledger, found: dict[str, PersonFound]
) -> None:
    assert check(ledger, found) == Findings()
    # Without an answer either may be so: here Cy is still there, and likes the post.
    post = found["ada"].posts[0]
    found["cy"] = PersonFound("cy", counts(0, 0, 0), [], [], [], [])
    post.likers.append("cy")
    post.counts["likesCount"] = 2
    found["ada"].notices.append(Notice("LIKE", "cy", "10", None))
    assert check(ledger, found) == Findings()


def test_what_was_acknowledged_and_is_not_so_is_lost(
    ledger: Ledger, found: dict[str, PersonFound]
) -> None:
    lost = deepcopy(found)
    ada, bob = lost["ada"], lost["bob"]
    ada.posts[0].likers, ada.posts[0].counts["likesCount"] = [], 0
    ada.notices.remove(Notice("COMMENT", "bob", "10", "well"))
    ada.notices.remove(Notice("LIKE", "bob", "10", None))
    ada.followers, ada.counts = ["bob"], counts(1, 1, 1)
    ada.notices.append(Notice("FOLLOW", "bob", None, None))
    bob.following, bob.counts = ["ada"], counts(1, 1, 0)
    assert check(ledger, lost) == Findings(
        lost=[
            "followers of ada: bob is not gone.",
            "likers of hello: bob is not there.",
            f"ada is not notified: {Notice('COMMENT', 'bob', '10', 'well')}.",
            "followed by bob: ada is not gone.",
        ]
    )
    assert check(ledger, {"bob": found["bob"]}).lost[0] == "ada is not there."
    ledger.refusals.append("NOT_FOUND")
    assert check(ledger, found) == Findings(lost=["NOT_FOUND"])


def test_what_is_there_twice_or_unasked_is_doubled(
    ledger: Ledger, found: dict[str, PersonFound]
) -> None:
    ada = found["ada"]
    ada.posts[0].comments.append(("well", "bob"))
    ada.posts[0].counts["commentsCount"] = 2
    ada.notices.append(Notice("LIKE", "bob", "10", None))
    ada.following.append("dan")
    ada.counts["followingCount"] = 2
    assert check(ledger, found) == Findings(
        doubled=[
            "followed by ada: dan is there 1 times.",
            "comments on hello: ('well', 'bob') is there 2 times.",
            f"ada is notified too often: {Notice('LIKE', 'bob', '10', None)}.",
        ]
    )


def test_a_count_that_is_not_the_length_of_its_list_is_reported(
    ledger: Ledger, found: dict[str, PersonFound]
) -> None:
    found["bob"].counts["followersCount"] = 2
    found["ada"].posts[0].counts["likesCount"] = 0
    assert check(ledger, found) == Findings(
        miscounted=[
            "hello: likesCount is 0, the list has 1.",
            "bob: followersCount is 2, the list has 1.",
        ]
    )
