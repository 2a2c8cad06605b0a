"""The one app."""

from django.apps import AppConfig
from django.conf import settings

from core.telemetry.install import install
from graph import driver


class CoreConfig(AppConfig):
    """People, posts, comments, notifications and the journal."""

    name = "core"
    verbose_name = "Social graph"

    def ready(self) -> None:
        """Tell the graph room where Neo4j is (the driver opens at its first use); be watched."""
        driver.configure(settings.NEO4J_URL)
        install()
