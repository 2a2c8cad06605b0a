"""The feed by strawberry-django, over a table of follows."""
