"""What `make schema-check` takes for a breaking change, and for an announcement of one."""

import subprocess
import sys
from datetime import date

import pytest
from graphql import build_schema

from tests.stability import Verdict, compare, lines_of

TODAY = date(2027, 3, 2)
BASE = """
type Query {
  me: String
  old: Int @deprecated(reason: "Ask for me; removed after 2027-03-01.")
  young: Int @deprecated(reason: "Ask for me; removed after 2027-03-02.")
  list(size: Int, dropped: Int @deprecated(reason: "Use size; removed after 2026-12-31.")): [Kind]
}
enum Kind {
  LIKE
  POKE @deprecated(reason: "Nobody pokes; removed after 2026-12-31.")
}
"""
EXPIRED = [
    ('  old: Int @deprecated(reason: "Ask for me; removed after 2027-03-01.")\n', ""),
    (', dropped: Int @deprecated(reason: "Use size; removed after 2026-12-31.")', ""),
    ('  POKE @deprecated(reason: "Nobody pokes; removed after 2026-12-31.")\n', ""),
]
YOUNG = '  young: Int @deprecated(reason: "Ask for me; removed after 2027-03-02.")\n'


def changed(*replacements: tuple[str, str]) -> str:
    text = BASE
    for old, new in replacements:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def verdict(current: str, *announced: str) -> Verdict:
    return compare(build_schema(BASE), build_schema(current), list(announced), TODAY)


def test_what_a_release_deprecated_may_go_once_its_day_is_over() -> None:
    assert verdict(changed(*EXPIRED)) == Verdict()


def test_it_has_to_go_then() -> None:
    assert verdict(BASE).problems == [
        "Query.old: its time was over on 2027-03-01; remove it.",
        "Query.list(dropped): its time was over on 2026-12-31; remove it.",
        "Kind.POKE: its time was over on 2026-12-31; remove it.",
    ]


@pytest.mark.parametrize(
    ("replacement", "change"),
    [
        ((YOUNG, ""), "Query.young was removed."),
        (("me: String\n", "me: Int\n"), "Query.me changed type from String to Int."),
        (("(size: Int)", "(size: Int!)"), "Query.list arg size has changed type from Int to Int!."),
        (("  LIKE\n", "  LOVE\n"), "LIKE was removed from enum type Kind."),
    ],
)
def test_any_other_breaking_change_needs_its_line(
    replacement: tuple[str, str], change: str
) -> None:
    current = changed(*EXPIRED, replacement)

    assert verdict(current).problems == [f"Unannounced breaking change: {change}"]
    assert verdict(current, change).problems == []


def test_a_line_that_nothing_needs_is_refused() -> None:
    assert verdict(changed(*EXPIRED), "Query.me was removed.").problems == [
        "breaking_changes.txt lists what has not changed: Query.me was removed."
    ]


def test_what_can_surprise_is_only_reported() -> None:
    found = verdict(changed(*EXPIRED, ("  LIKE\n", "  LIKE\n  LOVE\n")))

    assert found == Verdict(notes=["LOVE was added to enum type Kind."])


@pytest.mark.parametrize(
    "reason", ["Old.", "Old; removed after soon.", "Old; removed after 2027-02-30."]
)
def test_a_deprecation_without_a_day_is_refused(reason: str) -> None:
    current = changed(*EXPIRED, ("me: String\n", f'me: String @deprecated(reason: "{reason}")\n'))

    assert verdict(current).problems == [
        "Query.me: the reason of its deprecation must end in “; removed after YYYY-MM-DD.”, "
        f"not: {reason}"
    ]


def test_announcements_are_lines_without_comments() -> None:
    assert lines_of("# Why.\n\n  A was removed.  \n") == ["A was removed."]


def test_the_schema_breaks_no_client_of_the_last_release() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.stability"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
