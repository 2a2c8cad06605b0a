"""Signing in with a second factor, or with a passkey alone."""

import graphene
from graphql import GraphQLResolveInfo

from api.users.payloads import SessionPayload
from core.accounts.factors.sign_in import (
    begin_passkey_login,
    sign_in_with_factor,
    sign_in_with_passkey,
)
from core.accounts.sessions import Session

from .factors import PasskeyOptionsPayload

_CREDENTIAL = "The `PublicKeyCredential` that `navigator.credentials.get` returned, JSON."


class FactorSignInMutations(graphene.ObjectType):
    """The fields of Mutation that sign in with a factor."""

    login_second_factor = graphene.Field(
        SessionPayload,
        challenge=graphene.String(
            required=True, description="The `challenge` of the error of `login`; good once."
        ),
        code=graphene.String(description="The code of your authenticator app, or a recovery code."),
        credential=graphene.String(description=f"Instead of a code: {_CREDENTIAL}"),
        description="Sign in with your second factor, after `login` with the password.",
    )
    begin_passkey_login = graphene.Field(
        PasskeyOptionsPayload,
        description="Begin to sign in with a passkey alone: the options for "
        "`navigator.credentials.get`.",
    )
    login_with_passkey = graphene.Field(
        SessionPayload,
        credential=graphene.String(required=True, description=_CREDENTIAL),
        description="Sign in with a passkey alone.",
    )

    @staticmethod
    def resolve_login_second_factor(
        root: None,
        info: GraphQLResolveInfo,
        challenge: str,
        code: str | None = None,
        credential: str | None = None,
    ) -> Session:
        context = info.context
        context.check_may_sign_in()
        session = sign_in_with_factor(
            challenge=challenge,
            code=code,
            credential=credential,
            site=context.passkey_site,
            client=context.client,
        )
        sent: Session = context.signed_in(session)
        return sent

    @staticmethod
    def resolve_begin_passkey_login(root: None, info: GraphQLResolveInfo) -> str:
        info.context.check_may_sign_in()
        return begin_passkey_login(site=info.context.passkey_site, address=info.context.address)

    @staticmethod
    def resolve_login_with_passkey(
        root: None, info: GraphQLResolveInfo, credential: str
    ) -> Session:
        context = info.context
        context.check_may_sign_in()
        session = sign_in_with_passkey(
            credential=credential, site=context.passkey_site, client=context.client
        )
        sent: Session = context.signed_in(session)
        return sent
