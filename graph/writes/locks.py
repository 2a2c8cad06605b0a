"""The locks that begin the statement of a write."""

# Users before posts, each in the order of their ids, everywhere: so no two writes deadlock. A node
# that has not arrived yet is created without a name or an author, which no traversal needs; one
# that was deleted is removed again, and the rows about it then match nothing. A node that got the
# label of those that leave (`leaving.py`) while this waited for its lock is left alone.
#
# Planned once: each of these statements has the same plan whatever the graph holds, and the first
# tombstones of a kind would let the server plan it again, within a request, for up to a second.
LOCKS = """CYPHER replan=skip
        CALL () {
          UNWIND $people AS uid
          MERGE (u:User {uid: uid}) SET u.locked = true REMOVE u.locked
          WITH u MATCH (:DeletedUser {uid: u.uid}) WHERE u:User DETACH DELETE u
        }
        CALL () {
          UNWIND $posts AS pid
          MERGE (p:Post {pid: pid}) SET p.locked = true REMOVE p.locked
          WITH p MATCH (:DeletedPost {pid: p.pid}) WHERE p:Post DETACH DELETE p
        }
"""
