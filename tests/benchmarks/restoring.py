"""Undoing what an interrupted run has left: the stores of peers do not have it."""

from collections.abc import Iterator
from contextlib import closing

from api.relay.ids import to_global
from core.comments.models import Comment
from core.posts.models import Post

from .client import Client, Request, graphql
from .network import Network
from .peers.contender import Contender
from .peers.starting import service_token
from .service_operations import DELETE_COMMENT, DELETE_POST, UNDOING, writes


def restore(service: Contender, network: Network) -> None:
    """Withdraw every follow and like that a run makes, and delete every post and comment."""
    with closing(Client(service.port)) as client:
        for request in _requests(network):
            client.ask(request)


def _requests(network: Network) -> Iterator[Request]:
    for operation in writes(network):
        if operation.name in UNDOING:
            yield from operation.requests
    for comment in Comment.objects.filter(pk__gt=int(network.comments.cid[-1])):
        yield _deletion(DELETE_COMMENT, "Comment", comment)
    for post in Post.objects.filter(pk__gt=int(network.posts.pid[-1])):
        yield _deletion(DELETE_POST, "Post", post)


def _deletion(query: str, type_name: str, made: Comment | Post) -> Request:
    token = service_token(made.author_id)
    return graphql(token, query, {"id": to_global(type_name, made.pk)})
