"""A client, and nothing done yet."""

import pytest
from django.test import Client

from .small_schema import done


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)
