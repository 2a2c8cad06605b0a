"""Documents and variables that are meant to hurt, and the response to each.

A response before validation means that the attack is about validation; after it, execution.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import get_introspection_query

TOO_COMPLEX = "QUERY_TOO_COMPLEX"
INVALID = "BAD_USER_INPUT"
OK = "ok"


class Attack(NamedTuple):
    """What is sent, the code of the answer, and how its message begins."""

    query: str
    code: str
    message: str = ""
    variables: dict[str, Any] | None = None


def _times(pattern: str, times: int, between: str = " ") -> str:
    return between.join(pattern.replace("#", str(number)) for number in range(times))


def _fragments(fields: str, times: int, type_: str = "User") -> str:
    """So many fragments, all spread in one place."""
    spread = _times("...F#", times)
    return f"{{ me {{ {spread} }} }} " + _times(f"fragment F# on {type_} {{ {fields} }}", times)


def _deep(opening: str, closing: str, times: int, inner: str = "") -> str:
    return opening * times + inner + closing * times


def _nested(levels: int) -> str:
    return "{ me { " + _deep("followers { nodes { ", "} } ", levels, "id ") + "} }"


BILLION = " ".join(
    f"fragment F{n} on User {{ followers {{ nodes {{ ...F{n + 1} ...F{n + 1} }} }} }}"
    for n in range(6)
)
SPREADS = " ".join(f"fragment F{n} on User {{ ...F{n + 1} ...F{n + 1} }}" for n in range(90))
CYCLES = "{ me { ...F0 } } " + " ".join(
    f"fragment F{n} on User {{ {_times('...F#', 30)} }}" for n in range(30)
)
ATTACKS: Mapping[str, Attack] = {
    # Before anything is parsed.
    "60,000 characters": Attack(
        "{ me { id } } #" + "x" * 60_000, TOO_COMPLEX, "The document has 60015 characters"
    ),
    "a string of 49,000 characters": Attack(f'{{ user(username: "{"a" * 49_000}") {{ id }} }}', OK),
    "a block string of 15,000 lines": Attack(
        '{ user(username: """' + "\n a" * 15_000 + '""") { id } }', OK
    ),
    "40,000 byte order marks": Attack("\ufeff" * 40_000 + "{ __typename }", OK),
    "49,000 commas": Attack("," * 49_000 + "{ __typename }", OK),
    "24,000 comments": Attack("#\n" * 24_000 + "{ me { id } }", TOO_COMPLEX, "Syntax Error: Docu"),
    "names beyond ASCII": Attack("{ mé { ïd } }", INVALID, "Syntax Error: Unexpected character"),
    "text turned around": Attack("{ me { id } } \u202e", INVALID, "Syntax Error: Unexpected char"),
    # By its tokens and nesting.
    "20,000 aliases": Attack(
        "{ " + "a: me " * 8_000 + "}", TOO_COMPLEX, "Syntax Error: Document contains more than 2000"
    ),
    "600 fragments": Attack(
        "{ me { id } } " + _times("fragment F# on User { id }", 600), TOO_COMPLEX, "Syntax Error"
    ),
    "braces 5,000 deep": Attack(_deep("{a", "}", 5_000), TOO_COMPLEX, "Syntax Error: Document"),
    "lists 900 deep": Attack(
        "{ nodes(ids: " + _deep("[", "]", 900) + ") { id } }", TOO_COMPLEX, "Syntax Error: Document"
    ),
    "objects 600 deep": Attack(
        "{ nodes(ids: " + _deep("{a:", "}", 600, "1") + ") { id } }", TOO_COMPLEX, "Syntax Error"
    ),
    "types 900 deep": Attack(
        "query ($a: " + _deep("[", "]", 900, "Int") + ") { me { id } }", TOO_COMPLEX, "Syntax Error"
    ),
    # By counting, before validation.
    "300 aliases": Attack(
        "{ " + _times("a#: me { id }", 300) + " }", TOO_COMPLEX, "The document has 300 aliases"
    ),
    "200 operations": Attack(
        _times("query Q# { me { id } }", 200), TOO_COMPLEX, "The document has 200 operations"
    ),
    "900 directives": Attack(
        "{ __typename " + "@a" * 900 + " }", TOO_COMPLEX, "The document has 900 directives"
    ),
    "a field 1,900 times": Attack(
        "{ me { " + "id " * 1_900 + "} }", TOO_COMPLEX, "The document has 1900 repetitions"
    ),
    "fields in each other, 3,600 pairs to compare a level": Attack(
        "{ me { " + ("followers { nodes { " + "id " * 15 + "} } ") * 20 + "} }",
        TOO_COMPLEX,
        "The document has 45230 pairs",
    ),
    "90 fragments of 6 fields": Attack(
        _fragments("id bio username email displayName dateJoined", 90),
        TOO_COMPLEX,
        "The document has 24030 pairs",
    ),
    # By validation.
    "fragments in circles": Attack(CYCLES, INVALID, "Cannot spread fragment"),
    "1,900 unknown fields": Attack("{ " + _times("usr#", 1_900) + " }", INVALID, "Cannot query"),
    "250 unknown arguments": Attack(
        "{ me { followers(" + _times("first#: 1", 250) + ") { totalCount } } }", INVALID, "Unknown"
    ),
    "300 variables that nobody uses": Attack(
        "query (" + _times("$a#: Int", 300) + ") { me { id } }", INVALID, "Variable '$a0' is never"
    ),
    "introspection in circles": Attack(
        "{ __schema { types { " + _deep("fields { type { ", "} } ", 5, "name ") + "} } }",
        INVALID,
        "Maximum introspection depth exceeded",
    ),
    # By depth and cost.
    "17 levels": Attack(_nested(8), TOO_COMPLEX, "The operation is 18 levels deep"),
    "followers of followers": Attack(_nested(3), TOO_COMPLEX, "The operation costs 114093"),
    "fragments that double six times": Attack(
        "{ me { ...F0 } } " + BILLION + " fragment F6 on User { id }", TOO_COMPLEX, "The operation"
    ),
    "spreads that double 90 times": Attack(
        "{ me { ...F0 } } " + SPREADS + " fragment F90 on User { id }",
        TOO_COMPLEX,
        "The operation costs 1237940039285380274899124225",
    ),
    # Cheap, as it is: the schema is at hand.
    "25 schemas": Attack(
        "{ " + _times("a#: __schema { ...S }", 25) + " } fragment S on __Schema { types { fields { "
        "name type { name } args { name type { name ofType { name ofType { name } } } } } } }",
        OK,
    ),
    "50 schemas, whole": Attack(
        "{ " + _times("a#: __schema { ...S }", 50) + " } fragment S on __Schema { types { fields { "
        "name description type { ...T } args { name description type { ...T } } } } } "
        "fragment T on __Type { kind name ofType { kind name ofType { kind name } } }",
        TOO_COMPLEX,
        "The operation costs",
    ),
    "a size hidden behind a null": Attack(
        "query ($l: Int) { users(first: 100, last: $l) { nodes {"
        " followers(first: 100, last: $l) { nodes { id } } } } }",
        TOO_COMPLEX,
        "The operation costs 35302",
        {"l": None},
    ),
    "sizes in variables": Attack(
        "query ($n: Int) { users(first: $n) { nodes { followers(first: $n) { nodes { id } } } } }",
        TOO_COMPLEX,
        "The operation costs 35302",
        {"n": 100},
    ),
    "10,000 ids in a variable": Attack(
        "query ($i: [ID!]!) { nodes(ids: $i) { id } }",
        INVALID,
        "Request at most 100 objects at once.",
        {"i": ["VXNlcjox"] * 10_000},
    ),
    "30 searches": Attack(
        "{ " + _times('a#: posts(search: "a -a") { totalCount }', 30) + " }",
        TOO_COMPLEX,
        "The operation costs 153",
    ),
    "10 password attempts": Attack(
        "mutation { " + _times('a#: login(username: "ada", password: "#") { token }', 10) + " }",
        TOO_COMPLEX,
        "An operation may contain only one of",
    ),
    "a text of 100 objects under 45 aliases": Attack(
        "query ($i: [ID!]!) { nodes(ids: $i) { ...on Post { "
        + _times("a#: content", 45)
        + " } } }",
        TOO_COMPLEX,
        "The operation costs 58609",
        {"i": ["UG9zdDox"] * 100},
    ),
    "names of 900 characters in 100 rows": Attack(
        "query ($i: [ID!]!) { nodes(ids: $i) { " + _times("n" * 900 + "#: id", 48) + " } }",
        TOO_COMPLEX,
        "The operation costs 48109",
        {"i": ["UG9zdDox"] * 100},
    ),
    "the page before a page under 8 times 41 aliases": Attack(
        "{ "
        + _times('a#: posts(after: "UG9zdDox") { pageInfo { ...P } }', 8)
        + " } fragment P on PageInfo { "
        + _times("p#: hasPreviousPage", 41)
        + " }",
        OK,
    ),
    "30,000 blanks in 50 posts": Attack(
        "mutation ($t: String!) { "
        + _times("a#: createPost(content: $t) { post { id } }", 50)
        + " }",
        TOO_COMPLEX,
        "The operation costs 30150",
        {"t": "\u200b" * 30_000},
    ),
    "a search of 50 dashes": Attack(
        '{ posts(search: "' + "-" * 50 + 'plant") { nodes { id } totalCount } }', OK
    ),
    "a name of 1,500 letters of two bytes": Attack(
        "query ($s: String) { users(search: $s) { nodes { id } totalCount } }",
        OK,
        "",
        {"s": "é" * 1_500},
    ),
    # In variables.
    "a list 90 deep in a variable": Attack(
        "query ($i: [ID!]!) { nodes(ids: $i) { id } }",
        INVALID,
        "Variable '$i' got invalid value",
        {"i": json.loads("[" * 90 + "]" * 90)},
    ),
    "an object for a text": Attack(
        "query ($s: String) { users(search: $s) { totalCount } }",
        INVALID,
        "Variable '$s' got invalid value",
        {"s": {"a": {"b": ["c"] * 10_000}}},
    ),
    "20,000 kinds that do not exist": Attack(
        "query ($k: [NotificationKind!]) { notifications(kinds: $k) { totalCount } }",
        INVALID,
        "Variable '$k' got invalid value 'FOLOW' at 'k[0]'",
        {"k": ["FOLOW"] * 20_000},
    ),
    "20,000 variables that nobody asked for": Attack(
        "{ __typename }", OK, "", dict.fromkeys(map(str, range(20_000)), 1)
    ),
    "a search of 200,000 words": Attack(
        "query ($s: String) { users(search: $s) { totalCount } posts(search: $s) { totalCount } }",
        INVALID,
        "This has 199,999 characters; at most 200 are allowed.",
        {"s": "a " * 100_000},
    ),
    "what tools ask for": Attack(get_introspection_query(), OK),
}
