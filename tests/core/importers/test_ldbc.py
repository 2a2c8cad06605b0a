"""LDBC SNB folders: what becomes of them, and what is said about broken ones."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError

from core.accounts.models import User
from core.comments.models import Comment
from core.importers.models import ImportRecord
from core.journal.models import JournalEntry
from core.notifications.models import Notification
from core.posts.models import Post
from core.posts.services import delete_post
from tests.graph_state import edges, edges_with_properties

from .running import SHARED, documents, graph_counts, run_import

pytestmark = pytest.mark.usefixtures("stores")

TINY = Path(__file__).parent / "ldbc-tiny"
SAMPLE = SHARED / "ldbc-snb-sample"
TINY_DOCUMENTS = {
    "users": 4, "posts": 3, "comments": 4, "replies": 2, "records": 11, "entries": 20,
    "unapplied": 0,
}  # fmt: skip
TINY_GRAPH = {"User": 4, "Post": 3, "FOLLOWS": 6, "POSTED": 3, "COMMENTED_ON": 4, "LIKED": 3}
LEFT_OUT = ["Left out: 2 likes of comments, 1 tags of posts.", "Files not read: forum_0_0.csv."]
NOTHING = dict.fromkeys(TINY_DOCUMENTS, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny network that a test may spoil."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


def replace(file: Path, old: str, new: str) -> None:
    """Spoil one place of a file."""
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def imported(kind: str, key: str) -> int:
    return ImportRecord.objects.get(kind=kind, key=key).object_id


def test_a_folder_becomes_a_network_and_a_second_run_changes_nothing() -> None:
    assert run_import(TINY) == [
        "Made 4 people, 6 follows, 3 posts, 4 comments, 3 likes.",
        "Of the comments, 2 are replies to comments.",
        *LEFT_OUT,
    ]
    assert documents() == TINY_DOCUMENTS
    assert graph_counts() == TINY_GRAPH
    before = edges_with_properties()
    assert run_import(TINY) == [
        "Made nothing new.",
        "Already here: 4 people, 6 follows, 3 posts, 4 comments, 3 likes.",
        *LEFT_OUT,
    ]
    assert documents() == TINY_DOCUMENTS
    assert edges_with_properties() == before
    assert Notification.objects.count() == 0


def test_people_get_valid_names_and_their_first_address() -> None:
    run_import(TINY)
    assert list(User.objects.order_by("pk").values_list("username", "email", "display_name")) == [
        ("jose.nunez", "jose10@example.com", "José Núñez"),
        ("jose.nunez-2", "jose.nunez-2@ldbc-tiny.invalid", "Jose Nunez"),
        ("ldbc-tiny-12", "ldbc-tiny-12@ldbc-tiny.invalid", "伟 张"),
        ("ada.delacruz", "ada@example.com", "Ada de la Cruz"),
    ]
    first, _, third, _ = User.objects.order_by("pk")
    assert first.date_joined == datetime(2010, 1, 1, 0, 0, 0, 123_000, tzinfo=UTC)
    assert third.date_joined == datetime(2010, 1, 1, 0, 2, tzinfo=UTC)
    assert not first.has_usable_password()


def test_names_that_are_taken_here_are_left_to_their_owners() -> None:
    User.objects.create(username="Jose.Nunez", email="ada@example.com")
    run_import(TINY)
    assert list(User.objects.order_by("pk").values_list("username", "email"))[1:] == [
        ("jose.nunez-2", "jose10@example.com"),
        ("jose.nunez-3", "jose.nunez-3@ldbc-tiny.invalid"),
        ("ldbc-tiny-12", "ldbc-tiny-12@ldbc-tiny.invalid"),
        ("ada.delacruz", "ada.delacruz@ldbc-tiny.invalid"),
    ]


def test_posts_keep_their_dates_and_a_photo_shows_its_file_name() -> None:
    run_import(TINY)
    assert {
        post.content: (post.author.username, post.created_at)
        for post in Post.objects.select_related("author")
    } == {
        "photo100.jpg": ("jose.nunez", datetime(2010, 3, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        'About tabs\tand "quotes"\\n.': ("ada.delacruz", datetime(2010, 3, 1, 0, 1, tzinfo=UTC)),
        "Words win over a file name.": (
            "ldbc-tiny-12",
            datetime(2010, 3, 1, 0, 0, 0, 500_000, tzinfo=UTC),
        ),
    }


def test_replies_stand_in_the_thread_of_their_root_whatever_the_order_of_the_lines() -> None:
    run_import(TINY)
    assert list(
        Comment.objects.order_by("pk").values_list("content", "parent__content", "post")
    ) == [
        ("Another top.", None, imported("post", "100")),
        ("Top.", None, imported("post", "101")),
        ("Below.", "Top.", imported("post", "101")),
        ("The deepest.", "Below.", imported("post", "101")),
    ]


def test_knows_goes_both_ways_and_edges_keep_their_dates() -> None:
    run_import(TINY)
    people = {key: imported("user", key) for key in ("10", "11", "12", "13")}
    assert set(edges("FOLLOWS")) == {
        ("FOLLOWS", people[one], people[other])
        for one, other in (
            ("10", "11"), ("11", "10"), ("10", "13"), ("13", "10"), ("13", "12"), ("12", "13"),
        )
    }  # fmt: skip
    since = {(kind, start, end): p["since"] for kind, start, end, p in edges_with_properties()
             if kind in ("FOLLOWS", "LIKED")}  # fmt: skip
    assert since["FOLLOWS", people["11"], people["10"]] == 1264982400000
    assert since["LIKED", people["11"], imported("post", "101")] == 1272672060000


def test_what_was_deleted_here_since_is_not_brought_back() -> None:
    run_import(TINY)
    author = User.objects.get(username="ada.delacruz")
    delete_post(editor=author, post=imported("post", "101"))
    assert run_import(TINY) == [
        "Made nothing new.",
        "Already here: 4 people, 6 follows, 3 posts, 4 comments, 1 likes.",
        "Left out: 2 lines about what was deleted here, 2 likes of comments, 1 tags of posts.",
        "Files not read: forum_0_0.csv.",
    ]
    assert (Post.objects.count(), Comment.objects.count()) == (2, 1)


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="shared/data is not beside the clone")
def test_the_shared_sample_has_exactly_its_counts_twice() -> None:
    left_out = "Left out: 624 likes of comments, 683 tags of posts."
    assert run_import(SAMPLE) == [
        "Made 222 people, 1,650 follows, 5,924 posts, 2,218 comments, 759 likes.",
        "Of the comments, 1,109 are replies to comments.",
        left_out,
    ]
    expected = {
        "users": 222, "posts": 5_924, "comments": 2_218, "replies": 1_109, "records": 8_364,
        "entries": 10_773, "unapplied": 0,
    }  # fmt: skip
    in_graph = {
        "User": 222, "Post": 5_924, "FOLLOWS": 1_650, "POSTED": 5_924, "COMMENTED_ON": 2_218,
        "LIKED": 759,
    }  # fmt: skip
    assert (documents(), graph_counts()) == (expected, in_graph)
    assert run_import(SAMPLE) == [
        "Made nothing new.",
        "Already here: 222 people, 1,650 follows, 5,924 posts, 2,218 comments, 759 likes.",
        left_out,
    ]
    assert (documents(), graph_counts()) == (expected, in_graph)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("person_1_0.csv", "|en|ada", "|ada",
         "person_1_0.csv, line 4: has 9 fields where the header has 10."),
        ("person_0_0.csv", "1262304000123", "yesterday",
         "person_0_0.csv, line 2: 'yesterday' is not a date between 1970 and 2109."),
        ("person_0_0.csv", "1262304000123", "4398046511104",
         "person_0_0.csv, line 2: '4398046511104' is not a date between 1970 and 2109."),
        ("person_0_0.csv", "10|José", "|José", "person_0_0.csv, line 2: '' is not an id."),
        ("person_0_0.csv", "|firstName|", "|name|",
         "person_0_0.csv, line 1: there is no column firstName."),
        ("person_knows_person_0_0.csv", "13|12|", "13|99|",
         "person_knows_person_0_0.csv, line 4: there is no user 99."),
        ("person_knows_person_0_0.csv", "Person.id|Person.id", "Person.id|Post.id",
         "person_knows_person_0_0.csv, line 1: there is no column Person.id."),
        ("post_0_0.csv", "101||", "104||", "post_0_0.csv, line 3: post 104 has no creator."),
        ("post_0_0.csv", "photo100.jpg", "",
         "post_0_0.csv, line 2: the text cannot be kept: This must not be empty."),
        ("post_0_0.csv", "Words win", "W" * 5_000,
         "post_0_0.csv, line 4: the text cannot be kept: "
         "This has 5,018 characters; at most 5,000 are allowed."),
        ("post_hasCreator_person_0_0.csv", "101|13", "101|77",
         "post_hasCreator_person_0_0.csv, line 4: there is no user 77."),
        ("post_hasCreator_person_0_0.csv", "101|13", "101|13\n100|11",
         "post_hasCreator_person_0_0.csv, line 5: 100 is linked to 10 already."),
        ("comment_replyOf_comment_0_0.csv", "202|201", "202|203",
         "comment_0_0.csv, line 2: comment 203 does not lead up to a post."),
        ("comment_replyOf_post_0_0.csv", "201|101", "201|999",
         "comment_replyOf_post_0_0.csv, line 3: there is no post 999."),
        ("comment_0_0.csv", "201|1269993660000", "205|1269993660000",
         "comment_0_0.csv, line 4: comment 205 has no creator."),
        ("person_likes_post_0_0.csv", "11|101", "11|1010",
         "person_likes_post_0_0.csv, line 3: there is no post 1010."),
    ],
)  # fmt: skip
def test_a_malformed_line_is_named_and_stops_its_batch(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    replace(folder / file, old, new)
    with pytest.raises(CommandError) as refused:
        run_import(folder)
    assert str(refused.value) == message
    made = set(JournalEntry.objects.values_list("kind", flat=True))
    stage = {"person": "user_saved", "person_knows_person": "followed", "post": "posted",
             "post_hasCreator_person": "posted", "person_likes_post": "liked"}  # fmt: skip
    assert (
        stage.get(file.removesuffix("_0_0.csv").removesuffix("_1_0.csv"), "commented") not in made
    )
    assert JournalEntry.objects.filter(applied_at=None).count() == 0


def test_an_import_that_stopped_continues_when_its_file_is_corrected(folder: Path) -> None:
    replace(folder / "post_0_0.csv", "101||", "104||")
    with pytest.raises(CommandError):
        run_import(folder)
    assert documents() == NOTHING | {"users": 4, "records": 4, "entries": 10}
    replace(folder / "post_0_0.csv", "104||", "101||")
    run_import(folder)
    assert documents() == TINY_DOCUMENTS
    assert graph_counts() == TINY_GRAPH


def test_bad_lines_are_counted_where_they_are_to_be_skipped(folder: Path) -> None:
    replace(folder / "person_1_0.csv", "1262304180000", "never")  # Ada, and all that is hers
    replace(folder / "person_likes_post_0_0.csv", "10|100|", "10|")
    assert run_import(folder, skip_bad_lines=True) == [
        "Made 3 people, 2 follows, 2 posts, 1 comments.",
        *LEFT_OUT,
        "Skipped 10 bad lines, the first of them:",
        "  person_1_0.csv, line 4: 'never' is not a date between 1970 and 2109.",
        "  person_knows_person_0_0.csv, line 3: there is no user 13.",
        "  person_knows_person_0_0.csv, line 4: there is no user 13.",
    ]
    assert documents() == NOTHING | {
        "users": 3, "posts": 2, "comments": 1, "records": 6, "entries": 8
    }  # fmt: skip


def test_a_folder_of_something_else_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not an LDBC SNB folder: it has no person_0_0"):
        run_import(tmp_path)
    (folder / "comment_0_0.csv").unlink()
    with pytest.raises(CommandError) as refused:
        run_import(folder)
    assert str(refused.value) == f"{folder} is not an LDBC SNB folder: it has no comment_0_0.csv."
    with pytest.raises(CommandError, match="--mutual is for edge lists"):
        run_import(TINY, mutual=True)
    assert documents() == NOTHING


def test_an_empty_table_file_is_refused(folder: Path) -> None:
    (folder / "person_0_0.csv").write_bytes(b"")
    with pytest.raises(CommandError, match=r"person_0_0\.csv is empty\."):
        run_import(folder)
    assert documents() == NOTHING
