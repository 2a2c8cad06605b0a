"""Who of some people follows whom of others: the audience of new posts."""

from collections.abc import Collection

from graph import door

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
    """Those of `readers` who follow each of `authors`; nobody follows whom the graph does not know.

    Nobody does of an author who is suspended; a reader who is suspended goes on reading.

    One Cypher statement. Cost: for each pair an index seek and the smaller degree of the two.
    Raises GraphUnavailable.
    """
    record = door.read_one(AUDIENCE, authors=list(authors), readers=list(readers))
    found = {author: set(readers) for author, readers in record["audiences"]}
    return {author: found.get(author, set()) for author in authors}
