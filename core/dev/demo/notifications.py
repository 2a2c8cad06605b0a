"""The demo's notifications, by the rules of the services."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from .records import Comment, DemoNetwork

READ_UNTIL = timedelta(days=2)
"""What happened longer ago than this has been read."""


class News(NamedTuple):
    """A notification about an act of ``actor``; ``post`` and ``comment`` are numbers."""

    kind: str
    recipient: str
    actor: str
    at: datetime
    post: int | None = None
    comment: int | None = None


def news_of(network: DemoNetwork) -> Iterator[News]:
    """Every notification, without those of one's own acts."""
    yield from (News("follow", f.followee, f.follower, f.since) for f in network.follows)
    for like in network.likes:
        yield News("like", network.posts[like.post].author, like.person, like.since, like.post)
    for comment in network.comments:
        yield from _news_of_comment(network, comment)


def _news_of_comment(network: DemoNetwork, comment: Comment) -> Iterator[News]:
    """Replies notify the author of the comment above, other comments the author of the post."""
    about = (comment.author, comment.created_at, comment.post, comment.number)
    post_author = network.posts[comment.post].author
    above = None if comment.parent is None else network.comments[comment.parent].author
    if above is not None and above != comment.author:
        yield News("reply", above, *about)
    if above != post_author and post_author != comment.author:
        yield News("comment", post_author, *about)


def read_at(news: News, as_of: datetime) -> datetime | None:
    """When the recipient read it: within a day, or not yet."""
    if news.at > as_of - READ_UNTIL:
        return None
    return news.at + timedelta(hours=1 + news.at.minute % 20)
