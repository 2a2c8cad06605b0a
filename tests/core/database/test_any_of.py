"""One parameter for many values."""

import pytest
from django.db.models.functions import Lower

from core.accounts.models import User
from core.database.any_of import AnyOf, any_of
from tests.factories import make_users

pytestmark = pytest.mark.usefixtures("stores")


def usernames(condition: AnyOf) -> list[str]:
    found = User.objects.filter(condition).order_by("username")
    return list(found.values_list("username", flat=True))


def test_rows_with_one_of_the_values_are_found() -> None:
    make_users("ada", "bob", "Cleo")
    assert usernames(any_of("username", ["ada", "Cleo", "cleo", "{a,b}", "'\\"])) == ["Cleo", "ada"]
    assert usernames(any_of(Lower("username"), ["bob", "cleo"])) == ["Cleo", "bob"]
    assert usernames(any_of("username", [])) == []
