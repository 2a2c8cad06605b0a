"""One address, and the token of who asks."""

import os
from typing import Any

import jwt
from django.http import HttpRequest
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from strawberry.django.views import GraphQLView

from .models import Person
from .schema import schema


class View(GraphQLView):
    """Reads the user of the token, as the usual JWT packages for Django do."""

    def dispatch(self, request: HttpRequest, *arguments: Any, **options: Any) -> Any:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, os.environ["PEER_SECRET"], ["HS256"], audience="postgraphile")
        request.viewer = Person.objects.get(pk=claims["sub"])
        return super().dispatch(request, *arguments, **options)


urlpatterns = [path("graphql/", csrf_exempt(View.as_view(schema=schema, graphql_ide=None)))]
