"""The URLs of development, below /dev/ (DEVELOPMENT_URLS)."""

from django.urls import path

from .views import mailbox, one_mail

urlpatterns = [path("mail/", mailbox), path("mail/<slug:name>/", one_mail)]
