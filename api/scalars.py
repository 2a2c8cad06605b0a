"""Custom scalars."""

from datetime import UTC, datetime
from typing import Any, NoReturn

import graphene
from django.core.files.uploadedfile import UploadedFile
from graphql import GraphQLError, StringValueNode
from graphql.language import ValueNode

# No time by ISO 8601 is longer; the message of a refusal repeats the value.
MAX_TIME_LENGTH = 40
_NO_TIME = "A DateTime is a text such as 2026-11-01T09:30:00Z or 2026-11-01, by ISO 8601"


class DateTime(graphene.Scalar):
    """A moment, which has a time zone inside this service and UTC outside.

    Graphene's own takes times without a zone, which cannot be compared with those that have one,
    and answers with or without a fraction. Source: RFC 3339.
    """

    class Meta:
        description = (
            "A time by ISO 8601. Answers are in UTC, to the microsecond: "
            "`2026-11-01T09:30:00.000000Z`. An argument without a time zone is in UTC, and a part "
            "that is left out is the first one: `2026-11-01` is midnight."
        )

    @staticmethod
    def serialize(value: Any) -> str:
        """Return the time in UTC, with six digits of a second."""
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise GraphQLError("A DateTime must have a time zone.")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)

    @staticmethod
    def parse_value(value: Any) -> datetime:
        """Return the time in UTC. Raises GraphQLError."""
        if not isinstance(value, str):
            raise GraphQLError(f"{_NO_TIME}.")
        if len(value) > MAX_TIME_LENGTH:
            raise GraphQLError(f"{_NO_TIME}, with at most {MAX_TIME_LENGTH} characters.")
        try:
            moment: datetime = graphene.DateTime.parse_value(value)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC)
        except (GraphQLError, ValueError):
            raise GraphQLError(f"{_NO_TIME}.") from None
        except OverflowError:
            raise GraphQLError("A DateTime must be in the years 1 to 9999, in UTC.") from None

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> datetime:
        """Return the time in UTC. Raises GraphQLError, with the position in the document."""
        try:
            return cls.parse_value(node.value if isinstance(node, StringValueNode) else None)
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None


class Upload(graphene.Scalar):
    """A file, sent as a variable of a multipart request."""

    @staticmethod
    def parse_value(value: Any) -> "UploadedFile[bytes]":
        if not isinstance(value, UploadedFile):
            raise GraphQLError("An Upload must be a file sent in a multipart request.")
        return value

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> NoReturn:
        raise GraphQLError("An Upload cannot be written in the query; send it as a variable.")

    @staticmethod
    def serialize(value: Any) -> NoReturn:
        raise GraphQLError("An Upload can be sent, not read.")
