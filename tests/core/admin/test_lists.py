"""Lists: a number of statements that no row adds to, searches and filters that find."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from core.accounts.models import User
from core.comments.models import Comment
from core.comments.services import create_comment
from core.follows.services import follow, unfollow
from core.jobs.worker import drain
from core.journal.models import JournalEntry
from core.likes.services import like
from core.notifications.models import Notification
from core.notifications.services import mark_all_read
from core.posts.models import Post
from core.rings.models import Ring, RingEdge, RingMember, RingRun, TrustSeed
from core.rules.models import ContentRule
from core.suggestions.models import CommunityRun, SuggestionModel
from graph.traversals.suggestions import VERSION
from tests.core.rings.made import make_ring
from tests.factories import make_post, make_user, make_users
from tests.statements import statements

from .browsing import counted_on, ids_on
from .conftest import Pages

LISTS = ("user", "post", "comment", "notification", "journalentry")


def people_who_write(count: int, start: int = 0) -> None:
    """People who each write a post, comment on the first of all posts and follow its author."""
    for number in range(start, start + count):
        person = make_user(f"person{number:03}")
        make_post(person, f"Number {number}.")
        first = Post.objects.order_by("id")[0]
        create_comment(author=person, post=first.pk, content=f"I am {number}.")
        if person.pk != first.author_id:
            follow(follower=person, followee=first.author_id)


# Session, user, count, rows; the journal also asks for the names of its people.
STATEMENTS = {"user": 4, "post": 4, "comment": 4, "notification": 4, "journalentry": 5}


def rows_and_statements(browser: Client) -> tuple[dict[str, int], dict[str, int]]:
    """Of each list how many rows its page has, and how many statements it took."""
    rows, taken = {}, {}
    for name in LISTS:
        with statements() as seen:
            page = browser.get(f"/admin/core/{name}/")
        rows[name], taken[name] = len(ids_on(page.content.decode())), len(seen)
    return rows, taken


def test_a_list_takes_as_many_statements_with_50_rows_as_with_few(browser: Client) -> None:
    people_who_write(3)
    rows_and_statements(browser)  # what a process reads once
    few, taken = rows_and_statements(browser)
    assert all(0 < count < 20 for count in few.values()), few
    assert taken == STATEMENTS
    people_who_write(51, start=3)
    many, taken = rows_and_statements(browser)
    assert many == dict.fromkeys(LISTS, 50)
    assert taken == STATEMENTS


def test_newest_first_and_pages(pages: Pages) -> None:
    people_who_write(51)
    newest = list(Post.objects.order_by("-id").values_list("id", flat=True))
    first, second = pages("core/post/"), pages("core/post/?p=2")
    assert ids_on(first) == newest[:50]
    assert ids_on(second) == newest[50:]
    assert (counted_on(first), counted_on(second)) == ("51 posts", "51 posts")
    assert ids_on(pages("core/post/?o=1")) == newest[:50]
    assert "?all=" not in first


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ADA", ["ada.l", "adam"]),
        ("@ada.", ["ada.l"]),
        ("adam@EXAMPLE.com", ["adam"]),
        ("adam@example", []),
        ("da", []),
        ("a%25m", []),
        ("2", ["ada.l"]),
        ("99999999999999999999", []),
    ],
)
def test_people_are_found(pages: Pages, words: str, found: list[str]) -> None:
    for username in ("ada.l", "adam", "bob"):
        make_user(username)
    ids = ids_on(pages(f"core/user/?q={words}"))
    assert sorted(User.objects.get(pk=uid).username for uid in ids) == found


def test_posts_are_found_by_words_author_and_id(pages: Pages) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    running = make_post(ada, "She was running home.")
    stone = make_post(bob, "A stone on the hill, no run.")
    other = make_post(bob, "Nothing here.")
    assert ids_on(pages("core/post/?q=runs")) == [stone.pk, running.pk]
    assert ids_on(pages("core/post/?q=runs+-hill")) == [running.pk]
    assert ids_on(pages("core/post/?q=%40BOB")) == [other.pk, stone.pk]
    assert ids_on(pages(f"core/post/?q={running.pk}")) == [running.pk]
    assert ids_on(pages("core/post/?q=%40nobody")) == []
    assert ids_on(pages("core/post/?has_images__exact=1")) == []
    # With more signs of exclusion than PostgreSQL's own parser takes, where it is asked.
    assert ids_on(pages(f"core/post/?q={'-' * 50}runs")) == [other.pk]
    Post.objects.update(words=None)
    assert ids_on(pages(f"core/post/?q={'-' * 50}runs")) == [other.pk]
    assert ids_on(pages(f"core/post/?q={'-+' * 50}runs")) == [stone.pk, running.pk]


def test_comments_are_found_by_author_id_and_post(pages: Pages) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    post = make_post(ada)
    first = create_comment(author=bob, post=post.pk, content="One.")
    second = create_comment(author=ada, post=post.pk, content="Two.")
    assert ids_on(pages("core/comment/?q=bob")) == [first.pk]
    assert ids_on(pages(f"core/comment/?q={second.pk}")) == [second.pk]
    assert ids_on(pages(f"core/comment/?q={post.pk}")) == [second.pk, first.pk]
    assert ids_on(pages(f"core/comment/?post__id__exact={post.pk}")) == [second.pk, first.pk]


def test_people_are_filtered(pages: Pages, root: User) -> None:
    ada = make_user("ada")
    ada.is_active = False
    ada.save()
    assert ids_on(pages("core/user/?is_active__exact=0")) == [ada.pk]
    assert ids_on(pages("core/user/?is_staff__exact=1")) == [root.pk]


def test_notifications_are_found_and_filtered(pages: Pages) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    like(liker=bob, post=make_post(ada).pk)
    mark_all_read(viewer=ada)
    follow(follower=bob, followee=ada.pk)
    follow(follower=ada, followee=bob.pk)
    unfollow(follower=ada, followee=bob.pk)
    liked, followed, withdrawn = Notification.objects.order_by("id").values_list("id", flat=True)
    assert ids_on(pages("core/notification/?state=read")) == [liked]
    assert ids_on(pages("core/notification/?state=unread")) == [followed]
    assert ids_on(pages("core/notification/?state=withdrawn")) == [withdrawn]
    assert ids_on(pages("core/notification/?kind=follow")) == [withdrawn, followed]
    assert ids_on(pages("core/notification/?q=bob")) == [withdrawn]
    assert ids_on(pages("core/notification/?q=ada&kind=follow")) == [followed]
    assert "bob liked your post" in pages("core/notification/?state=read")


def test_notifications_are_to_look_at(browser: Client) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    follow(follower=bob, followee=ada.pk)
    path = f"/admin/core/notification/{Notification.objects.get().pk}/"
    assert browser.get(f"{path}change/").status_code == 200
    assert browser.post(f"{path}change/", {"kind": "like"}).status_code == 403
    assert browser.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert browser.get("/admin/core/notification/add/").status_code == 403
    assert Notification.objects.get().kind == "follow"


@pytest.mark.parametrize("name", LISTS)
def test_a_search_for_nothing_known_finds_nothing(pages: Pages, name: str) -> None:
    make_post(make_user("ada"))
    page = pages(f"core/{name}/?q=zzz")
    assert ids_on(page) == []
    assert "0 found" in page


@pytest.mark.parametrize("path", ["", *(f"core/{name}/" for name in LISTS)])
def test_others_are_redirected(stores: None, path: str) -> None:
    client = Client()
    client.force_login(make_user("ada"))
    answer = client.get(f"/admin/{path}")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/admin/login/?next=/admin/{path}",
    )


def test_staff_see_what_their_permissions_say(staff: Callable[..., Client]) -> None:
    clerk = staff("view_post")
    assert clerk.get("/admin/core/post/").status_code == 200
    assert clerk.get("/admin/core/user/").status_code == 403
    assert "journal-state" not in clerk.get("/admin/").content.decode()


def test_nothing_is_done_to_all_rows_of_a_list(browser: Client) -> None:
    people_who_write(2)
    everything = {"action": "propose_removal", "select_across": "1", "reason": "Spam."}
    pid = Post.objects.values_list("id", flat=True)[0]
    answer = browser.post("/admin/core/post/", everything | {"_selected_action": pid}, follow=True)
    assert "Select rows one page at a time." in answer.content.decode()
    assert (Post.objects.count(), Comment.objects.count()) == (2, 2)
    assert JournalEntry.objects.filter(kind="post_deleted").count() == 0


def test_one_statement_says_which_weights_are_in_use(browser: Client) -> None:
    figures = {"mrr": 0.5, "recall": 0.25}
    rows = [
        SuggestionModel.objects.create(
            feature_version=VERSION + (number == 2),
            weights={},
            triad_edges=1,
            figures={"learned": figures, "default": figures, "hidden_by": "chance"},
        )
        for number in range(3)
    ]
    browser.get("/admin/core/suggestionmodel/")  # what a process reads once
    with statements() as seen:
        page = browser.get("/admin/core/suggestionmodel/").content.decode()
    assert len(seen) == 4
    assert ids_on(page) == [row.pk for row in reversed(rows)]
    assert re.findall(r"icon-(yes|no)\.svg", page) == ["no", "yes", "no"]


def test_searches_for_communities_are_shown_with_their_progress(pages: Pages) -> None:
    run = CommunityRun.objects.create(stage=CommunityRun.Stage.WRITING, done=1_500, total=20_000)
    CommunityRun.objects.create(stage=CommunityRun.Stage.MISSING)
    page = pages("core/communityrun/")
    assert "1,500 of 20,000" in page
    assert "writing to the graph" in page
    assert "Neo4j has no Graph Data Science library" in page
    assert "1,500 of 20,000" in pages(f"core/communityrun/{run.pk}/change/")


def test_rings_are_shown_with_their_members_and_follows(pages: Pages, browser: Client) -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    run = RingRun.objects.create(stage=RingRun.Stage.EVIDENCE, done=1, total=20)
    ring = Ring.objects.create(
        run=run, place=1, size=2, trust=0.0625, inside=2, ties_inside=1, ties_outside=1,
        outgoing=0, incoming=1,
    )  # fmt: skip
    for place, user in enumerate((ada, bob)):
        RingMember.objects.create(ring=ring, user=user, place=place, ties=2, trust=0.0625)
    for place, (actor, is_inside) in enumerate(((cyd, False), (bob, True))):
        RingEdge.objects.create(
            ring=ring, place=place, actor=actor, target=ada, is_inside=is_inside, is_mutual=True
        )
    assert "1 of 20" in pages("core/ringrun/")
    assert "reading their follows" in pages(f"core/ringrun/{run.pk}/change/")
    assert "0.062" in pages("core/ring/")
    assert ids_on(pages(f"core/ring/?q={bob.pk}")) == [ring.pk]
    assert ids_on(pages(f"core/ring/?q={cyd.pk}")) == []
    page = pages(f"core/ring/{ring.pk}/change/")
    assert page.count("<line ") == 2
    assert re.findall(r"<title>(\d+)</title>", page) == [str(e.pk) for e in (cyd, bob, ada)]
    assert f'<a href="/admin/core/user/{bob.pk}/change/">bob</a> (0.06)' in page
    browser.post("/admin/core/trustseed/add/", {"user": ada.pk})
    assert TrustSeed.objects.get().user == ada


def test_a_ring_is_suspended_and_restored_in_the_admin(pages: Pages, browser: Client) -> None:
    _, ring, (member,) = make_ring(1)

    def act(name: str) -> str:
        given = {"action": name, "_selected_action": [ring.pk]}
        answer = browser.post("/admin/core/ring/", given, follow=True)
        drain()
        member.refresh_from_db()
        (message,) = answer.context["messages"]
        return str(message)

    assert act("suspend") == f"Ring {ring.pk} of 1: a job does it."
    assert not member.is_active
    assert act("limit") == (
        f"Ring {ring.pk} of 1: A decision about this ring is in force. Undo it first."
    )
    assert "suspend (done) by root at " in pages(f"core/ring/{ring.pk}/change/")
    assert act("undo") == f"Ring {ring.pk} of 1: a job does it."
    assert member.is_active


def test_a_rule_is_added_tried_and_switched_on(pages: Pages, browser: Client) -> None:
    make_post(make_user("ada"), "Cheap pills, <b>now</b>")
    given = {"kind": "words", "text": "cheap PILLS", "act": "refuse"}
    browser.post("/admin/core/contentrule/add/", given)
    rule = ContentRule.objects.get()
    assert (rule.folded, rule.is_on) == (" cheap pills ", False)
    page = pages(f"core/contentrule/{rule.pk}/change/")
    assert "1 of 1 match." in page
    assert "Cheap pills, &lt;b&gt;now" in page
    chosen = {"action": "switch_on", "_selected_action": [rule.pk]}
    browser.post("/admin/core/contentrule/", chosen)
    rule.refresh_from_db()
    assert rule.is_on
    answer = browser.post("/admin/core/contentrule/add/", {**given, "text": "!"})
    assert "This has no words." in answer.content.decode()
    browser.post(f"/admin/core/contentrule/{rule.pk}/delete/", {"post": "yes"})
    assert not ContentRule.objects.exists()
