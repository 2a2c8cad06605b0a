"""LDBC's likes of posts."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from core.bulk import NewEdge, batches, load_edges
from core.importers.records import Kind, find, look_up
from core.importers.run import Place, Run
from graph.edges import LIKED

from .fields import read_time
from .folder import POST_LIKES, Folder, read_table


class Liked(NamedTuple):
    """A user and a post by their keys."""

    place: Place
    liker: str
    post: str
    since: datetime


def import_likes(run: Run, folder: Folder) -> None:
    """Import every like of a post."""
    run.progress.begin("Likes", folder.size(POST_LIKES))
    for batch in batches(_likes(run, folder)):
        with transaction.atomic():
            likes = _rows(run, batch)
            fresh = load_edges(LIKED, likes)
            run.report.made["likes"] += fresh
            run.report.there["likes"] += len(likes) - fresh


def _rows(run: Run, batch: list[Liked]) -> list[NewEdge]:
    people = look_up(run, Kind.USER, (row.liker for row in batch))
    posts = look_up(run, Kind.POST, (row.post for row in batch))
    likes = []
    for row in batch:
        liker = find(run, Kind.USER, people, row.liker, row.place)
        post = None if liker is None else find(run, Kind.POST, posts, row.post, row.place)
        if liker is not None and post is not None:
            likes.append(NewEdge(liker, post, row.since))
    return likes


def _likes(run: Run, folder: Folder) -> Iterator[Liked]:
    columns = ("Person.id", "Post.id", "creationDate")
    for place, (liker, post, date) in read_table(run, folder, POST_LIKES, columns):
        since = read_time(run, place, date)
        if since is not None:
            yield Liked(place, liker, post, since)
