"""The URLs of development (DEVELOPMENT_URLS): pages below /dev/, and the documentation."""

from django.urls import include, path, re_path

from docs.view import site

from .graph_browser.views import browser, guide, style
from .mail.views import mailbox, one_mail
from .requests.views import latest, one_request

pages = [
    path("graph/guide/", guide, name="graph_guide"),
    path("graph/style/", style, name="graph_style"),
    re_path("^graph/(?P<path>.*)$", browser),
    path("mail/", mailbox),
    path("mail/<slug:name>/", one_mail),
    path("requests/", latest),
    path("requests/<str:name>/", one_request),
]
urlpatterns = [path("dev/", include(pages)), re_path("^docs/(?P<path>.*)$", site)]
