"""People, posts and comments of the benchmark's network, as rows of PostgreSQL."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.contrib.auth.hashers import make_password

from core.search import name_words, post_words

from .copying import copy_text, iso_times, slices
from .network import Ints, Network
from .texts import sentences

# Everyone's, by one hash: 50,000 of them would take an hour.
PASSWORD = "benchmark-password"


def write_documents(cursor: Any, network: Network) -> Iterator[int]:
    """Write all documents, yielding the number of rows of each batch."""
    yield from _write_people(cursor, network)
    pool = sentences(network.seed)
    yield from _write_posts(cursor, network, pool)
    yield from _write_comments(cursor, network, pool)


def move_sequences(cursor: Any, network: Network) -> None:
    """Let the database go on counting where the network ends, and know its tables."""
    people, posts, comments = network.size.people, network.size.posts, network.size.comments
    for sequence, last in (
        ("core_user_id_seq", people),
        ("core_journalentry_id_seq", network.size.entries),
        ("time_ordered_id_sequence", posts + comments),
    ):
        cursor.execute("SELECT setval(%s, %s)", [sequence, last])


def _write_people(cursor: Any, network: Network) -> Iterator[int]:
    names = (
        "id", "username", "email", "display_name", "bio", "profile_image", "profile_image_small",
        "password", "date_joined", "is_active", "is_staff", "is_superuser", "token_version",
        "name_words",
    )  # fmt: skip
    password = make_password(PASSWORD)
    for part in slices(network.size.people):
        lines = [
            f"{uid}\t{name}\t{name}@example.org\tPerson {uid}\t\t\t\t{password}\t{at}\tt\tf\tf\t1\t"
            + name_words(name, f"Person {uid}")
            for uid, name, at in zip(
                network.people[part].tolist(),
                network.usernames[part].astype(str).tolist(),
                iso_times(network.joined[part]),
                strict=True,
            )
        ]
        copy_text(cursor, "core_user", names, lines)
        yield len(lines)


def _write_posts(cursor: Any, network: Network, pool: Sequence[str]) -> Iterator[int]:
    # An index of words is made of all rows at once in a tenth of the time.
    cursor.execute(
        "SELECT indexdef FROM pg_indexes WHERE indexname IN ('post_words', 'post_search')"
    )
    indexes = [definition for (definition,) in cursor.fetchall()]
    cursor.execute("DROP INDEX post_words, post_search")
    names = ("id", "author_id", "content", "created_at", "has_images", "words")
    posts = network.posts
    for part in slices(network.size.posts):
        lines = [
            f"{pid}\t{author}\t{text}\t{at}\tf\t{post_words(text)}"
            for pid, author, one, other, at in zip(
                posts.pid[part].tolist(),
                posts.author[part].tolist(),
                _picked(posts.pid[part], pool, 1),
                _picked(posts.pid[part], pool, 2),
                iso_times(posts.at[part]),
                strict=True,
            )
            for text in (f"{pool[one]} {pool[other]}",)
        ]
        copy_text(cursor, "core_post", names, lines)
        yield len(lines)
    cursor.execute("SET maintenance_work_mem = '1GB'")
    for definition in indexes:
        cursor.execute(definition)


def _write_comments(cursor: Any, network: Network, pool: Sequence[str]) -> Iterator[int]:
    names = ("id", "post_id", "author_id", "content", "created_at")
    comments = network.comments
    for part in slices(network.size.comments):
        lines = [
            f"{cid}\t{post}\t{author}\t{pool[one]}\t{at}"
            for cid, post, author, one, at in zip(
                comments.cid[part].tolist(),
                comments.post[part].tolist(),
                comments.author[part].tolist(),
                _picked(comments.cid[part], pool, 3),
                iso_times(comments.at[part]),
                strict=True,
            )
        ]
        copy_text(cursor, "core_comment", names, lines)
        yield len(lines)


def _picked(ids: Ints, pool: Sequence[str], salt: int) -> list[int]:
    """Positions in the pool that depend on the ids alone."""
    mixed = (ids.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    return [int(each) for each in (mixed >> np.uint64(32)) % np.uint64(len(pool))]
