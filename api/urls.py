"""URLs."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path, re_path

from api.account_mail.pages import page
from api.data.download import download
from api.executor import executor
from api.home.documents import document
from api.home.favicon import favicon
from api.home.view import home
from api.http.health import healthz, readyz
from api.http.view import graphql_view
from api.web.view import ROUTES, root, web_client
from core.admin.own_password import own_password
from core.admin.passkey_options import passkey_options

graphql = graphql_view(executor)

urlpatterns = [
    path("", root, name="home"),
    path("about/", home),
    *(re_path(route, web_client) for route in ROUTES),
    path("account/<slug:name>/", page),
    path("docs/<slug:name>", document),
    path("favicon.ico", favicon),
    path("graphql/", graphql, name="graphql"),
    # Without the slash too: a redirected POST loses its body.
    path("graphql", graphql),
    path("data/<str:link>", download, name="data_export"),
    # Before the admin's own, which neither counts attempts nor revokes tokens.
    path("admin/password_change/", admin.site.admin_view(own_password)),
    path("admin/passkey/", passkey_options, name="passkey_options"),
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    *([path("", include(settings.DEVELOPMENT_URLS))] if settings.DEVELOPMENT_URLS else []),
    # Only with DEBUG: in production a web server or S3 serves the images.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
