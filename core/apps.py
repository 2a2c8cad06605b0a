"""The one app."""

from functools import partial

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string

from core.telemetry.install import install
from graph.connection import driver, neomodel_driver
from graph.connection.client import breaker
from graph.connection.warmup import warm_up

# Of the ten in which a service has to be itself again.
WARM_UP_SECONDS = 5.0


class CoreConfig(AppConfig):
    """People, posts, comments, notifications and the journal."""

    name = "core"
    verbose_name = "Social graph"

    def ready(self) -> None:
        """Tell the graph room where Neo4j is (the driver opens at its first use); be watched."""
        if settings.NEO4J_BEFORE_CONNECTING:
            driver.before_connecting(import_string(settings.NEO4J_BEFORE_CONNECTING))
        driver.configure(settings.NEO4J_URL)
        neomodel_driver.configure()
        # A Neo4j that was started again is cold: nobody shall wait for its first plans.
        breaker.before_closing(partial(warm_up, WARM_UP_SECONDS))
        install()
