"""Tables of two ids: the author of a post, the parent of a comment."""

from typing import NamedTuple

from core.importers.run import Place, Run

from .folder import Folder, read_table


class Link(NamedTuple):
    """The linked id, and the line that has it."""

    key: str
    place: Place


Links = dict[str, Link]


def read_links(run: Run, folder: Folder, table: str, columns: tuple[str, str]) -> Links:
    """Return the whole table by its first column, in memory; refuses a duplicate key."""
    links: Links = {}
    for place, (key, linked) in read_table(run, folder, table, columns):
        if key in links and links[key].key != linked:
            run.refuse(place, f"{key} is linked to {links[key].key} already.")
        else:
            links[key] = Link(linked, place)
    return links
