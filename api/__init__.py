"""The Graphene schema and the HTTP in front of it."""
