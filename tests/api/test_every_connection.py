"""Every connection of the schema, found there, held to one model of what a page is."""

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from api.relay.cursors import encode_cursor
from graph.connection.client import recorded_statements
from tests.hostile.fuzzing import FULL
from tests.statements import statements
from tests.worlds import put_back

from .client import GraphQLClient
from .connection_worlds import WORLDS, World, connections

pytestmark = pytest.mark.usefixtures("both_stores")

ROWS = 5
# The first, the last and one in the middle go, so that cursors are left that lead to no row.
GONE = (0, 2, 4)
PAGE = """
nodes { id } edges { cursor node { id } }
pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
"""
# Pages of one operation: a field may be repeated 20 times in it, but the feed costs more.
AT_ONCE = {"Query.feedConnection": 8}
USUALLY_AT_ONCE = 18
ENDS = (("first", "Int"), ("last", "Int"), ("after", "String"), ("before", "String"))
NOT_A_CURSOR = "`{}` is not a cursor of this list. Use a returned cursor, unchanged."
# Of the pages, how many one is asked for; 5 has no factor in common with the numbers of choices, so
# that these meet each pair of ends, each size and either direction.
STRIDE = 1 if FULL else 5
every_connection = pytest.mark.parametrize("name", WORLDS)


@pytest.mark.complete
def test_every_connection_has_a_world() -> None:
    assert set(connections()) == set(WORLDS)
    assert FAR_SIDE.keys() == WORLDS.keys()


@dataclass(frozen=True)
class Asked:
    """A page that is asked for; cursors by the places of their rows."""

    first: int | None = None
    last: int | None = None
    after: int | None = None
    before: int | None = None

    def variables(self, number: int, cursors: list[str]) -> dict[str, Any]:
        given = {
            "first": self.first,
            "last": self.last,
            "after": None if self.after is None else cursors[self.after],
            "before": None if self.before is None else cursors[self.before],
        }
        return {f"{name}{number}": value for name, value in given.items() if value is not None}


def every_page() -> Iterator[Asked]:
    """Every pair of ends, crossed ones too, with sizes below, at and above what is there."""
    ends = [None, *range(ROWS)]
    for after, before, size in product(ends, ends, (1, 2, 3, 100)):
        yield Asked(first=size, after=after, before=before)
        yield Asked(last=size, after=after, before=before)


def expected(asked: Asked, left: list[int]) -> tuple[list[int], bool, bool]:
    """The model: the places of the rows on the page, and whether there are any on either side."""
    stretch = [
        place
        for place in left
        if (asked.after is None or place > asked.after)
        and (asked.before is None or place < asked.before)
    ]
    page = stretch[-asked.last :] if asked.last else stretch[: asked.first]
    if page:
        return page, min(left) < page[0], max(left) > page[-1]
    before = asked.after is not None and any(place <= asked.after for place in left)
    after = asked.before is not None and any(place >= asked.before for place in left)
    return page, before, after


def field_of(name: str, arguments: str, selection: str, alias: str = "page") -> str:
    _, field = name.split(".")
    return f"{alias}: {field}({arguments}) {{ {selection} }}" if arguments else (
        f"{alias}: {field} {{ {selection} }}"
    )  # fmt: skip


def ask(world: World, fields: str, declared: str = "", **variables: Any) -> Any:
    """The object in which the fields are."""
    query = f"query {declared} {{ {world.path.format(fields)} }}"
    data = GraphQLClient(world.viewer).data(query, **variables)
    return data["node"] if "node(" in world.path else data


def cursors_of(world: World, name: str) -> list[str]:
    """The cursors of all rows, which are those of the world."""
    page = ask(world, field_of(name, "first: 100", PAGE))["page"]
    assert [edge["node"]["id"] for edge in page["edges"]] == world.rows
    return [edge["cursor"] for edge in page["edges"]]


def check(world: World, name: str, pages: list[Asked], cursors: list[str], left: list[int]) -> None:
    at_once = AT_ONCE.get(name, USUALLY_AT_ONCE)
    for start in range(0, len(pages), at_once):
        check_at_once(world, name, pages[start : start + at_once], cursors, left)


def check_at_once(
    world: World, name: str, pages: list[Asked], cursors: list[str], left: list[int]
) -> None:
    """Ask by variables, so that one text, parsed once, asks for all pages."""
    names = [(f"{end}{number}", kind) for number in range(len(pages)) for end, kind in ENDS]
    declared = ", ".join(f"${variable}: {kind}" for variable, kind in names)
    fields = [
        field_of(name, ", ".join(f"{end}: ${end}{number}" for end, _ in ENDS), PAGE, f"p{number}")
        for number in range(len(pages))
    ]
    given = [asked.variables(number, cursors) for number, asked in enumerate(pages)]
    answer = ask(world, "\n".join(fields), f"({declared})", **dict(ChainMap(*given)))
    for number, asked in enumerate(pages):
        places, previous, following = expected(asked, left)
        page = answer[f"p{number}"]
        nodes = [{"id": world.rows[place]} for place in places]
        assert page["nodes"] == nodes, asked
        assert page["edges"] == [
            {"cursor": cursors[place], "node": node}
            for place, node in zip(places, nodes, strict=True)
        ], asked
        assert page["pageInfo"] == {
            "hasPreviousPage": previous,
            "hasNextPage": following,
            "startCursor": cursors[places[0]] if places else None,
            "endCursor": cursors[places[-1]] if places else None,
        }, asked


def check_many(
    world: World, name: str, cursors: list[str], left: list[int], *, start: int = 0
) -> None:
    pages = list(every_page())
    assert len(pages) == 288
    check(world, name, pages[start % STRIDE :: STRIDE], cursors, left)


@every_connection
def test_a_page_is_as_the_model_has_it(name: str) -> None:
    world = put_back(WORLDS[name], ROWS)

    check_many(world, name, cursors_of(world, name), list(range(ROWS)))


@every_connection
def test_a_cursor_holds_although_its_row_is_gone(name: str) -> None:
    world = put_back(WORLDS[name], ROWS)
    cursors = cursors_of(world, name)
    for place in GONE:
        world.remove(place)

    left = [place for place in range(ROWS) if place not in GONE]
    check_many(world, name, cursors, left, start=2)


@every_connection
def test_of_an_emptied_list_nothing_is_left_on_either_side(name: str) -> None:
    world = put_back(WORLDS[name], 2)
    cursors = cursors_of(world, name)
    for place in range(2):
        world.remove(place)

    ends = (None, 0, 1)
    pages = [Asked(first=1, after=a, before=b) for a, b in product(ends, ends)]
    check(world, name, [*pages, Asked(last=1)], cursors, [])


def counted(world: World, fields: str) -> int:
    """How many statements both stores were asked."""
    with statements() as sql, recorded_statements() as cypher:
        ask(world, fields)
    return len(sql) + len(cypher)


# Of a page: how many statements more its far side takes, where a cursor was given.
FAR_SIDE = {
    "Query.users": 1,
    "Query.posts": 1,
    "Query.feedConnection": 2,
    "Query.notifications": 1,
    "Query.bookmarks": 2,
    "Query.blockedUsers": 2,
    "Query.mutedUsers": 2,
    "Query.relationHistory": 2,
    "Query.bulkActs": 1,
    "Query.mutedWords": 1,
    "Query.followRequests": 2,
    "Query.sentFollowRequests": 2,
    "User.followers": 2,
    "User.following": 2,
    "User.mutuals": 2,
    "User.posts": 1,
    "Post.commentsConnection": 1,
    "Post.likers": 2,
}

# How many numbers the key of a row has, where it is more than its id.
KEYS = {
    "Post.likers": 3,
    "User.followers": 2,
    "User.following": 2,
    "User.mutuals": 2,
    "Query.bookmarks": 2,
    "Query.blockedUsers": 2,
    "Query.mutedUsers": 2,
    "Query.followRequests": 2,
    "Query.sentFollowRequests": 2,
}

# And its count: of what is counted in PostgreSQL the time is bounded, which is a statement.
COUNT = dict.fromkeys(WORLDS, 1) | {"Query.users": 2, "Query.posts": 2}


@every_connection
def test_a_count_and_a_far_side_cost_only_who_asks_for_them(name: str) -> None:
    world = put_back(WORLDS[name], 3)
    cursors = cursors_of(world, name)
    end = f'first: 1, after: "{cursors[0]}"'

    page = counted(world, field_of(name, "first: 1", "nodes { id }"))

    for forward in ("hasNextPage endCursor", "hasPreviousPage startCursor hasNextPage"):
        selection = f"nodes {{ id }} pageInfo {{ {forward} }}"
        assert counted(world, field_of(name, "first: 1", selection)) == page
    selection = "nodes { id } pageInfo { hasNextPage endCursor }"
    assert counted(world, field_of(name, end, selection)) == page
    selection = "nodes { id } pageInfo { hasPreviousPage }"
    assert counted(world, field_of(name, end, selection)) == page + FAR_SIDE[name]
    assert counted(world, field_of(name, end, "nodes { id } totalCount")) == page + COUNT[name]
    answer = ask(world, field_of(name, end, "totalCount"))
    assert answer == {"page": {"totalCount": 3}}


def bad_arguments(name: str, cursors: list[str]) -> Iterator[tuple[str, str, str]]:
    """Arguments, the one at fault, and the message."""
    for size, argument in product((0, -1, 101, 2**31 - 1, -(2**31)), ("first", "last")):
        yield f"{argument}: {size}", argument, f"`{argument}` must be from 1 to 100, not {size}."
    yield "first: 1, last: 1", "last", "Give `first` or `last`, not both."
    key = KEYS.get(name, 1)
    others = [
        encode_cursor((1,) * key, of=next(other for other in WORLDS if other != name)),
        encode_cursor((1,) * (key + 1), of=name),
        encode_cursor(("1",) * key, of=name),
    ]
    for cursor, argument in product(
        ["", " ", "x", "🙂", "YXJyYXljb25uZWN0aW9uOjA=", cursors[0] + "=", cursors[0][:-1],
         cursors[0].lower(), "W" * 600, *others],
        ("after", "before"),
    ):  # fmt: skip
        yield f'{argument}: "{cursor}"', argument, NOT_A_CURSOR.format(argument)


@every_connection
def test_a_bad_argument_is_named_and_nothing_is_read(name: str) -> None:
    world = put_back(WORLDS[name], 2)
    bad = list(bad_arguments(name, cursors_of(world, name)))
    client = GraphQLClient(world.viewer)

    at_once = AT_ONCE.get(name, USUALLY_AT_ONCE)
    for start in range(0, len(bad), at_once):
        asked = {f"p{number}": each for number, each in enumerate(bad[start : start + at_once])}
        # An alias for each object, as a null may take the place of all that it is in.
        fields = [
            f"{alias}: {world.path.format(field_of(name, arguments, 'nodes { id }', 'page'))}"
            if "node(" in world.path
            else field_of(name, arguments, "nodes { id }", alias)
            for alias, (arguments, _, _) in asked.items()
        ]
        answer = client.answer(f"{{ {' '.join(fields)} }}")
        errors = {error["path"][0]: error for error in answer.get("errors", ())}
        assert len(errors) == len(answer["errors"])
        for alias, (arguments, argument, message) in asked.items():
            assert alias in errors, f"{arguments} is accepted. Is the size of its key in KEYS?"
            error = errors[alias]
            assert error["message"] == message, arguments
            assert error["extensions"] == {
                "code": "BAD_USER_INPUT",
                "field": argument,
                "fields": {argument: message},
            }
            assert error["path"][-1] == ("page" if "node(" in world.path else alias)
            assert answer["data"][alias] in (None, {"page": None}), arguments
