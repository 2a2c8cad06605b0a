"""Custom scalars."""

from typing import Any, NoReturn

import graphene
from django.core.files.uploadedfile import UploadedFile
from graphql import GraphQLError
from graphql.language import ValueNode


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
