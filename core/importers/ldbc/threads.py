"""LDBC's comments. A comment names what it replies to; its post is that of the thread's root."""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from django.db import transaction

from core.bulk import NewComment, batches, load_comments
from core.comments.services import MAX_COMMENT_LENGTH
from core.importers.records import Kind, find, look_up, remember
from core.importers.run import Place, Run

from .fields import read_key, read_text, read_time
from .folder import (
    COMMENT,
    COMMENT_CREATOR,
    REPLY_OF_COMMENT,
    REPLY_OF_POST,
    Folder,
    read_table,
)
from .links import Link, Links, read_links


class Thread(NamedTuple):
    """The position of a comment: its post, and the number of its ancestors."""

    post: Link
    depth: int


class Written(NamedTuple):
    """A comment by its key, with those of its author, its post and its parent."""

    place: Place
    key: str
    author: Link
    post: Link
    parent: Link | None
    depth: int
    content: str
    created_at: datetime


def import_comments(run: Run, folder: Folder) -> None:
    """Import every comment, in any order of the lines: parents before their replies.

    Holds all comments in memory.
    """
    comments = sorted(_comments(run, folder), key=attrgetter("depth"))
    run.progress.begin("Comments", len(comments))
    for batch in batches(comments):
        with transaction.atomic():
            _import_batch(run, batch)
        run.progress.advance(len(batch))


def _import_batch(run: Run, batch: list[Written]) -> None:
    comments = {comment.key: comment for comment in batch}
    known = look_up(run, Kind.COMMENT, comments)
    fresh = [comment for key, comment in comments.items() if key not in known]
    rows = _rows(run, fresh)
    cids = load_comments([*rows.values()])
    remember(run, Kind.COMMENT, dict(zip(rows, cids, strict=True)))
    run.report.made["comments"] += len(cids)
    run.report.made["replies"] += sum(comments[key].parent is not None for key in rows)
    run.report.there["comments"] += len(known)


def _rows(run: Run, comments: list[Written]) -> dict[str, NewComment]:
    people = look_up(run, Kind.USER, (comment.author.key for comment in comments))
    posts = look_up(run, Kind.POST, (comment.post.key for comment in comments))
    above = look_up(run, Kind.COMMENT, (c.parent.key for c in comments if c.parent))
    positions: dict[str, int] = {}
    rows: dict[str, NewComment] = {}
    for comment in comments:
        author = find(run, Kind.USER, people, comment.author.key, comment.author.place)
        post = (
            None
            if author is None
            else find(run, Kind.POST, posts, comment.post.key, comment.post.place)
        )
        if author is None or post is None:
            continue
        parent, position = None, None
        if comment.parent is not None:
            position = positions.get(comment.parent.key)
            if position is None:
                parent = find(run, Kind.COMMENT, above, *comment.parent)
                if parent is None:
                    continue
        positions[comment.key] = len(rows)
        rows[comment.key] = NewComment(
            author, post, comment.content, comment.created_at, parent, position
        )
    return rows


def _comments(run: Run, folder: Folder) -> Iterator[Written]:
    tables = (COMMENT_CREATOR, REPLY_OF_POST, REPLY_OF_COMMENT, COMMENT)
    run.progress.begin("Threads", sum(map(folder.size, tables)))
    creators = read_links(run, folder, COMMENT_CREATOR, ("Comment.id", "Person.id"))
    posts = read_links(run, folder, REPLY_OF_POST, ("Comment.id", "Post.id"))
    parents = read_links(run, folder, REPLY_OF_COMMENT, ("Comment.id", "Comment.id"))
    threads = {key: Thread(post, 0) for key, post in posts.items()}
    columns = ("id", "creationDate", "content")
    for place, fields in read_table(run, folder, COMMENT, columns):
        key = read_key(run, place, fields[0])
        created_at = read_time(run, place, fields[1]) if key else None
        if key is None or created_at is None:
            continue
        content = read_text(run, place, fields[2], longest=MAX_COMMENT_LENGTH)
        if content is None:
            continue
        thread = _thread(key, threads, parents)
        if key not in creators:
            run.refuse(place, f"comment {key} has no creator.")
        elif thread is None:
            run.refuse(place, f"comment {key} does not lead up to a post.")
        else:
            parent = parents.get(key) if thread.depth else None
            yield Written(
                place, key, creators[key], thread.post, parent, thread.depth, content, created_at
            )


def _thread(key: str, threads: dict[str, Thread], parents: Links) -> Thread | None:
    """Return the nearest ancestor's known thread, and set it for all between; None without one."""
    way: list[str] = []
    seen: set[str] = set()
    while key not in threads:
        if key in seen or key not in parents:
            return None
        way.append(key)
        seen.add(key)
        key = parents[key].key
    thread = threads[key]
    for step, below in enumerate(reversed(way), 1):
        threads[below] = Thread(thread.post, thread.depth + step)
    return threads[way[0]] if way else thread
