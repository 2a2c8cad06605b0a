"""Global IDs as Relay defines them: `base64("Post:123")`."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error

from core.common.errors import InvalidInput

MAX_ID = 2**63 - 1


def to_global(type_name: str, number: int) -> str:
    """Return the global ID of the object with this number and GraphQL type."""
    return b64encode(f"{type_name}:{number}".encode()).decode()


def from_global(global_id: str, expected: str, field: str = "id") -> int:
    """Return the number in a global ID of the type `expected`.

    Raises InvalidInput, naming the argument `field`, for a malformed ID or another type.
    """
    type_name, number = parse_global(global_id, field)
    if type_name != expected:
        raise InvalidInput(
            f"This is the ID of a {type_name}. Expected the ID of a {expected}.", field
        )
    return number


def number_in(global_id: str, expected: str) -> int | None:
    """Return the number in a global ID of the type `expected`, None for any other text."""
    try:
        return from_global(global_id, expected)
    except InvalidInput:
        return None


def parse_global(global_id: str, field: str = "id") -> tuple[str, int]:
    """Return type name and number of an ID. Raises InvalidInput, naming the argument `field`."""
    malformed = InvalidInput("Invalid ID. Use an ID returned by this API, unchanged.", field)
    try:
        type_name, _, digits = b64decode(global_id, validate=True).decode("ascii").partition(":")
        number = int(digits[:20])
    except (Base64Error, ValueError):
        raise malformed from None
    # One object has one ID: no spaces, sign, leading zeros or other padding.
    if not 0 < number <= MAX_ID or to_global(type_name, number) != global_id:
        raise malformed
    return type_name, number
