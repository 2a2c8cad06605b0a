"""A stream lasts as long as the session of whom it is for."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from graphql_jwt.settings import jwt_settings

from api.auth.tokens import access_token
from core.accounts.models import User
from core.accounts.sessions import end_all_sessions
from core.accounts.staff import change_person, set_password
from core.api_tokens.models import Scope
from core.api_tokens.services import create_api_token, revoke_api_token
from core.follows.services import follow
from core.moderation.deletion import remove_account
from tests.journeys.server import Instance

from .events import EventSource, ServerEvent
from .people import NOTIFIED, Person, person
from .test_websocket import known

pytestmark = pytest.mark.usefixtures("stores")

ENDINGS: dict[str, Callable[[Person], object]] = {
    "signed out everywhere": lambda who: end_all_sessions(who.user),
    "another password": lambda who: set_password(
        person=who.user.pk, new="another long pass phrase"
    ),
    "suspended": lambda who: change_person(person=who.user.pk, is_active=False),
    "no longer of the staff": lambda who: [
        User.objects.filter(pk=who.user.pk).update(is_staff=True),
        change_person(person=who.user.pk, is_staff=False),
    ],
    "deleted": lambda who: remove_account(who.user),
}


def unauthenticated(message: str) -> list[ServerEvent]:
    """How a stream ends then."""
    error = {"message": message, "extensions": {"code": "UNAUTHENTICATED"}}
    return [
        ServerEvent("next", "", {"errors": [error]}),
        ServerEvent("complete", "", None),
    ]


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_a_session_that_ends_ends_its_streams(
    instance: Instance, ending: Callable[[Person], object]
) -> None:
    ada, ben = person("ada"), person("ben")
    with (
        EventSource(instance.port, NOTIFIED, ada.token).opened() as hers,
        EventSource(instance.port, NOTIFIED, ben.token).opened() as his,
    ):
        ending(ada)
        assert hers.rest() == unauthenticated("Your session has ended. Sign in again.")
        follow(follower=person("cem").user, followee=ben.user.pk)
        assert his.data()["notificationReceived"]["unreadNotificationsCount"] == 1
    with EventSource(instance.port, NOTIFIED, ada.token) as again:
        [event, _] = again.rest()
        assert event.data["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


def test_a_stream_by_api_token_ends_with_it_and_no_other_does(instance: Instance) -> None:
    ada = person("ada")
    make = partial(create_api_token, user=ada.user, name="Bot", scopes=[Scope.READ])
    one, two = make(), make()
    with (
        EventSource(instance.port, NOTIFIED, one.text).opened() as first,
        EventSource(instance.port, NOTIFIED, two.text).opened() as second,
        EventSource(instance.port, NOTIFIED, ada.token).opened() as session,
        known(instance, two.text),
    ):
        revoke_api_token(user=ada.user, token=one.row.pk)
        assert first.rest() == unauthenticated("Your session has ended. Sign in again.")
        follow(follower=person("ben").user, followee=ada.user.pk)
        for stream in (second, session):
            assert stream.data()["notificationReceived"]["unreadNotificationsCount"] == 1
        end_all_sessions(ada.user)
        assert second.rest() == unauthenticated("Your session has ended. Sign in again.")


def test_a_new_session_outlives_the_end_of_the_old_ones(instance: Instance) -> None:
    ada = person("ada")
    with EventSource(instance.port, NOTIFIED, ada.token).opened() as old:
        end_all_sessions(ada.user)
        ada.user.refresh_from_db()
        with EventSource(instance.port, NOTIFIED, access_token(ada.user)).opened() as new:
            assert len(old.rest()) == 2
            follow(follower=person("ben").user, followee=ada.user.pk)
            assert new.data()["notificationReceived"]["unreadNotificationsCount"] == 1


def test_a_token_that_runs_out_ends_its_streams_and_closes_its_socket(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = person("ada")
    monkeypatch.setattr(jwt_settings, "JWT_EXPIRATION_DELTA", timedelta(seconds=3))
    token = access_token(ada.user)
    with (
        EventSource(instance.port, NOTIFIED, token).opened() as stream,
        known(instance, token) as socket,
    ):
        assert stream.rest() == unauthenticated("Your session has expired.")
        assert socket.closed() == (4403, "UNAUTHENTICATED: Your session has expired.")
