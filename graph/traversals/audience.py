"""Which of some users follow which of others: the audience of new posts."""

from collections.abc import Collection
from typing import LiteralString

from graph.edges import FOLLOWS

from .indexed import COMPLETE, exists, read_indexed

AUDIENCE_BY_INDEX: LiteralString = f"""
UNWIND $authors AS uid
MATCH (author:User {{uid: uid}}) WHERE author.suspended IS NULL
CALL (uid) {{
  UNWIND $readers AS reader
  WITH uid, reader WHERE {exists(FOLLOWS, "reader", "uid")}
  RETURN collect(reader) AS readers
}}
WITH collect([uid, readers]) AS audiences
RETURN audiences, {COMPLETE}
"""
AUDIENCE = """
UNWIND $authors AS uid
MATCH (author:User {uid: uid}) WHERE author.suspended IS NULL
CALL (author) {
  UNWIND $readers AS uid
  MATCH (reader:User {uid: uid})
  USING INDEX reader:User(uid)  // and not the author's followers, of whom there may be a million
  WHERE EXISTS { (reader)-[:FOLLOWS|HIDDEN_FOLLOWS]->(author) }
  RETURN collect(reader.uid) AS readers
}
RETURN collect([author.uid, readers]) AS audiences
"""


def audience(authors: Collection[int], readers: Collection[int]) -> dict[int, set[int]]:
    """Return those of `readers` who follow each of `authors`; empty for an unknown author.

    Empty for a suspended author; suspended readers are included.

    One Cypher statement. Cost: for each pair one or two index seeks.
    Raises GraphUnavailable.
    """
    record = read_indexed(AUDIENCE_BY_INDEX, AUDIENCE, authors=list(authors), readers=list(readers))
    found = {author: set(readers) for author, readers in record["audiences"]}
    return {author: found.get(author, set()) for author in authors}
