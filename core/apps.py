"""The one app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """People, posts, comments, notifications and the journal."""

    name = "core"
    verbose_name = "Social graph"
