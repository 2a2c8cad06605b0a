"""The examples in the documents, and a small network that answers them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import DocumentNode, OperationDefinitionNode, parse, print_ast

from api.relay.ids import to_global
from core.accounts.models import User
from core.accounts.sessions import start_session
from core.comments.services import create_comment
from core.follows.services import follow
from core.likes.services import like
from core.moderation.log import log
from core.moderation.models import Decision, ModerationAct
from tests.api.decided import Decided, moderated_by
from tests.documents import ROOT, documents
from tests.factories import make_post, make_users

PASSWORD = "ada-loves-graphs"
BLOCK = re.compile(r"^```(graphql|cypher)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Network:
    """Ada, who is a moderator, and others of whom everybody has done something."""

    ada: User
    post: int
    refresh_token: str
    decided: Decided

    def variables(self) -> dict[str, dict[str, object]]:
        """Return the variables of each operation of the documents that has any, by its name."""
        post, decided = to_global("Post", self.post), self.decided
        case = to_global("Case", decided.case)
        reason = "It is against the rules."
        return {
            "SignIn": {"username": "ada", "password": PASSWORD},
            "Renew": {"refreshToken": self.refresh_token, "retryKey": "0123456789abcdef"},
            "Write": {"content": "Hello, @ben.", "key": "a key"},
            "Like": {"id": post},
            "Reply": {"post": post, "content": "So do I."},
            "Thread": {"id": post},
            "Profile": {"username": "ben"},
            "Follow": {"username": "dan"},
            "Case": {"id": case},
            "Decide": {"id": case, "reason": reason},
            "Approve": {"id": to_global("Decision", decided.proposal), "reason": reason},
            "Answer": {"id": to_global("Decision", decided.appealed), "reason": reason},
        }


def network() -> Network:
    """Make it: in both stores, with an answer to every question of the documents."""
    ada, ben, cleo, dan = make_users("ada", "ben", "cleo", "dan")
    ada.set_password(PASSWORD)
    ada.save()
    for one, other in ((ada, ben), (ben, ada), (ada, cleo), (ben, dan), (cleo, dan)):
        follow(follower=one, followee=other.pk)
    posts = [make_post(author, f"A post of {author.username}.") for author in (ben, cleo)]
    like(liker=ben, post=posts[1].pk)
    for reader in (cleo, dan):
        create_comment(author=reader, post=posts[0].pk, content="I like it.")
    decided = moderated_by(ada, ben)
    appealed = Decision.objects.get(pk=decided.appealed)
    log(ModerationAct.Kind.DECIDED, by=dan, decision=appealed, reason="Rude.")
    refresh_token = start_session(User.objects.get(pk=ada.pk)).refresh_token
    return Network(User.objects.get(pk=ada.pk), posts[0].pk, refresh_token, decided)


def examples(language: str) -> list[tuple[str, str]]:
    """Return the blocks of the language in all documents, each with where it is."""
    return [
        (f"{path.relative_to(ROOT)} {number}", block[2])
        for path in documents()
        for number, block in enumerate(BLOCK.finditer(path.read_text()), 1)
        if block[1] == language
    ]


def operations(text: str) -> Iterator[tuple[OperationDefinitionNode, str]]:
    """Yield each operation of a block with its text: several stand in one block."""
    document: DocumentNode = parse(text)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            yield node, print_ast(node)
