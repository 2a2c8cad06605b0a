"""The URLs of development, below /dev/ (DEVELOPMENT_URLS)."""

from django.urls import path

from .mail.views import mailbox, one_mail
from .requests.views import latest, one_request

urlpatterns = [
    path("mail/", mailbox),
    path("mail/<slug:name>/", one_mail),
    path("requests/", latest),
    path("requests/<str:name>/", one_request),
]
