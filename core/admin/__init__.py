"""The admin at /admin/, for staff.

Lists stay quick at a million rows (see `base.py`), and everything that is changed or deleted here
goes through the services, so that the graph follows. Refresh tokens and import records are not
registered: nobody can act on a hash or on the memory of an import, and a person's sessions are
ended on the page of that person.
"""

from django.contrib import admin

from . import (
    comments,
    jobs,
    journal,
    moderation,
    notifications,
    posts,
    rings,
    rules,
    suggestions,
    users,
)
from .sign_in import SignInForm

__all__ = [
    "comments",
    "jobs",
    "journal",
    "moderation",
    "notifications",
    "posts",
    "rings",
    "rules",
    "suggestions",
    "users",
]

admin.site.site_header = "Social graph"
admin.site.site_title = "Social graph"
admin.site.login_form = SignInForm
admin.site.login_template = "admin/core/login.html"
# Browsers find the playground there.
admin.site.site_url = "/graphql/"
# The tables need the room.
admin.site.enable_nav_sidebar = False
admin.site.index_title = "Administration"
admin.site.index_template = "admin/core/home.html"
