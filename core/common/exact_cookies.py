"""The cookies of a request, by exactly the names that the browser sent.

Django strips every kind of white space around a name. Of a cookie named `\\xa0__Host-access`, which
a browser takes from any subdomain, `__Host-access` would be left, with the promise of that prefix.
Source: RFC 6265bis, sections 4.1.3 and 5.8.3.
"""

from collections.abc import Iterator


def exact_cookies(header: str) -> dict[str, str]:
    """Return the cookies of a `Cookie` header by name, with their values as they were sent.

    Pairs are separated by a semicolon and at most one space, as browsers send them. A name that
    was sent twice is left out: nobody can tell which of the two is ours.
    """
    found: dict[str, str] = {}
    twice: set[str] = set()
    for name, value in _pairs(header):
        if name in found:
            twice.add(name)
        found[name] = value
    return {name: value for name, value in found.items() if name not in twice}


def _pairs(header: str) -> Iterator[tuple[str, str]]:
    for pair in header.split(";"):
        name, equals, value = pair.removeprefix(" ").partition("=")
        # A browser sends a cookie without a name by its value alone, whatever that looks like.
        if equals:
            yield name, value
