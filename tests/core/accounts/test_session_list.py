"""The list of sessions: what it says of them, and what is void after their end."""

import pytest

from api.auth.tokens import access_token, user_of_token
from core.accounts.clients import Client
from core.accounts.models import RefreshToken, User
from core.accounts.session_list import end_session_of, sessions_of
from core.accounts.sessions import Session, end_session, refresh_session, start_session
from core.common.errors import NotFound, Unauthenticated
from core.realtime.models import LiveEvent
from tests.addresses import HOME
from tests.factories import make_user, make_users
from tests.statements import statements

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iOS"),
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/142.0.0.0", "Edge on Windows"),
        ("curl/8.5.0", "curl"),
        ("Mozilla/5.0 (Linux; Android 15) Nothing", "Android"),
        ("", ""),
        ("x" * 100_000 + " Firefox/1", ""),
    ],
)
def test_the_device_is_browser_and_system(user_agent: str, device: str) -> None:
    assert Client(HOME, user_agent).device == device


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("", ""),
    ],
)
def test_the_place_is_no_whole_address(address: str, place: str) -> None:
    assert Client(address).place == place


def is_good(session: Session) -> bool:
    try:
        return user_of_token(access_token(session.user, at=session.at)) == session.user
    except Unauthenticated:
        return False


@pytest.mark.usefixtures("stores")
def test_a_session_keeps_its_beginning_and_moves_with_its_client() -> None:
    ada = make_user("ada")
    first = start_session(ada, Client("203.0.113.77", FIREFOX))
    second = start_session(ada, Client("198.51.100.1", SAFARI))
    [began] = {row.created_at for row in sessions_of(ada) if row.device == "Firefox on Linux"}
    moved = refresh_session(refresh_token=first.refresh_token, address="192.0.2.9")
    token = access_token(moved.user, at=moved.at)

    with statements() as seen:
        listed = sessions_of(user_of_token(token))

    assert len(seen) == 2
    assert [(row.device, row.place, row.current) for row in listed] == [
        ("Firefox on Linux", "192.0.2.0/24", True),
        ("Safari on iOS", "198.51.100.0/24", False),
    ]
    assert (listed[0].created_at, listed[0].last_used_at) == (began, moved.at)
    assert listed[1].last_used_at == second.at


@pytest.mark.usefixtures("stores")
def test_an_ended_session_ends_its_tokens_and_no_others() -> None:
    ada, eve = make_users("ada", "eve")
    one, other, hers = start_session(ada), start_session(ada), start_session(eve)
    assert one.user.session is not None
    LiveEvent.objects.all().delete()
    with pytest.raises(NotFound, match=r"^Session not found.$"):
        end_session_of(user=eve, session=one.user.session)
    assert LiveEvent.objects.count() == 0
    assert is_good(one)

    end_session_of(user=ada, session=one.user.session)

    assert [is_good(each) for each in (one, other, hers)] == [False, True, True]
    assert list(LiveEvent.objects.values_list("kind", "person")) == [("sessions_ended", ada.pk)]
    with pytest.raises(Unauthenticated):
        refresh_session(refresh_token=one.refresh_token, address=HOME)
    with pytest.raises(NotFound):
        end_session_of(user=ada, session=one.user.session)
    end_session(refresh_token=other.refresh_token)
    assert not is_good(other)


@pytest.mark.usefixtures("stores")
def test_a_stolen_refresh_token_ends_the_access_token_too() -> None:
    session = start_session(make_user("ada"))
    refreshed = refresh_session(refresh_token=session.refresh_token, address=HOME)
    assert is_good(refreshed)
    with pytest.raises(Unauthenticated):
        refresh_session(refresh_token=session.refresh_token, address=HOME)
    assert not is_good(refreshed)


@pytest.mark.usefixtures("stores")
def test_a_token_names_no_session_of_somebody_else() -> None:
    ada, eve = make_users("ada", "eve")
    session = start_session(ada)
    eve.session = session.user.session
    with pytest.raises(Unauthenticated):
        user_of_token(access_token(eve))


@pytest.mark.usefixtures("stores")
def test_sessions_of_the_release_before_are_listed() -> None:
    session = start_session(make_user("ada"))
    RefreshToken.objects.update(began_at=None, device="", place="")
    ada = User.objects.get()
    [listed] = sessions_of(ada)
    assert (listed.device, listed.place, listed.created_at) == ("", "", session.at)
    assert not listed.current
