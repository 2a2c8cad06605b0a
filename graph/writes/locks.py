"""The locks of a write, with which its statement begins."""

# People before posts, each in the order of their ids, everywhere: so no two writes wait for each
# other. A node that has not arrived yet is made, without a name or an author, which no traversal
# minds; one that was deleted is taken away again, and the rows about it then match nothing.
LOCKS = """
        CALL () {
          UNWIND $people AS uid
          MERGE (u:User {uid: uid}) SET u.locked = true REMOVE u.locked
          WITH u MATCH (:DeletedUser {uid: u.uid}) DETACH DELETE u
        }
        CALL () {
          UNWIND $posts AS pid
          MERGE (p:Post {pid: pid}) SET p.locked = true REMOVE p.locked
          WITH p MATCH (:DeletedPost {pid: p.pid}) DETACH DELETE p
        }
"""
