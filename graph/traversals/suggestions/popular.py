"""Who fills a list of suggestions that is too short."""

from typing import LiteralString

# For `dismissed`, `followed` and `near`, the better ones that were found; returns `popular`. The
# most followed of those whom the newest follows of the network went to.
POPULAR: LiteralString = """
CALL (dismissed, followed, near) {
  UNWIND CASE WHEN size(near) < $limit THEN [[entry IN near | entry.person]] ELSE [] END AS found
  CALL () {
    MATCH ()-[follows:FOLLOWS]->(person) USING INDEX SEEK follows:FOLLOWS(since)
    WHERE follows.since > -1
    WITH follows, person ORDER BY follows.since DESC LIMIT $newest_follows
    RETURN DISTINCT person
  }
  WITH person, dismissed + followed + found AS known
  WHERE person.uid <> $viewer AND NOT person IN known AND NOT person.uid IN $hidden
  WITH person, COUNT { (person)<-[:FOLLOWS]-() } AS degree ORDER BY degree DESC, person.uid
  LIMIT $limit
  RETURN collect({person: person, marks: []}) AS popular
}
"""
