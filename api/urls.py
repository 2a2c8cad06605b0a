"""Where everything is served."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import path

from api.executor import executor
from api.http.health import healthz, readyz
from api.http.view import graphql_view
from core.admin.own_password import own_password

graphql = graphql_view(executor)

urlpatterns = [
    path("graphql/", graphql, name="graphql"),
    # Without the slash too: a POST that is sent elsewhere loses its body on the way.
    path("graphql", graphql),
    # Before the admin's, which knows nothing of counted tries and of tokens.
    path("admin/password_change/", admin.site.admin_view(own_password)),
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    # Only with DEBUG: elsewhere a web server or S3 serves the pictures.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
