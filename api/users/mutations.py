"""Mutations of accounts: sign-up, sessions, passwords, profile, deletion."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.payloads import OkPayload
from api.scalars import Upload
from core.accounts.factors.challenges import SecondFactorRequired
from core.accounts.factors.sign_in import offer_passkey
from core.accounts.models import User as UserModel
from core.accounts.password_changes import change_password
from core.accounts.profiles import MAX_BIO_LENGTH, MAX_DISPLAY_NAME_LENGTH, update_profile
from core.accounts.sessions import (
    MIN_RETRY_KEY_LENGTH,
    Session,
    check_retry_key,
    end_all_sessions,
    end_session,
    refresh_session,
    sign_in,
    sign_up,
)
from core.accounts.signup import MAX_USERNAME_LENGTH, MIN_USERNAME_LENGTH
from core.common.errors import Unauthenticated
from core.common.faults import Faults
from core.moderation.deletion import delete_account

from .payloads import SessionPayload, UserPayload


class UserMutations(graphene.ObjectType):
    """The account fields of Mutation."""

    signup = graphene.Field(
        SessionPayload,
        username=graphene.String(
            required=True,
            description=f"{MIN_USERNAME_LENGTH} to {MAX_USERNAME_LENGTH} letters, digits, dots, "
            "dashes and underscores, at least one a letter or digit; unique, ignoring case.",
        ),
        email=graphene.String(
            required=True,
            description="An email address that no other account uses; visible only to you.",
        ),
        password=graphene.String(
            required=True,
            description="At least 8 characters, not a common password, not only digits.",
        ),
        description="Create an account and sign in. A mail asks to confirm the address; your "
        "language is that of the `Accept-Language` header.",
    )
    login = graphene.Field(
        SessionPayload,
        username=graphene.String(
            required=True, description="Your username or email address, ignoring case."
        ),
        password=graphene.String(required=True, description="Your password."),
        description="Sign in. A suspended user can sign in; see `isSuspended`. With a second "
        "factor the error `SECOND_FACTOR_REQUIRED` has a `challenge` for `loginSecondFactor`, good "
        "for 5 minutes, and the `passkeyOptions` of `navigator.credentials.get`, JSON, or null.",
    )
    refresh_token = graphene.Field(
        SessionPayload,
        refresh_token=graphene.String(
            description="The current, unused refresh token of the session. If omitted, it is read "
            "from the cookie; this requires the header `Session-Mode: cookie`."
        ),
        retry_key=graphene.String(
            description=f"A random string of at least {MIN_RETRY_KEY_LENGTH} characters. If the "
            "response is lost, send the same token with the same key again to get the same "
            "response."
        ),
        description="Exchange a refresh token for new tokens. Using a refresh token twice without "
        "its `retryKey` ends the session, because the token may have been stolen.",
    )
    change_password = graphene.Field(
        SessionPayload,
        old=graphene.String(required=True, description="Your current password."),
        new=graphene.String(required=True, description="Your new password."),
        description="Change your password. All your sessions end and a new session begins.",
    )
    logout = graphene.Field(
        OkPayload,
        refresh_token=graphene.String(
            description="A refresh token of the session to end. If omitted, it is read from the "
            "cookie; this requires the header `Session-Mode: cookie`."
        ),
        description="End one session, with its tokens. No effect if the session has already ended.",
    )
    logout_everywhere = graphene.Field(
        OkPayload, description="End all your sessions and revoke their access tokens."
    )
    update_profile = graphene.Field(
        UserPayload,
        display_name=graphene.String(
            description=f"The display name, one line of up to {MAX_DISPLAY_NAME_LENGTH} characters."
        ),
        bio=graphene.String(
            description=f"A short description of up to {MAX_BIO_LENGTH} characters."
        ),
        profile_image=Upload(
            description="A JPEG, PNG, WebP or GIF file; it is cropped to its central square."
        ),
        description="Change your profile. An omitted argument keeps its value; null clears it.",
    )
    delete_account = graphene.Field(
        OkPayload,
        password=graphene.String(required=True, description="Your password, for confirmation."),
        description="Permanently delete your account, your posts, comments, likes and follows. "
        "Replies by other users remain.",
    )

    @staticmethod
    def resolve_signup(
        root: None, info: GraphQLResolveInfo, username: str, email: str, password: str
    ) -> Session:
        info.context.check_may_sign_in()
        session = sign_up(
            username=username,
            email=email,
            password=password,
            address=info.context.address,
            user_agent=info.context.user_agent,
            language=info.context.accepted_language,
        )
        return _signed_in(info, session)

    @staticmethod
    def resolve_login(
        root: None, info: GraphQLResolveInfo, username: str, password: str
    ) -> Session:
        info.context.check_may_sign_in()
        try:
            session = sign_in(
                name=username,
                password=password,
                address=info.context.address,
                user_agent=info.context.user_agent,
            )
        except SecondFactorRequired as required:
            offer_passkey(required, info.context.passkey_site)
            raise
        return _signed_in(info, session)

    @staticmethod
    def resolve_refresh_token(
        root: None,
        info: GraphQLResolveInfo,
        refresh_token: str | None = None,
        retry_key: str | None = None,
    ) -> Session:
        context, key, faults = info.context, retry_key or "", Faults()
        context.check_may_sign_in()
        try:
            with faults.collect():
                token = context.refresh_token(refresh_token)
            with faults.collect():
                check_retry_key(key)
            faults.report()
            session = refresh_session(
                refresh_token=token,
                address=context.address,
                retry_key=key,
                user_agent=context.user_agent,
            )
        except Unauthenticated:
            context.signed_out()
            raise
        return _signed_in(info, session)

    @staticmethod
    def resolve_change_password(
        root: None, info: GraphQLResolveInfo, old: str, new: str
    ) -> Session:
        info.context.check_may_sign_in()
        session = change_password(
            user=require_viewer(info),
            old=old,
            new=new,
            address=info.context.address,
            user_agent=info.context.user_agent,
        )
        return _signed_in(info, session)

    @staticmethod
    def resolve_logout(
        root: None, info: GraphQLResolveInfo, refresh_token: str | None = None
    ) -> bool:
        end_session(refresh_token=info.context.refresh_token(refresh_token))
        info.context.signed_out()
        return True

    @staticmethod
    def resolve_logout_everywhere(root: None, info: GraphQLResolveInfo) -> bool:
        end_all_sessions(require_viewer(info))
        info.context.signed_out()
        return True

    @staticmethod
    def resolve_update_profile(root: None, info: GraphQLResolveInfo, **changes: Any) -> UserModel:
        """Change the profile. Null clears a value, an omitted argument keeps it."""
        texts = {name: changes[name] or "" for name in ("display_name", "bio") if name in changes}
        user = update_profile(
            user=require_actor(info),
            **texts,
            profile_image=changes.get("profile_image"),
            without_image="profile_image" in changes and changes["profile_image"] is None,
        )
        info.context.viewer_changed(user)
        return user

    @staticmethod
    def resolve_delete_account(root: None, info: GraphQLResolveInfo, password: str) -> bool:
        viewer, context = require_actor(info), info.context
        delete_account(user=viewer, password=password, address=context.address)
        context.signed_out()
        return True


def _signed_in(info: GraphQLResolveInfo, session: Session) -> Session:
    """Make the new user the viewer of the rest of the response."""
    sent: Session = info.context.signed_in(session)
    return sent
