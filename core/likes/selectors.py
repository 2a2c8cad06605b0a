"""Who likes a post, as pages of people."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from core.accounts.models import User
from core.accounts.selectors import users_by_ids
from core.lists.hydration import Hydration
from core.lists.pages import Page, PageRequest
from graph.traversals.likes import Liker, likers

LikerKey = tuple[int, int, int]


def likers_of_posts(
    pids: Sequence[int], viewer: int | None, page: PageRequest
) -> dict[int, Page[User]]:
    """A page of the people who like each post: those the viewer follows first, then the newest.

    Keys are `(followed, since, uid)`. One Cypher and one SQL statement. Raises GraphUnavailable.
    """
    skeleton = partial(_likers, viewer)
    return Hydration(skeleton, _key, _person, users_by_ids).pages(pids, page)


def _likers(
    viewer: int | None, pids: Sequence[int], request: PageRequest
) -> dict[int, list[Liker]]:
    return likers(
        pids,
        viewer,
        limit=request.limit,
        before=cast(LikerKey | None, request.after),
        after=cast(LikerKey | None, request.before),
        backwards=request.backward,
    )


def _key(liker: Liker) -> LikerKey:
    return liker.key


def _person(liker: Liker) -> int:
    return liker.uid
