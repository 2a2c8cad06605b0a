"""`manage.py shell`: Python with both stores at hand."""

import sys
from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules
from typing import Any

from django.apps import apps
from django.core.management.commands import shell

from graph import nodes, traversals
from graph.connection import client

# Both stores have these: the bare name is the node, as `UserModel` is Django's word already.
IN_BOTH = {"User": "UserModel", "Post": "PostModel"}
BANNER = """\
PostgreSQL  Django models, `.objects`
            {models}
Neo4j       neomodel nodes, `.nodes`
            {nodes}
            read(cypher, **parameters) and write(cypher, **parameters) return records
Traversals  {traversals}

  UserModel.objects.get(username="ada").email
  User.nodes.get(username="ada").following.all()[:3]
  read("MATCH (u:User) RETURN count(u) AS people")[0]["people"]
  user_counts([1])
  help(followers)
"""


class Command(shell.Command):
    """Django's, with names of both stores and a word on them."""

    help = "A Python shell with the models, the nodes of the graph and its traversals."

    def get_namespace(self, **options: Any) -> dict[str, Any]:
        """Return what is there by name; tell of it where somebody types."""
        if options.get("no_imports"):
            return {}
        groups: dict[str, dict[str, Any]]
        groups = {"models": models(), "nodes": node_classes(), "traversals": functions()}
        if options["verbosity"] and not options["command"] and sys.stdin.isatty():
            names = {group: ", ".join(sorted(found)) for group, found in groups.items()}
            self.stdout.write(BANNER.format(**names))
        found = {name: each for group in groups.values() for name, each in group.items()}
        return {**found, "read": client.read, "write": client.write}


def models() -> dict[str, type]:
    """Return the models of every app by the names that they have in the shell."""
    return {
        IN_BOTH.get(model.__name__, model.__name__): model for model in reversed(apps.get_models())
    }


def node_classes() -> dict[str, type]:
    """Return the node classes of the graph by name."""
    return {node.__name__: node for node in nodes.NODES}


def functions() -> dict[str, Callable[..., Any]]:
    """Return the traversals by name."""
    modules = [
        import_module(f"{traversals.__name__}.{module.name}")
        for module in iter_modules(traversals.__path__)
        if module.name != "keyset"
    ]
    return {
        name: function
        for module in modules
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
