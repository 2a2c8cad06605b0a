"""Making, finding, revoking and ending API tokens."""

import re
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.db.models.functions import Now

from core.accounts.models import User
from core.accounts.sessions import end_all_sessions
from core.accounts.staff import change_person, set_password
from core.api_tokens.models import ApiToken, Scope
from core.api_tokens.selectors import api_tokens, user_of_api_token
from core.api_tokens.services import (
    MAX_TOKENS,
    NewToken,
    count_writes,
    create_api_token,
    purge,
    revoke_api_token,
)
from core.api_tokens.text import digest_of, is_api_token, new_token
from core.common.errors import InvalidInput, NotFound, RateLimited
from core.common.rates import Rate
from core.moderation.deletion import remove_account
from core.visibility import Viewer
from tests.factories import make_user, make_users
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("stores")


def token_for(user: User, *scopes: Scope, days: int = 90) -> NewToken:
    return create_api_token(user=user, name="Bot", scopes=scopes or [Scope.READ], days=days)


def test_a_scanner_finds_a_token_and_a_wrong_letter_is_seen_without_a_look() -> None:
    token = new_token()

    assert re.fullmatch("sgraph_[0-9A-Za-z]{49}", token)
    assert re.fullmatch("[0-9a-f]{64}", digest_of(token) or "")
    assert new_token() != token
    wrong = token[:20] + ("a" if token[20] != "a" else "b") + token[21:]
    for text in (
        wrong,
        token[:-1],
        token + "0",
        "",
        "sgraph_",
        token.replace("sgraph_", "ghp_12_"),
    ):
        assert digest_of(text) is None, text
    assert is_api_token(wrong)
    with statements() as seen:
        assert user_of_api_token(wrong) is None
    assert seen == []


def test_a_token_finds_its_user_and_what_it_allows_in_one_statement() -> None:
    ada, bob = make_users("ada", "bob")
    made = token_for(ada, Scope.WRITE)
    token_for(bob)

    with statements() as seen:
        found = user_of_api_token(made.text)

    assert len(seen) == 1
    assert found == ada
    assert (found.api_token, found.scopes) == (made.row.pk, ["read", "write"])
    assert found.token_expires_at == made.row.expires_at
    assert (found.hidden, found.muted, found.muted_words) == ("{}", [], [])
    assert (made.row.expires_at - made.row.created_at).days == 90
    assert made.row.digest == digest_of(made.text)
    assert made.row.last_four == made.text[-4:]


def test_when_it_was_used_is_stored_once_an_hour() -> None:
    made = token_for(make_user("ada"))

    user_of_api_token(made.text)
    made.row.refresh_from_db()
    first = made.row.last_used_at
    user_of_api_token(made.text)
    made.row.refresh_from_db()

    assert first is not None
    assert made.row.last_used_at == first


def _new_password(made: NewToken) -> None:
    set_password(person=made.row.user.pk, new="a stable with staples")


ENDINGS: dict[str, Callable[[NewToken], object]] = {
    "revoked": lambda made: revoke_api_token(user=made.row.user, token=made.row.pk),
    "expired": lambda made: ApiToken.objects.filter(pk=made.row.pk).update(expires_at=Now()),
    "every session ended": lambda made: end_all_sessions(made.row.user),
    "a new password": _new_password,
    "suspended": lambda made: change_person(person=made.row.user.pk, is_active=False),
    "deleted": lambda made: remove_account(made.row.user),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_ends_a_token(ending: str) -> None:
    made = token_for(make_user("ada"))

    ENDINGS[ending](made)

    assert user_of_api_token(made.text) is None
    assert api_tokens(Viewer.of(made.row.user)) == []
    purge()
    assert ApiToken.objects.count() == 0


def test_a_suspension_that_ends_brings_no_token_back() -> None:
    made = token_for(make_user("ada"))
    change_person(person=made.row.user.pk, is_active=False)

    change_person(person=made.row.user.pk, is_active=True)

    assert user_of_api_token(made.text) is None


def test_a_user_has_a_bounded_number_of_tokens_and_a_dead_one_makes_room() -> None:
    ada, bob = make_users("ada", "bob")
    row = token_for(ada).row
    rows = [row, *_copies(row, MAX_TOKENS - 1)]

    with pytest.raises(InvalidInput, match="You have 20 API tokens"):
        token_for(ada)
    token_for(bob)
    ApiToken.objects.filter(pk=rows[3].pk).update(expires_at=Now())
    newest = token_for(ada).row

    assert len(api_tokens(Viewer.of(ada))) == MAX_TOKENS
    assert api_tokens(Viewer.of(ada))[0] == newest
    assert len(api_tokens(Viewer.of(bob))) == 1


def _copies(row: ApiToken, count: int) -> list[ApiToken]:
    return ApiToken.objects.bulk_create(
        ApiToken(
            user=row.user,
            name="Copy",
            scopes=["read"],
            digest=f"{number:064}",
            last_four="0000",
            token_version=row.token_version,
            expires_at=row.expires_at,
        )
        for number in range(count)
    )


def test_a_token_of_another_is_not_found() -> None:
    ada, bob = make_users("ada", "bob")
    made = token_for(ada)

    with pytest.raises(NotFound, match="API token not found"):
        revoke_api_token(user=bob, token=made.row.pk)

    assert user_of_api_token(made.text) == ada


def test_every_fault_is_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        create_api_token(user=make_user("ada"), name=" ", scopes=[], days=0)

    assert refused.value.fields == {
        "name": "This must not be empty.",
        "scopes": "Choose at least one scope.",
        "expiresInDays": "Choose 1 to 366 days.",
    }


def test_a_token_has_a_limit_of_writes_of_its_own(settings: LazySettings) -> None:
    settings.RATES = {**settings.RATES, "api_token_writes": Rate(3, "hour")}
    count_writes(token=1, times=2)
    count_writes(token=2, times=3)
    count_writes(token=1, times=1)

    with pytest.raises(RateLimited) as refused:
        count_writes(token=1, times=1)

    assert refused.value.message == (
        "This API token has reached its limit of 3 writes per hour. Try again in 20 minutes."
    )
