"""The URLs of development (DEVELOPMENT_URLS): pages below /dev/, and the documentation."""

from django.urls import include, path, re_path

from docs.view import site

from .mail.views import mailbox, one_mail
from .requests.views import latest, one_request

pages = [
    path("mail/", mailbox),
    path("mail/<slug:name>/", one_mail),
    path("requests/", latest),
    path("requests/<str:name>/", one_request),
]
urlpatterns = [path("dev/", include(pages)), re_path("^docs/(?P<path>.*)$", site)]
