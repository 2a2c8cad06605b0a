"""Why a user is hidden: suspended, deactivated, or both."""

from collections.abc import Callable
from functools import partial

import pytest

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.accounts.staff import change_person
from core.accounts.standing import check_may_act, set_standing
from core.common.errors import Forbidden
from core.database.transactions import atomic_with_retry
from core.journal.models import JournalEntry
from tests.factories import make_user


@atomic_with_retry
def _deactivate(user: User, value: bool) -> None:
    set_standing(lock_user(user.pk), deactivated=value)


def _standing(user: User) -> tuple[bool, bool, bool]:
    found = User.objects.get(pk=user.pk)
    return found.is_active, found.is_suspended, found.is_deactivated


def _recorded(user: User) -> list[str]:
    entries = JournalEntry.objects.filter(actor=user.pk).order_by("pk")
    return list(entries.values_list("kind", flat=True))[1:]


ACTIVE, SUSPENDED, DEACTIVATED, BOTH = (
    (True, False, False),
    (False, True, False),
    (False, False, True),
    (False, True, True),
)


@pytest.mark.usefixtures("stores")
def test_neither_reason_ends_the_other() -> None:
    ada = make_user("ada")
    suspend = partial(change_person, person=ada.pk, is_active=False)
    reinstate = partial(change_person, person=ada.pk, is_active=True)
    deactivate, reactivate = partial(_deactivate, ada, True), partial(_deactivate, ada, False)
    acts: list[Callable[[], object]] = [
        *(suspend, deactivate, reactivate, reinstate, deactivate, suspend),
        *(reinstate, suspend, reactivate, deactivate, reinstate, reactivate),
    ]
    seen = []
    for act in acts:
        act()
        seen.append(_standing(ada))
    assert seen == [
        *(SUSPENDED, BOTH, SUSPENDED, ACTIVE, DEACTIVATED, BOTH, DEACTIVATED),
        *(BOTH, SUSPENDED, BOTH, DEACTIVATED, ACTIVE),
    ]
    # The graph learns only of what changes whether the user is hidden.
    assert _recorded(ada) == ["suspended", "reinstated"] * 2


@pytest.mark.usefixtures("stores")
def test_who_is_hidden_hears_why() -> None:
    ada = make_user("ada")
    version = ada.token_version
    _deactivate(ada, True)
    with pytest.raises(Forbidden, match=r"^Your account is deactivated. Reactivate it first.$"):
        check_may_act(found := User.objects.get(pk=ada.pk))
    assert found.token_version == version + 1
    change_person(person=ada.pk, is_active=False)
    with pytest.raises(Forbidden, match=r"^Your account is suspended.$"):
        check_may_act(User.objects.get(pk=ada.pk))
