"""The messages to users in the code of core and api, which have to have a translation."""

from collections.abc import Iterator


def messages_in_code() -> Iterator[str]:
    """Return the English text of each."""
    yield from ()
