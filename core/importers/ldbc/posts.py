"""LDBC's posts. Most are photos: a file name and no text, so the name is the text."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from core.bulk import NewPost, batches, load_posts
from core.importers.records import Kind, find, look_up, remember
from core.importers.run import Place, Run
from core.posts.services import MAX_POST_LENGTH

from .fields import read_key, read_text, read_time
from .folder import POST, POST_CREATOR, Folder, read_table
from .links import Link, read_links


class Written(NamedTuple):
    """A post by its key and its author's."""

    place: Place
    key: str
    author: Link
    content: str
    created_at: datetime


def import_posts(run: Run, folder: Folder) -> None:
    """Import every post with its date; existing ones are looked up a batch at a time."""
    run.progress.begin("Posts", folder.size(POST_CREATOR) + folder.size(POST))
    for batch in batches(_posts(run, folder)):
        with transaction.atomic():
            posts = {post.key: post for post in batch}
            known = look_up(run, Kind.POST, posts)
            rows = _rows(run, [post for key, post in posts.items() if key not in known])
            pids = load_posts([*rows.values()])
            remember(run, Kind.POST, dict(zip(rows, pids, strict=True)))
            run.report.made["posts"] += len(pids)
            run.report.there["posts"] += len(known)


def _rows(run: Run, posts: list[Written]) -> dict[str, NewPost]:
    people = look_up(run, Kind.USER, (post.author.key for post in posts))
    rows = {}
    for post in posts:
        author = find(run, Kind.USER, people, post.author.key, post.author.place)
        if author is not None:
            rows[post.key] = NewPost(author, post.content, post.created_at)
    return rows


def _posts(run: Run, folder: Folder) -> Iterator[Written]:
    creators = read_links(run, folder, POST_CREATOR, ("Post.id", "Person.id"))
    columns = ("id", "creationDate", "content", "imageFile")
    for place, fields in read_table(run, folder, POST, columns):
        key = read_key(run, place, fields[0])
        created_at = read_time(run, place, fields[1]) if key else None
        if key is None or created_at is None:
            continue
        content = read_text(run, place, fields[2].strip() or fields[3], longest=MAX_POST_LENGTH)
        if content is None:
            continue
        if key in creators:
            yield Written(place, key, creators[key], content, created_at)
        else:
            run.refuse(place, f"post {key} has no creator.")
