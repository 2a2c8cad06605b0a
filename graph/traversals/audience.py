"""Which of some users follow which of others: the audience of new posts."""

from collections.abc import Collection

from graph.connection import client

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

    One Cypher statement. Cost: for each pair an index seek and the smaller degree of the two.
    Raises GraphUnavailable.
    """
    record = client.read_one(AUDIENCE, authors=list(authors), readers=list(readers))
    found = {author: set(readers) for author, readers in record["audiences"]}
    return {author: found.get(author, set()) for author in authors}
