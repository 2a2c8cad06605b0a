"""Queries that show what is in the graph, for the guide of the Neo4j Browser."""

from typing import LiteralString, NamedTuple


class Recipe(NamedTuple):
    """A question, a sentence about it, and the Cypher that answers it, on the demo."""

    question: str
    text: str
    cypher: LiteralString


RECIPES = (
    Recipe(
        "A feed as a picture",
        "The newest four posts of ada's feed, who wrote them, and followees who like them.",
        """MATCH (ada:User {username: "ada"})-[:FOLLOWS]->(author)-[:POSTED]->(post)
WITH ada, author, post ORDER BY post.pid DESC LIMIT 4
MATCH written = (ada)-[:FOLLOWS]->(author)-[:POSTED]->(post)
OPTIONAL MATCH liked = (ada)-[:FOLLOWS]->(:User)-[:LIKED]->(post)
RETURN written, collect(liked)[..2] AS liked""",
    ),
    Recipe(
        "Who is around somebody",
        "Ten users whom ada follows, and the follows among them: groups show as knots.",
        """MATCH (ada:User {username: "ada"})-[:FOLLOWS]->(person)
WITH ada, collect(person)[..10] AS people
UNWIND people AS person
MATCH path = (ada)-[:FOLLOWS]->(person)
OPTIONAL MATCH among = (person)-[:FOLLOWS]->(other) WHERE other IN people
RETURN path, among""",
    ),
    Recipe(
        "Why somebody is suggested",
        "The users in between ada and the user whom most of her followees follow.",
        """MATCH (ada:User {username: "ada"})-[:FOLLOWS]->(between)-[:FOLLOWS]->(person)
WHERE person <> ada AND NOT (ada)-[:FOLLOWS]->(person)
WITH ada, person, count(*) AS mutuals ORDER BY mutuals DESC, person.uid LIMIT 1
MATCH path = (ada)-[:FOLLOWS]->()-[:FOLLOWS]->(person)
RETURN path LIMIT 12""",
    ),
    Recipe(
        "The shortest way between two users",
        "At most six follows, in either direction.",
        """MATCH (ada:User {username: "ada"})
MATCH (far:User) WHERE far <> ada WITH ada, far ORDER BY COUNT { (far)<-[:FOLLOWS]-() }, far.uid
LIMIT 1
MATCH path = shortestPath((ada)-[:FOLLOWS*..6]-(far))
RETURN path""",
    ),
    Recipe(
        "Who is followed most",
        "Stored degrees: no edge is read.",
        """MATCH (person:User)
RETURN person.username AS username, COUNT { (person)<-[:FOLLOWS]-() } AS followers
ORDER BY followers DESC LIMIT 10""",
    ),
    Recipe(
        "When it grew",
        "Follows by week. Times in the graph are milliseconds since 1970.",
        """MATCH ()-[follow:FOLLOWS]->()
WITH date.truncate("week", datetime({epochMillis: follow.since})) AS week
RETURN toString(week) AS week, count(*) AS follows ORDER BY week""",
    ),
    Recipe(
        "Who follows each other",
        "The part of all follows that is answered.",
        """MATCH (a:User)-[:FOLLOWS]->(b:User)
RETURN count(*) AS follows, sum(CASE WHEN (b)-[:FOLLOWS]->(a) THEN 1 ELSE 0 END) AS answered""",
    ),
    Recipe(
        "When a post was written",
        "The id of a post has its time: all but its last 21 bits are milliseconds since 1970.",
        """MATCH (author:User)-[:POSTED]->(post:Post)
WITH author, post ORDER BY post.pid DESC LIMIT 10
RETURN author.username AS author, COUNT { (post)<-[:LIKED]-() } AS likes,
  toString(datetime({epochMillis: post.pid / 2097152})) AS written""",
    ),
)
