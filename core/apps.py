"""The one app."""

from django.apps import AppConfig
from django.conf import settings

from graph import driver


class CoreConfig(AppConfig):
    """People, posts, comments, notifications and the journal."""

    name = "core"
    verbose_name = "Social graph"

    def ready(self) -> None:
        """Tell the graph room where Neo4j is; the driver opens at its first use."""
        driver.configure(settings.NEO4J_URL)
