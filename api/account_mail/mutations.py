"""Mutations of addresses and of forgotten passwords."""

import graphene
from graphql import GraphQLResolveInfo

from api.context import require_actor
from api.payloads import OkPayload, payload
from core.accounts.email_changes import cancel_email_change, change_email, confirm_email_change
from core.accounts.password_resets import request_password_reset, reset_password
from core.accounts.session_list import end_sessions_by_mail
from core.accounts.verification import resend_verification, verify_email

_TOKEN = "The code from the mail; it is valid for one use and a limited time."  # noqa: S105

EmailChangePayload = payload(
    "EmailChangePayload",
    "The result of confirming a change of address.",
    is_changed=graphene.Boolean(
        required=True,
        description="Whether the address is changed; false if the other address has yet to "
        "confirm.",
    ),
)


def _token() -> graphene.String:
    return graphene.String(required=True, description=_TOKEN)


class AccountMailMutations(graphene.ObjectType):
    """The fields of Mutation that send mails, or take the codes in them."""

    verify_email = graphene.Field(
        OkPayload,
        token=_token(),
        description="Confirm your email address with the code sent to it.",
    )
    resend_verification = graphene.Field(
        OkPayload,
        description="Send the code to confirm your email address again. No effect if it is "
        "confirmed.",
    )
    request_password_reset = graphene.Field(
        OkPayload,
        email=graphene.String(required=True, description="The email address of the account."),
        description="Send a code with which to set a new password. The response is the same "
        "whether or not an account has this address.",
    )
    reset_password = graphene.Field(
        OkPayload,
        token=_token(),
        new_password=graphene.String(required=True, description="Your new password."),
        description="Set a new password with the code from the mail. All your sessions end; sign "
        "in with the new password.",
    )
    change_email = graphene.Field(
        OkPayload,
        new_email=graphene.String(required=True, description="Your new email address."),
        password=graphene.String(required=True, description="Your password, for confirmation."),
        description="Change your email address. A code is sent to both addresses, and each has to "
        "be confirmed with `confirmEmailChange`; an old address that was never confirmed does not. "
        "The response is the same whether or not an account has the new address.",
    )
    confirm_email_change = graphene.Field(
        EmailChangePayload,
        token=_token(),
        description="Confirm a change of address with the code sent to the old or the new one.",
    )
    cancel_email_change = graphene.Field(
        OkPayload,
        token=_token(),
        description="Give an account its old address back, with the code sent there when it was "
        "changed, for 7 days. All its sessions end.",
    )

    end_sessions_by_mail = graphene.Field(
        OkPayload,
        token=_token(),
        description="End all sessions of an account with the code from a mail about a sign-in.",
    )

    @staticmethod
    def resolve_verify_email(root: None, info: GraphQLResolveInfo, token: str) -> bool:
        verify_email(token=token, address=info.context.address)
        return True

    @staticmethod
    def resolve_resend_verification(root: None, info: GraphQLResolveInfo) -> bool:
        resend_verification(user=require_actor(info), address=info.context.address)
        return True

    @staticmethod
    def resolve_request_password_reset(root: None, info: GraphQLResolveInfo, email: str) -> bool:
        request_password_reset(email=email, address=info.context.address)
        return True

    @staticmethod
    def resolve_reset_password(
        root: None, info: GraphQLResolveInfo, token: str, new_password: str
    ) -> bool:
        reset_password(token=token, new=new_password, address=info.context.address)
        return True

    @staticmethod
    def resolve_change_email(
        root: None, info: GraphQLResolveInfo, new_email: str, password: str
    ) -> bool:
        change_email(
            user=require_actor(info),
            new=new_email,
            password=password,
            address=info.context.address,
        )
        return True

    @staticmethod
    def resolve_confirm_email_change(root: None, info: GraphQLResolveInfo, token: str) -> bool:
        return confirm_email_change(token=token, address=info.context.address)

    @staticmethod
    def resolve_cancel_email_change(root: None, info: GraphQLResolveInfo, token: str) -> bool:
        cancel_email_change(token=token, address=info.context.address)
        return True

    @staticmethod
    def resolve_end_sessions_by_mail(root: None, info: GraphQLResolveInfo, token: str) -> bool:
        end_sessions_by_mail(token=token, address=info.context.address)
        return True
