"""Holes of documents and of pictures: what is cheap to ask for and dear to answer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.hostile.picture_holes import HOLES

from .site import Answer, Person
from .world import World, first_error, logged, statements, times_of

PICTURE = "mutation ($file: Upload) { updateProfile(profileImage: $file) { user { id } } }"
SAME = "query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ...on Post {{ {} }} }} }}"


def _said(answer: Answer) -> str:
    cost = [error["extensions"].get("cost") for error in answer.json.get("errors", ())]
    size = f", {len(answer.body):,} bytes"
    return f"{answer}{size}" + (f", cost {cost[0]:,}" if cost and cost[0] else "")


def text_under_aliases(world: World) -> str:
    """A text of 100 equal objects, by so many aliases."""
    said = []
    for aliases in (45, 14, 2):
        fields = times_of(["content"] * aliases)
        answer = world.site.ask(SAME.format(fields), {"ids": [world.longest] * 100})
        said.append(f"{aliases} aliases: {_said(answer)}")
    return "; ".join(said)


def pages_under_aliases(world: World) -> str:
    """`hasPreviousPage` by 41 aliases in each of eight connections."""
    before = len(world.site.log())
    flags = times_of(["hasPreviousPage"] * 41)
    fragment = f"fragment P on PageInfo {{ {flags} }}"
    said = []
    for connection, who in (("feedConnection", world.mallory), ("posts", None)):
        pages = [
            f'{connection}(first: 1, after: "{post}") {{ pageInfo {{ ...P }} }}'
            for post in (world.posts * 2)[:8]
        ]
        said.append(_said(world.site.ask(f"{{ {times_of(pages)} }} {fragment}", who=who)))
    return f"{'; '.join(said)}; at most {statements(logged(world.site, before))}"


def dates_and_dashes(world: World) -> str:
    """A date without a zone, fifty dashes, and both in the admin."""
    date = world.site.ask('{ posts(createdAfter: "2026-01-01T00:00:00") { nodes { id } } }')
    dashes = world.site.ask(f'{{ posts(search: "{"-" * 50}") {{ totalCount }} }}')
    return f"date {date}; dashes {dashes}"


def profile(world: World) -> str:
    """Twelve uploads at once, of four people: profiles of 362 bytes and of 1.7 kB."""
    names = ("a profile of 5,000 steps", "a profile of 100,000 steps")
    files = [HOLES[name].make() for name in names] * 6
    people = [*world.circle[:4]] * 3
    with ThreadPoolExecutor(len(files)) as threads:
        return _counted(
            threads.map(lambda each: _upload(world, *each), zip(files, people, strict=True))
        )


def thin(world: World) -> str:
    """25,000,000 × 1, and the longest and thinnest that is allowed."""
    files = [HOLES[name].make() for name in ("25,000,000 × 1", "65,535 × 381")]
    return "; ".join(_upload(world, file, world.mallory) for file in files)


def exif(world: World) -> str:
    """15,000 tags: what it writes into the log."""
    before = len(world.site.log())
    said = _upload(world, HOLES["Exif of 15,000 tags"].make(), world.mallory)
    return f"{said}; {len(logged(world.site, before)):,} bytes of log"


def _upload(world: World, file: bytes, who: Person) -> str:
    answer = world.site.upload(PICTURE, file, who)
    return f"{answer} {first_error(answer.body)}".strip()


def _counted(said: "object") -> str:
    return ", ".join(f"{count} × {what}" for what, count in Counter(said).most_common())  # type: ignore[call-overload]
