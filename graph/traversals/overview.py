"""One user as the graph has them, for the admin, by the classes of `nodes.py`."""

from dataclasses import dataclass
from typing import LiteralString

from graph.connection.neomodel_driver import ask
from graph.edges import FOLLOWS, LIKED, POSTED
from graph.nodes import User

# Hidden edges too: the admin compares them with PostgreSQL's, of which none is missing.
EDGES: LiteralString = f"""
MATCH (u:User) WHERE elementId(u) = $self
RETURN COUNT {{ (u)<-[:{FOLLOWS.with_hidden}]-() }}, COUNT {{ (u)-[:{FOLLOWS.with_hidden}]->() }},
  COUNT {{ (u)-[:{POSTED.with_hidden}]->() }}, COUNT {{ (u)-[:{LIKED.with_hidden}]->() }},
  COLLECT {{
    MATCH (u)-[f:{FOLLOWS.with_hidden}]->(o:User) RETURN o ORDER BY f.since DESC LIMIT 5
  }},
  COLLECT {{
    MATCH (u)<-[f:{FOLLOWS.with_hidden}]-(o:User) RETURN o ORDER BY f.since DESC LIMIT 5
  }}
"""


@dataclass(frozen=True, slots=True)
class Overview:
    """The degrees of a user and the latest follows both ways, newest first; hidden edges too."""

    followers: int
    following: int
    posts: int
    likes: int
    last_followed: list[User]
    last_followers: list[User]


def overview(uid: int) -> Overview | None:
    """Return the overview of a user; None where the graph has no such node.

    Raises GraphUnavailable. Cost: two statements; an index seek, four stored degrees, and every
    follow of this user, of which the newest five of each direction come back.
    """
    found = ask("User.nodes.filter(uid)", lambda: User.nodes.filter(uid=uid).all())
    if not found:
        return None
    (person,) = found
    ((*degrees, followed, followers),) = ask(EDGES, lambda: person.cypher(EDGES)[0])
    return Overview(
        *degrees, *([User.inflate(node) for node in side] for side in (followed, followers))
    )
