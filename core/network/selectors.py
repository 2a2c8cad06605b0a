"""The users around somebody, and those follows among them that the viewer sees."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.common.clock import EPOCH, MILLISECOND
from core.follows.shown_lists import BOTH, ListsShown, lists_shown_to, may_hide_lists
from core.visibility import Viewer, hidden_people
from graph.traversals.neighbours import Follow, Surroundings, follows_among, follows_of

MAX_PEOPLE = 2_000
MAX_FOLLOWS = 10_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a network; `follows` are the places of other people in it, each since when."""

    user: User
    community: int | None
    follows: list[int]
    since: list[datetime]


@dataclass(frozen=True, slots=True)
class Network:
    """People, the one in the middle first; `is_whole` unless a bound left somebody out."""

    people: Sequence[Person]
    is_whole: bool


def network_of(viewer: Viewer, uid: int, *, people: int) -> Network | None:
    """Return the network around a user with at most `people` users; None for who is hidden.

    First whom the user follows and who follow them, the latest first, then whom these follow, most
    followed first. A follow is in it if the viewer sees the list of either end that it is in, and a
    user if such follows lead there. Of more than MAX_FOLLOWS follows the latest are in it.

    Two Cypher and three SQL statements, and up to three more where somebody hides a list. Raises
    GraphUnavailable.
    """
    users, lists = _people(viewer, [uid])
    if uid not in users:
        return None
    own, hidden = lists.get(uid, BOTH), hidden_people(viewer)
    direct = follows_of(
        uid,
        following=people if own.following else 0,
        followers=people if own.followers else 0,
        suspended=viewer.is_suspended,
        hidden=hidden,
    )
    ends = dict.fromkeys(end for follow in direct for end in follow[:2] if end != uid)
    near, lists_of_near = _people(viewer, list(ends)[: people - 1])
    users, lists = users | near, lists | lists_of_near
    around = follows_among(
        uid,
        list(near),
        middle=[each for each in near if lists.get(each, BOTH).following],
        people=people - 1,
        follows=MAX_FOLLOWS,
        hidden=hidden,
    )
    further, lists_of_further = _people(viewer, [*(around.communities.keys() - users.keys())])
    users, lists = users | further, lists | lists_of_further
    follows = [*_shown([*direct, *around.follows], users, lists, viewer)][:MAX_FOLLOWS]
    reached = _reached(uid, follows)
    placed = [each for each in users if each in reached]
    is_whole = len(ends) < people and len(around.communities) < people
    return Network(_placed(placed, users, lists, follows, around), is_whole)


def _people(viewer: Viewer, uids: Sequence[int]) -> tuple[dict[int, User], dict[int, ListsShown]]:
    """Return those whom the viewer may see, in this order, and the lists of who may hide one."""
    if not uids:
        return {}, {}
    found = users_by_ids(viewer, uids)
    users = {uid: found[uid] for uid in uids if uid in found}
    hiding = [uid for uid, user in users.items() if may_hide_lists(user)]
    return users, lists_shown_to(viewer, hiding) if hiding else {}


def _shown(
    follows: Iterable[Follow],
    users: Collection[int],
    lists: Mapping[int, ListsShown],
    viewer: Viewer,
) -> Iterable[Follow]:
    """Yield the follows between these users that no list hides; the viewer knows their own."""
    for each in follows:
        if each.actor not in users or each.target not in users:
            continue
        is_shown = lists.get(each.actor, BOTH).following and lists.get(each.target, BOTH).followers
        if is_shown or viewer.uid in (each.actor, each.target):
            yield each


def _reached(uid: int, follows: Iterable[Follow]) -> set[int]:
    """Return whom follows lead to from this user, in either direction."""
    ends: dict[int, list[int]] = {}
    for actor, target, _ in follows:
        ends.setdefault(actor, []).append(target)
        ends.setdefault(target, []).append(actor)
    reached, waiting = {uid}, [uid]
    while waiting:
        fresh = {*ends.get(waiting.pop(), ())} - reached
        reached |= fresh
        waiting += fresh
    return reached


def _placed(
    placed: Sequence[int],
    users: Mapping[int, User],
    lists: Mapping[int, ListsShown],
    follows: Iterable[Follow],
    around: Surroundings,
) -> list[Person]:
    places = {uid: place for place, uid in enumerate(placed)}
    communities: dict[int, int] = {}
    people = []
    for uid in placed:
        found = around.communities.get(uid)
        # It is found by all follows: of who hides some, it would tell of these.
        is_open = found is not None and lists.get(uid, BOTH) == BOTH
        number = communities.setdefault(found, len(communities)) if is_open and found else None
        people.append(Person(users[uid], number, [], []))
    for actor, target, since in follows:
        if actor in places and target in places:
            person = people[places[actor]]
            person.follows.append(places[target])
            person.since.append(EPOCH + since * MILLISECOND)
    return people
