"""The viewer's second factor: authenticator app, passkeys, recovery codes."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor, require_viewer
from api.payloads import OkPayload, payload
from api.relay.ids import from_global, to_global
from api.scalars import DateTime
from core.accounts.factors.models import MAX_NAME_LENGTH
from core.accounts.factors.models import Passkey as PasskeyModel
from core.accounts.factors.passkeys import (
    NewPasskey,
    begin_passkey,
    confirm_passkey,
    remove_passkey,
)
from core.accounts.factors.state import SecondFactor as Factors
from core.accounts.factors.state import new_recovery_codes, second_factor_of
from core.accounts.factors.totp import TotpSecret, begin_totp, confirm_totp, disable_totp

CODES_ONCE = "Each is good for one sign-in; they are shown only now."


class Passkey(graphene.ObjectType):
    """A passkey."""

    class Meta:
        description = "One of your passkeys."

    id = graphene.ID(required=True, description="The ID of the passkey, for `removePasskey`.")
    name = graphene.String(required=True, description="The name you gave it.")
    created_at = DateTime(required=True, description="When it was added.")
    last_used_at = DateTime(description="When you last signed in with it.")

    @staticmethod
    def resolve_id(passkey: PasskeyModel, info: GraphQLResolveInfo) -> str:
        return to_global("Passkey", passkey.pk)


_PASSKEYS = graphene.List(graphene.NonNull(Passkey), required=True, description="Your passkeys.")


class SecondFactor(graphene.ObjectType):
    """The factors of the viewer."""

    class Meta:
        description = "What proves you beside your password, or instead of it."

    has_totp = graphene.Boolean(
        required=True, description="Whether an authenticator app is in use."
    )
    passkeys = _PASSKEYS
    recovery_codes_left = graphene.Int(required=True, description="Recovery codes not used yet.")


class BeginTotpPayload(graphene.ObjectType):
    """The secret of an authenticator app."""

    class Meta:
        description = "The secret for your authenticator app; it is shown only now."

    secret = graphene.String(required=True, description="The secret in Base32.")
    uri = graphene.String(
        required=True, description="The `otpauth` address with it, to be shown as a QR code."
    )


def _codes_field(description: str) -> graphene.List:
    return graphene.List(
        graphene.NonNull(graphene.String), required=True, description=f"{description} {CODES_ONCE}"
    )


RecoveryCodesPayload = payload(
    "RecoveryCodesPayload",
    "New recovery codes.",
    recovery_codes=_codes_field("Empty if you have some already."),
)
PasskeyOptionsPayload = payload(
    "PasskeyOptionsPayload",
    "Options for the browser.",
    options=graphene.String(
        required=True,
        description="JSON, for `PublicKeyCredential.parseCreationOptionsFromJSON` or "
        "`parseRequestOptionsFromJSON`; good once, for 5 minutes.",
    ),
)


class ConfirmPasskeyPayload(graphene.ObjectType):
    """A new passkey."""

    class Meta:
        description = "The new passkey."

    passkey = graphene.Field(Passkey, required=True, description="The passkey.")
    recovery_codes = _codes_field("Empty if you have some already.")


_PASSWORD = graphene.String(required=True, description="Your password, for confirmation.")


class FactorQueries(graphene.ObjectType):
    """The fields of Query about second factors."""

    second_factor = graphene.Field(
        SecondFactor, required=True, description="Your second factor; visible only to you."
    )

    @staticmethod
    def resolve_second_factor(root: None, info: GraphQLResolveInfo) -> Factors:
        return second_factor_of(require_viewer(info))


class FactorMutations(graphene.ObjectType):
    """The fields of Mutation about second factors."""

    begin_totp = graphene.Field(
        BeginTotpPayload,
        password=_PASSWORD,
        description="Begin to set up an authenticator app; `confirmTotp` puts it to use.",
    )
    confirm_totp = graphene.Field(
        RecoveryCodesPayload,
        code=graphene.String(required=True, description="The code that the app shows."),
        description="Put the authenticator app to use: signing in asks for its code from now on.",
    )
    disable_totp = graphene.Field(
        OkPayload,
        password=_PASSWORD,
        description="Remove the authenticator app. With the last factor the recovery codes go, "
        "too, and signing in asks for the password alone.",
    )
    new_recovery_codes = graphene.Field(
        RecoveryCodesPayload,
        password=_PASSWORD,
        description="Make new recovery codes; those before are void.",
    )
    begin_passkey = graphene.Field(
        PasskeyOptionsPayload,
        password=_PASSWORD,
        description="Begin to add a passkey: the options for `navigator.credentials.create`.",
    )
    confirm_passkey = graphene.Field(
        ConfirmPasskeyPayload,
        credential=graphene.String(
            required=True, description="The `PublicKeyCredential` that the browser made, JSON."
        ),
        name=graphene.String(
            required=True,
            description=f"A name for it, one line of up to {MAX_NAME_LENGTH} characters.",
        ),
        description="Add a passkey. It is a second factor, and signs in without the password.",
    )
    remove_passkey = graphene.Field(
        OkPayload,
        id=graphene.ID(required=True, description="The ID of one of your passkeys."),
        password=_PASSWORD,
        description="Remove a passkey; with the last factor the recovery codes go, too.",
    )

    @staticmethod
    def resolve_begin_totp(root: None, info: GraphQLResolveInfo, password: str) -> TotpSecret:
        return begin_totp(user=require_actor(info), password=password, address=info.context.address)

    @staticmethod
    def resolve_confirm_totp(root: None, info: GraphQLResolveInfo, code: str) -> Sequence[str]:
        return confirm_totp(user=require_actor(info), code=code, address=info.context.address)

    @staticmethod
    def resolve_disable_totp(root: None, info: GraphQLResolveInfo, password: str) -> bool:
        disable_totp(user=require_actor(info), password=password, address=info.context.address)
        return True

    @staticmethod
    def resolve_new_recovery_codes(
        root: None, info: GraphQLResolveInfo, password: str
    ) -> Sequence[str]:
        return new_recovery_codes(
            user=require_actor(info), password=password, address=info.context.address
        )

    @staticmethod
    def resolve_begin_passkey(root: None, info: GraphQLResolveInfo, password: str) -> str:
        return begin_passkey(
            user=require_actor(info),
            password=password,
            address=info.context.address,
            site=info.context.passkey_site,
        )

    @staticmethod
    def resolve_confirm_passkey(
        root: None, info: GraphQLResolveInfo, credential: str, name: str
    ) -> NewPasskey:
        return confirm_passkey(
            user=require_actor(info),
            credential=credential,
            name=name,
            site=info.context.passkey_site,
        )

    @staticmethod
    def resolve_remove_passkey(
        root: None, info: GraphQLResolveInfo, id: str, password: str
    ) -> bool:
        viewer = require_actor(info)
        remove_passkey(
            user=viewer,
            passkey=from_global(id, "Passkey", "id"),
            password=password,
            address=info.context.address,
        )
        return True
