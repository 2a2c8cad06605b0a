"""The Neo4j Browser at /dev/graph/, with a style and a guide of ours, and no other hosts."""
