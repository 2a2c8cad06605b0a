"""An import: whom it finds, what it makes, and undone as a whole."""

from functools import partial

import pytest
from django.conf import LazySettings

from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.common.errors import InvalidInput, NotFound, RateLimited
from core.common.rates import Rate
from core.follows.models import FollowRequest
from core.follows.requests import accept_request
from core.follows.services import follow, unfollow
from core.jobs.worker import drain
from core.journal.models import EntryCause
from core.moderation.deletion import remove_account
from core.mutes.services import mute
from core.privacy.services import update_privacy
from core.relation_imports import work
from core.relation_imports.models import RelationImport
from core.relation_imports.preview import preview_import
from core.relation_imports.services import import_relations, undo_import
from core.relation_imports.work import carry_out_batch, purge
from core.visibility.models import Block, Mute
from tests.core.consistency.auditing import found
from tests.everything import everything
from tests.factories import make_users
from tests.graph_state import edges
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("stores")

HERE = "social.example.com"
Kind, State = RelationImport.Kind, RelationImport.State


def preview(by: User, *addresses: str, kind: RelationImport.Kind = Kind.FOLLOWS) -> RelationImport:
    """Send a list."""
    return preview_import(by=by, kind=kind, data="\n".join(addresses).encode())


def here(*users: User) -> list[str]:
    """Their addresses."""
    return [f"{user.username}@{HERE}" for user in users]


def receipt(act: RelationImport) -> tuple[str, int, int, int, int]:
    """The state, the place, the end, and how many are hit and restored."""
    act.refresh_from_db()
    return act.state, act.place, act.end, act.hit, act.restored


def followed(user: User) -> set[int]:
    """Whom somebody follows, by the graph."""
    return {target for name, actor, target in edges("FOLLOWS") if actor == user.pk}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people a batch."""
    monkeypatch.setattr(work, "BATCH", 2)


def test_who_is_found_is_at_our_domain_and_to_be_seen() -> None:
    ada, bob, cyd, dan, mal, kim, gone = make_users(
        "ada", "Bob", "cyd", "dan", "mal", "kim", "gone"
    )
    block(blocker=mal, person=ada.pk)
    block(blocker=ada, person=kim.pk)
    change_person(person=dan.pk, is_active=False)
    remove_account(gone)
    act = preview(
        ada,
        f"@bob@{HERE.upper()}",
        "cyd@elsewhere.example",
        "cyd.bsky.social",
        *here(ada, dan, mal, kim),
        f"gone@{HERE}",
        f"nobody@{HERE}",
        "nobody@elsewhere.example",
    )
    assert (act.people, act.possible) == ([bob.pk, kim.pk], [cyd.pk])
    assert act.missing_names == [
        f"ada@{HERE}",
        f"dan@{HERE}",
        f"mal@{HERE}",
        f"gone@{HERE}",
        f"nobody@{HERE}",
        "nobody@elsewhere.example",
    ]
    assert act.missing == 6
    before = followed(ada)
    other = preview(ada, f"bob@{HERE}", "bob@elsewhere.example")
    assert (other.people, other.possible) == ([bob.pk], [])
    assert list(RelationImport.objects.all()) == [other]
    assert followed(ada) == before == set()


def test_follows_are_made_by_the_rules_and_undone_as_one() -> None:
    ada, *others = make_users("ada", "bob", "cyd", "dan", "eve", "fay", "guy")
    bob, cyd, dan, eve, fay, guy = others
    for private in (cyd, dan):
        update_privacy(user=private, is_private=True)
    follow(follower=ada, followee=bob.pk)
    act = preview(ada, *here(*others[:-1]), "guy@elsewhere.example")
    act = import_relations(by=ada, preview=act.pk, include=[guy.pk])
    block(blocker=eve, person=ada.pk)  # before the job reaches her
    drain()
    assert receipt(act) == (State.DONE, 6, 6, 4, 0)
    assert followed(ada) == {bob.pk, fay.pk, guy.pk}
    asked = FollowRequest.objects.filter(follower=ada)
    assert set(asked.values_list("followee", flat=True)) == {cyd.pk, dan.pk}
    assert set(EntryCause.objects.filter(cause="import").values_list("bulk", flat=True)) == {act.pk}
    assert import_relations(by=ada, preview=act.pk).state == State.DONE

    accept_request(user=cyd, follower=ada.pk)
    unfollow(follower=ada, followee=fay.pk)
    follow(follower=ada, followee=fay.pk)
    undo_import(viewer=ada, act=act.pk)
    drain()
    # Fay was decided about since, and Bob was followed before.
    assert receipt(act) == (State.UNDONE, 6, 6, 4, 3)
    assert followed(ada) == {bob.pk, fay.pk}
    assert not asked.exists()
    assert undo_import(viewer=ada, act=act.pk).state == State.UNDONE
    assert found() == []


@pytest.mark.parametrize("kind", [Kind.BLOCKS, Kind.MUTES])
def test_blocks_and_mutes_too(kind: RelationImport.Kind) -> None:
    ada, bob, cyd, dan = make_users("ada", "bob", "cyd", "dan")
    follow(follower=cyd, followee=ada.pk)
    (block(blocker=ada, person=bob.pk), mute(viewer=ada, person=dan.pk))
    rows = Block.objects.filter(viewer=ada) if kind == Kind.BLOCKS else Mute.objects.all()
    before = set(rows.values_list("person", flat=True))
    act = preview(ada, *here(bob, cyd, dan), kind=kind)
    assert act.people == [bob.pk, cyd.pk, dan.pk]
    act = import_relations(by=ada, preview=act.pk)
    drain()
    assert receipt(act)[:4] == (State.DONE, 3, 3, 2 if kind == Kind.BLOCKS else 1)
    changed = {cyd.pk, dan.pk} if kind == Kind.BLOCKS else {cyd.pk}
    assert set(rows.values_list("person", flat=True)) == before | changed
    undo_import(viewer=ada, act=act.pk)
    drain()
    assert receipt(act)[0] == State.UNDONE
    assert set(rows.values_list("person", flat=True)) == before
    assert ada.pk in followed(cyd)
    assert found() == []


def test_one_import_at_a_time_by_its_user_alone_and_within_its_quota(
    settings: LazySettings,
) -> None:
    settings.RATES = {
        **settings.RATES,
        "relation_imports": Rate(1, "day"),
        "follows": Rate(1, "day"),
    }
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    act = preview(ada, *here(bob, cyd))
    for refused in (
        partial(import_relations, by=bob, preview=act.pk),
        partial(undo_import, viewer=bob, act=act.pk),
        partial(undo_import, viewer=ada, act=act.pk),
    ):
        with pytest.raises(NotFound, match=r"^Act not found\.$"):
            refused()
    with pytest.raises(InvalidInput, match=r"^Include only those"):
        import_relations(by=ada, preview=act.pk, include=[cyd.pk])
    begin = partial(import_relations, by=ada, preview=act.pk)
    assert {each.pk for each in at_once(begin, begin) if isinstance(each, RelationImport)} == {
        act.pk
    }
    other = preview(ada, *here(bob))
    with pytest.raises(RateLimited, match=r"^Another import of yours is in work\."):
        import_relations(by=ada, preview=other.pk)
    drain()
    assert receipt(act) == (State.DONE, 2, 2, 2, 0)  # above what one may follow one by one
    with pytest.raises(RateLimited, match=r"^You have reached your limit of 1 relation imports"):
        import_relations(by=ada, preview=other.pk)
    empty = preview(ada, "nobody@elsewhere.example")
    with pytest.raises(InvalidInput, match=r"^Nobody is left to import\.$"):
        import_relations(by=ada, preview=empty.pk)


def test_who_is_suspended_meanwhile_makes_nothing_more() -> None:
    ada, *others = make_users("ada", "bob", "cyd", "dan", "eve")
    act = preview(ada, *here(*others))
    act = import_relations(by=ada, preview=act.pk)
    assert carry_out_batch(act=act.pk)
    change_person(person=ada.pk, is_active=False)
    before = everything()
    assert not carry_out_batch(act=act.pk)
    assert receipt(act) == (State.DONE, 4, 4, 2, 0)
    assert not carry_out_batch(act=act.pk)
    assert before != everything()  # the receipt alone
    assert EntryCause.objects.filter(cause="import").count() == 2


def test_old_imports_go() -> None:
    [ada] = make_users("ada")
    act = preview(ada, "bob@elsewhere.example")
    assert purge() == 0
    RelationImport.objects.filter(pk=act.pk).update(created_at="2026-01-01T00:00:00Z")
    assert purge() == 1
