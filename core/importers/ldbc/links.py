"""Tables of two ids: who made a post, what a comment replies to."""

from typing import NamedTuple

from core.importers.run import Place, Run

from .folder import Folder, read_table


class Link(NamedTuple):
    """What a thing is linked to, and the line that says so."""

    key: str
    place: Place


Links = dict[str, Link]


def read_links(run: Run, folder: Folder, table: str, columns: tuple[str, str]) -> Links:
    """The whole table by its first column, in memory; a second line about one thing is refused."""
    links: Links = {}
    for place, (key, linked) in read_table(run, folder, table, columns):
        if key in links and links[key].key != linked:
            run.refuse(place, f"{key} is linked to {links[key].key} already.")
        else:
            links[key] = Link(linked, place)
    return links
