"""Joining, signing in and out, and changing or leaving one's account."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.payloads import OkPayload
from api.scalars import Upload
from core.accounts.models import User as UserModel
from core.accounts.profiles import LONGEST_BIO, LONGEST_DISPLAY_NAME, update_profile
from core.accounts.sessions import (
    SHORTEST_RETRY_KEY,
    Session,
    change_password,
    end_all_sessions,
    end_session,
    refresh_session,
    sign_in,
    sign_up,
)
from core.accounts.signup import LONGEST_USERNAME, SHORTEST_USERNAME
from core.common.errors import Unauthenticated
from core.moderation.deletion import delete_account

from .payloads import SessionPayload, UserPayload


class UserMutations(graphene.ObjectType):
    """The part of Mutation that is about accounts."""

    signup = graphene.Field(
        SessionPayload,
        username=graphene.String(
            required=True,
            description=f"{SHORTEST_USERNAME} to {LONGEST_USERNAME} letters, digits, dots, dashes "
            "and underscores; unique whatever the case.",
        ),
        email=graphene.String(
            required=True, description="An address that no account has; shown to you alone."
        ),
        password=graphene.String(
            required=True, description="At least 8 characters, not common, not only digits."
        ),
        description="Make an account and sign in.",
    )
    login = graphene.Field(
        SessionPayload,
        username=graphene.String(
            required=True, description="Your username or your e-mail address, whatever the case."
        ),
        password=graphene.String(required=True, description="Your password."),
        description="Sign in. `isSuspended` of the user tells whether the account is suspended.",
    )
    refresh_token = graphene.Field(
        SessionPayload,
        refresh_token=graphene.String(
            description="The last refresh token of the session, not used yet. Left out, it is "
            "taken from the cookie, with the header `Session-Mode: cookie`."
        ),
        retry_key=graphene.String(
            description=f"A random text of your own, of {SHORTEST_RETRY_KEY} characters or more: "
            "should the answer get lost, send the same token with the same key again, and you get "
            "the same answer."
        ),
        description="Stay signed in: new tokens for the old. Showing a refresh token a second time "
        "without its `retryKey` ends the session, because someone may have stolen it.",
    )
    change_password = graphene.Field(
        SessionPayload,
        old=graphene.String(required=True, description="Your password so far."),
        new=graphene.String(required=True, description="Your password from now on."),
        description="Change your password. All your sessions end, and a new one begins.",
    )
    logout = graphene.Field(
        OkPayload,
        refresh_token=graphene.String(
            description="A refresh token of the session that is to end. Left out, it is taken "
            "from the cookie, with the header `Session-Mode: cookie`."
        ),
        description="End one session: its refresh tokens are void, its access token lasts its "
        "last minutes. A session that has ended already is no error.",
    )
    logout_everywhere = graphene.Field(
        OkPayload, description="End all your sessions at once, access tokens included."
    )
    update_profile = graphene.Field(
        UserPayload,
        display_name=graphene.String(
            description=f"The name to show, one line of up to {LONGEST_DISPLAY_NAME} characters."
        ),
        bio=graphene.String(description=f"About yourself, up to {LONGEST_BIO} characters."),
        profile_image=Upload(
            description="A JPEG, PNG, WebP or GIF file; its middle square is kept."
        ),
        description="Change your profile. What you leave out stays as it is; null clears it.",
    )
    delete_account = graphene.Field(
        OkPayload,
        password=graphene.String(required=True, description="Your password, to be sure."),
        description="Delete your account for good, with your posts, comments, likes and follows. "
        "What others replied to you stays.",
    )

    @staticmethod
    def resolve_signup(
        root: None, info: GraphQLResolveInfo, username: str, email: str, password: str
    ) -> Session:
        """Join."""
        address = info.context.address
        return _signed_in(
            info, sign_up(username=username, email=email, password=password, address=address)
        )

    @staticmethod
    def resolve_login(
        root: None, info: GraphQLResolveInfo, username: str, password: str
    ) -> Session:
        """Sign in."""
        address = info.context.address
        return _signed_in(info, sign_in(name=username, password=password, address=address))

    @staticmethod
    def resolve_refresh_token(
        root: None,
        info: GraphQLResolveInfo,
        refresh_token: str | None = None,
        retry_key: str | None = None,
    ) -> Session:
        """Stay signed in."""
        context = info.context
        try:
            session = refresh_session(
                refresh_token=context.refresh_token(refresh_token),
                address=context.address,
                retry_key=retry_key or "",
            )
        except Unauthenticated:
            context.signed_out()
            raise
        return _signed_in(info, session)

    @staticmethod
    def resolve_change_password(
        root: None, info: GraphQLResolveInfo, old: str, new: str
    ) -> Session:
        """Change the password."""
        viewer, address = require_viewer(info), info.context.address
        return _signed_in(info, change_password(user=viewer, old=old, new=new, address=address))

    @staticmethod
    def resolve_logout(
        root: None, info: GraphQLResolveInfo, refresh_token: str | None = None
    ) -> bool:
        """End one session."""
        end_session(refresh_token=info.context.refresh_token(refresh_token))
        info.context.signed_out()
        return True

    @staticmethod
    def resolve_logout_everywhere(root: None, info: GraphQLResolveInfo) -> bool:
        """End all sessions."""
        end_all_sessions(require_viewer(info))
        info.context.signed_out()
        return True

    @staticmethod
    def resolve_update_profile(root: None, info: GraphQLResolveInfo, **changes: Any) -> UserModel:
        """Change the profile; an argument that is null clears, one that is missing leaves."""
        texts = {name: changes[name] or "" for name in ("display_name", "bio") if name in changes}
        user = update_profile(
            user=require_actor(info),
            **texts,
            profile_image=changes.get("profile_image"),
            without_image="profile_image" in changes and changes["profile_image"] is None,
        )
        info.context.viewer = user
        return user

    @staticmethod
    def resolve_delete_account(root: None, info: GraphQLResolveInfo, password: str) -> bool:
        """Leave."""
        viewer, context = require_actor(info), info.context
        delete_account(user=viewer, password=password, address=context.address)
        context.signed_out()
        return True


def _signed_in(info: GraphQLResolveInfo, session: Session) -> Session:
    """The rest of the answer is for the person who is signed in now."""
    told: Session = info.context.signed_in(session)
    return told
