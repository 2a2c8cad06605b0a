"""Users with factors, and what their app and sign-in answer."""

from base64 import b32decode

from django_otp.oath import TOTP

from core.accounts.clients import Client
from core.accounts.factors.challenges import SecondFactorRequired
from core.accounts.factors.passkeys import begin_passkey, confirm_passkey
from core.accounts.factors.sign_in import sign_in_with_factor
from core.accounts.factors.site import Site
from core.accounts.factors.totp import begin_totp, confirm_totp
from core.accounts.models import User
from core.accounts.sessions import Session, sign_in
from core.accounts.signup import create_user
from core.database.clock import database_now
from tests.addresses import HOME
from tests.authenticator import DOMAIN, ORIGIN, Authenticator

PASSWORD = "correct horse battery"
SITE = Site(DOMAIN, [ORIGIN])


def join(name: str = "ada") -> User:
    """A user with a password."""
    return create_user(username=name, email=f"{name}@example.com", password=PASSWORD)


class App:
    """An authenticator app."""

    def __init__(self, secret: str) -> None:
        self._secret = b32decode(secret)

    def code(self, steps: int = 0) -> str:
        """The code of now, or of so many steps later."""
        oath = TOTP(self._secret, drift=steps)
        oath.time = database_now().timestamp()
        return f"{oath.token():06d}"


def with_app(user: User) -> tuple[App, list[str]]:
    """The user's new app, whose code of the step before is used, and the recovery codes."""
    app = App(begin_totp(user=user, password=PASSWORD, address=HOME).secret)
    return app, list(confirm_totp(user=user, code=app.code(-1), address=HOME))


def with_passkey(user: User, name: str = "Phone") -> tuple[Authenticator, list[str]]:
    """The user's new passkey, and the recovery codes."""
    authenticator = Authenticator()
    options = begin_passkey(user=user, password=PASSWORD, address=HOME, site=SITE)
    made = confirm_passkey(
        user=user, credential=authenticator.create(options), name=name, site=SITE
    )
    return authenticator, list(made.recovery_codes)


def challenged(name: str = "ada", address: str = HOME) -> str:
    """The challenge after the password."""
    try:
        sign_in(name=name, password=PASSWORD, address=address)
    except SecondFactorRequired as required:
        return required.challenge
    raise AssertionError("There was no challenge.")


def by_code(challenge: str, code: str, address: str = HOME) -> Session:
    """The session for a code."""
    return sign_in_with_factor(
        challenge=challenge, code=code, credential=None, site=SITE, client=Client(address)
    )


def by_passkey(challenge: str, credential: str) -> Session:
    """The session for a passkey."""
    return sign_in_with_factor(
        challenge=challenge, code=None, credential=credential, site=SITE, client=Client(HOME)
    )
