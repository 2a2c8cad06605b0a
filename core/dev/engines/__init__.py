"""The embedded servers: a real PostgreSQL and a real Neo4j, started without Docker, Java or root.

The settings import `addresses` and nothing else from here; neither models nor services are
imported.
"""
