"""Answers that are made once for all who ask the same: what they must not carry to others.

One worker serves here, so that equal operations share responses.
"""

from collections.abc import Iterator

import pytest

from api.relay.ids import to_global
from api.transports.shared import SharedAnswers
from core.comments.services import create_comment, delete_comment
from core.posts.services import create_post, delete_post, update_post
from tests.journeys.server import Instance, running
from tests.waiting import wait_until

from .events import EventSource, ServerEvent
from .people import POST, person

pytestmark = pytest.mark.usefixtures("stores")

ASKED = (None, "subscription { … }", "{}", None, "http://testserver/")
WITH_ADDRESSES = """
subscription ($id: ID!) {
  postUpdated(id: $id) { post { author { username email } } comment { author { username email } } }
}"""


@pytest.fixture(scope="module")
def instance(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("shared") / "media", WEB_CONCURRENCY="1") as instance:
        yield instance


def test_what_is_gone_meanwhile_is_sent_to_nobody_who_resumes(instance: Instance) -> None:
    """It was sent to those who were connected."""
    ada, ben, cem = person("ada"), person("ben"), person("cem")
    post = create_post(author=ada.user, content="Rash.")
    variables = {"id": to_global("Post", post.pk)}

    def missed(after: str, number: int) -> list[ServerEvent]:
        with EventSource(
            instance.port, POST, cem.token, variables=variables, last_event_id=after
        ) as stream:
            return [stream.next() for _ in range(number)]

    with EventSource(instance.port, POST, ben.token, variables=variables).opened() as stream:
        beginning = stream.last_id
        comment = create_comment(author=ada.user, post=post.pk, content="Rasher.")
        received = stream.data()["postUpdated"]
        assert (received["post"]["content"], received["comment"]["content"]) == ("Rash.", "Rasher.")
        update_post(editor=ada.user, post=post.pk, content="Calm.")
        assert stream.data()["postUpdated"]["post"]["content"] == "Calm."
        resumed = [event.data["data"]["postUpdated"] for event in missed(beginning, 2)]
        assert [(each["change"], each["post"]["content"]) for each in resumed] == [
            ("COMMENTED", "Calm."),
            ("EDITED", "Calm."),
        ]

        delete_comment(editor=ada.user, comment=comment.pk)
        assert stream.data()["postUpdated"]["change"] == "COMMENT_DELETED"
        resumed = [event.data["data"]["postUpdated"] for event in missed(beginning, 2)]
        assert [(each["change"], each["comment"]) for each in resumed] == [
            ("EDITED", None),
            ("COMMENT_DELETED", None),
        ]

        delete_post(editor=ada.user, post=post.pk)
        assert stream.data()["postUpdated"]["post"] is None
        [deleted, complete] = missed(beginning, 2)
        assert deleted.data["data"]["postUpdated"] == {
            "eventId": deleted.id,
            "change": "DELETED",
            "postId": variables["id"],
            "post": None,
            "commentId": None,
            "comment": None,
        }
        assert complete == ServerEvent("complete", "", None)


def test_an_address_is_sent_to_its_owner_alone(instance: Instance) -> None:
    """In any order of delivery: each writes in turn."""
    people = [person(name) for name in ("ada", "ben", "cem")]
    ada = people[0]
    post = create_post(author=ada.user, content="Hello.")
    streams = [
        EventSource(
            instance.port,
            WITH_ADDRESSES,
            each.token,
            variables={"id": to_global("Post", post.pk)},
        ).opened()
        for each in people
    ]

    def shown(author: str, reader: str) -> dict[str, str | None]:
        own = next(each.user.email for each in people if each.user.username == author)
        assert own
        return {"username": author, "email": own if author == reader else None}

    for writer in people:
        create_comment(author=writer.user, post=post.pk, content="Hi.")
        for stream, reader in zip(streams, people, strict=True):
            name = reader.user.username
            assert stream.data()["postUpdated"] == {
                "post": {"author": shown("ada", name)},
                "comment": {"author": shown(writer.user.username, name)},
            }
    for stream in streams:
        stream.close()


def test_an_answer_is_shared_while_it_is_new() -> None:
    """A client that reads too slowly gets another response, with the current state."""
    answers = SharedAnswers()
    assert answers.get((1, ASKED)) is None
    answers.keep((1, ASKED), "sent")
    assert answers.get((1, ASKED)) == "sent"
    assert answers.get((2, ASKED)) is None
    wait_until(lambda: answers.get((1, ASKED)) is None)
    answers.keep((1, ASKED), "sent again")
    assert answers.get((1, ASKED)) == "sent again"
