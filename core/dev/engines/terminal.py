"""What `make run` shows of the logs of its programs: a line a request, and what is news.

On a terminal in colour, unless NO_COLOR is set; the log files stay plain.
"""

import re
from typing import TextIO

from rich.console import Console
from rich.highlighter import RegexHighlighter
from rich.theme import Theme

REQUEST = re.compile(r"[\d-]+ (?P<time>[\d:]+),\d+ INFO (?:api|core\.dev)\.requests: (?P<text>.*)")
# Lines that the terminal is spared.
ROUTINE = re.compile(r"[\d-]+ [\d:,]+ (DEBUG|INFO) |.* is running\.$")


def shown(line: str) -> str | None:
    """Return what the terminal shows of a line of a log; None for nothing."""
    if request := REQUEST.match(line):
        return f"{request['time']} {request['text']}"
    return None if ROUTINE.match(line) else line


class LogLine(RegexHighlighter):
    """Styles what a line of a log, or of a traceback, is made of."""

    base_style = "log."
    highlights = [
        # 12:00:01 query Feed: 200 in 12.1 ms, 3 SQL, 1 Cypher, NOT_FOUND
        r"^(?P<dim>[\d:]{8}) (?P<name>.+): (?:(?P<ok>[23]\d\d)|(?P<bad>[45]\d\d)) in "
        r"(?P<number>[\d.]+ ms), (?P<number2>\d+ SQL), (?P<number3>\d+ Cypher)(?:, (?P<bad2>.+))?$",
        r"^(?P<dim>[\d-]{10} [\d:,]{12}) (?:(?P<warning>WARNING)|(?P<bad>ERROR|CRITICAL)) "
        r"(?P<name>[\w.]+):",
        r"^(?P<warning>Traceback \(most recent call last\):)$",
        # Frames of ours are bold, those of libraries dim.
        r"^(?P<dim>  File \"[^\"]*(?:site-packages|/lib/python)[^\"]*\", line \d+, in .+)$",
        r"^  File \"(?P<path>(?:(?!site-packages|/lib/python)[^\"])+)\", line (?P<number>\d+), "
        r"in (?P<name>.+)$",
        r"^(?P<bad> +[~^]+)$",
        r"^(?P<bad>(?:\w+\.)*\w*(?:Error|Exception|Warning|Interrupt|Exit|DoesNotExist))(?::|$)",
    ]


STYLES = {
    "dim": "dim",
    "name": "bold",
    "path": "bold cyan",
    "ok": "green",
    "bad": "bold red",
    "bad2": "bold red",
    "warning": "yellow",
    "number": "cyan",
    "number2": "cyan",
    "number3": "cyan",
}


class Terminal:
    """Writes lines to a stream, in colour where it is a terminal."""

    def __init__(self, stream: TextIO, *, is_terminal: bool | None = None) -> None:
        theme = Theme({f"{LogLine.base_style}{name}": style for name, style in STYLES.items()})
        self._console = Console(file=stream, theme=theme, force_terminal=is_terminal)
        self._highlight = LogLine()

    def say(self, text: str) -> None:
        """Write a text of one line or several; nothing is wrapped."""
        for line in text.split("\n"):
            self._console.print(self._highlight(line), soft_wrap=True)
