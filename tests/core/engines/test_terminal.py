"""What `make run` shows of the logs of its programs."""

import io

import pytest

from core.dev.engines.terminal import Terminal, shown

REQUEST = "query Feed: 200 in 12.1 ms, 3 SQL, 1 Cypher"
LOGGED = "2026-12-01 12:00:01,250 {} {}: {}"
FAILED = LOGGED.format("ERROR", "root", "It failed.")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (LOGGED.format("INFO", "api.requests", REQUEST), f"12:00:01 {REQUEST}"),
        (LOGGED.format("INFO", "core.dev.requests", REQUEST), f"12:00:01 {REQUEST}"),
        (LOGGED.format("INFO", "core.relay", "Applied 3."), None),
        (LOGGED.format("DEBUG", "api.requests", REQUEST), None),
        ("The relay is running.", None),
        (FAILED, FAILED),
        ("ZeroDivisionError: division by zero", "ZeroDivisionError: division by zero"),
    ],
)
def test_requests_are_a_line_and_routine_is_none(line: str, expected: str | None) -> None:
    assert shown(line) == expected


TRACEBACK = """Traceback (most recent call last):
  File "/x/site-packages/graphql/execute.py", line 7, in run
    resolve()
  File "/x/api/feed.py", line 12, in resolve
    1 / 0
    ~~^~~
ZeroDivisionError: division by zero"""


def written(text: str, *, is_terminal: bool) -> str:
    stream = io.StringIO()
    Terminal(stream, is_terminal=is_terminal).say(text)
    return stream.getvalue()


def test_in_a_file_lines_are_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    long = "x" * 300 + " [bold] :smile:"
    for text in (TRACEBACK, f"12:00:01 {REQUEST}", long, ""):
        assert written(text, is_terminal=False) == f"{text}\n"


def test_on_a_terminal_they_are_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    bold, dim, bad, path, number, warning, off = (
        f"\x1b[{code}m" for code in ("1", "2", "1;31", "1;36", "36", "33", "0")
    )
    assert written(f"12:00:01 {REQUEST}, NOT_FOUND", is_terminal=True) == (
        f"{dim}12:00:01{off} {bold}query Feed{off}: \x1b[32m200{off} in {number}12.1 ms{off}, "
        f"{number}3 SQL{off}, {number}1 Cypher{off}, {bad}NOT_FOUND{off}\n"
    )
    assert written(TRACEBACK, is_terminal=True).splitlines() == [
        f"{warning}Traceback (most recent call last):{off}",
        f'{dim}  File "/x/site-packages/graphql/execute.py", line 7, in run{off}',
        "    resolve()",
        f'  File "{path}/x/api/feed.py{off}", line {number}12{off}, in {bold}resolve{off}',
        "    1 / 0",
        f"{bad}    ~~^~~{off}",
        f"{bad}ZeroDivisionError{off}: division by zero",
    ]


def test_a_terminal_that_wants_no_colour_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = written(f"12:00:01 {REQUEST}", is_terminal=True)
    assert "\x1b[3" not in text
    assert "query Feed" in text
