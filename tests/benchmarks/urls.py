"""The addresses of production and the hand-written feed beside them."""

from django.urls import path

from api.urls import urlpatterns as production

from .handwritten import feed

urlpatterns = [*production, path("handwritten/feed", feed)]
