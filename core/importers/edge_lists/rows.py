"""Rows of an edge list: lines cut into fields."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.importers.lines import MAX_LINE_LENGTH, Line
from core.importers.run import Place, Run

COMMENTS = ("#", "%", "//")
ARROW = "->"
WHITE_SPACE = " "
NONE = ""
SEPARATOR_NAMES = {
    ARROW: "arrows", "\t": "tabs", "|": "vertical bars", ";": "semicolons", ",": "commas",
    WHITE_SPACE: "spaces", NONE: "nothing",
}  # fmt: skip
# Of a quoted field with line ends in it.
_MAX_LINES_OF_A_ROW = 100
_TOKEN = re.compile(r'"((?:[^"]|"")*)"(?=\s|\Z)|([^\s"]\S*)')
_END = r'"(?:[^"]|"")*"|[^"\s].*?'
_ARROW = re.compile(
    rf"(?P<left>{_END})\s*"
    r"(?P<arrow><[-=]+>|<[-=]{1,3}|[-=]{1,3}>|[→⟶➔➜⇒]|[←⟵⇐]|[↔⟷⇔]|(?<=\s)--(?=\s))\s*"
    rf"(?P<right>{_END})\s*;?\Z"
)
# A further end, a weight or attributes beside the two ends.
_FURTHER = re.compile(r"[,;|\[\t→←↔]|\s--\s|<-|[-=]>|\s[0-9.]+\Z|(?<=[0-9])\s")
# Python's dictionary of an edge's data, as NetworkX writes it last.
_DATA = re.compile(r"(?<=[\s,;|])\{.*\}\s*\Z")


class _Fault(Exception):
    """A line cannot be cut into fields."""


class _Unclosed(_Fault):
    """A quote is not closed in this line."""


@dataclass
class Row:
    """The fields of one line, without quotes and surrounding white space."""

    place: Place
    fields: list[str]
    is_mutual: bool = False


@dataclass(frozen=True)
class Cutter:
    """How lines are cut into fields; `quote` encloses a field with separators or line ends."""

    separator: str
    quote: str = '"'

    def cut(self, text: str) -> tuple[list[str], bool]:
        """Return the fields, and whether they are a mutual edge by their arrow."""
        if self.separator == NONE:
            return [_unquoted(text.strip())], False
        if self.separator == ARROW:
            return _cut_arrow(text)
        if text.rstrip().endswith("}"):
            text = _DATA.sub("", text)
        if self.separator == WHITE_SPACE:
            return _cut_white_space(text), False
        if self.quote not in text:
            return [field.strip() for field in text.split(self.separator)], False
        return self._cut_quoted(text), False

    def _cut_quoted(self, text: str) -> list[str]:
        fields: list[str] = []
        at = 0
        while True:
            match = self._field.match(text, at)
            if match is None:
                unclosed = self._open.match(text, at)
                raise _Unclosed if unclosed else _Fault
            quoted = match["quoted"]
            fields.append(
                match["plain"].strip()
                if quoted is None
                else " ".join(quoted.replace(self.quote * 2, self.quote).split())
            )
            at = match.end()
            if not match["end"]:
                return fields

    @cached_property
    def _field(self) -> re.Pattern[str]:
        q, s, blank = re.escape(self.quote), re.escape(self.separator), r"[^\S\t]*"
        return re.compile(
            rf"{blank}(?:{q}(?P<quoted>[^{q}]*(?:{q}{q}[^{q}]*)*){q}{blank}"
            rf"|(?P<plain>(?!{blank}{q})[^{s}]*))(?P<end>{s}|\Z)"
        )

    @cached_property
    def _open(self) -> re.Pattern[str]:
        q = re.escape(self.quote)
        return re.compile(rf"[^\S\t]*{q}[^{q}]*(?:{q}{q}[^{q}]*)*\Z")


def read_rows(run: Run, lines: Iterator[Line], cutter: Cutter) -> Iterator[Row]:
    """Yield the rows that are neither empty nor comments; refuse what cannot be cut."""
    ahead: deque[Line] = deque()
    while line := ahead.popleft() if ahead else next(lines, None):
        if not line.text.strip() or line.text.lstrip().startswith(COMMENTS):
            continue
        row = _row(run, line, ahead, lines, cutter)
        if row is not None and any(row.fields):
            yield row


def _row(
    run: Run, line: Line, ahead: deque[Line], lines: Iterator[Line], cutter: Cutter
) -> Row | None:
    text, taken = line.text, 0
    while True:
        try:
            fields, is_mutual = cutter.cut(text)
        except _Unclosed:
            if taken == len(ahead) and (further := next(lines, None)):
                ahead.append(further)
            if taken == min(len(ahead), _MAX_LINES_OF_A_ROW) or len(text) > MAX_LINE_LENGTH:
                run.refuse(line.place, "a quote is not closed.")
                return None
            text = f"{text}\n{ahead[taken].text}"
            taken += 1
        except _Fault:
            names = SEPARATOR_NAMES[cutter.separator]
            run.refuse(line.place, f"cannot be cut into fields by {names} and quotes.")
            return None
        else:
            for _ in range(taken):
                ahead.popleft()
            return Row(line.place, fields, is_mutual)


def _cut_white_space(text: str) -> list[str]:
    if '"' not in text:
        return text.split()
    fields, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _Unclosed if text.count('"', at) % 2 else _Fault
        fields.append(match[2] if match[1] is None else match[1].replace('""', '"').strip())
        at = match.end()
        while at < len(text) and text[at].isspace():
            at += 1
    return fields


def _cut_arrow(text: str) -> tuple[list[str], bool]:
    match = _ARROW.match(text.strip())
    if match is None:
        raise _Fault
    ends = [match["left"], match["right"]]
    for end in ends:
        if not end.startswith('"') and _FURTHER.search(end):
            raise _Fault
    left, right = map(_unquoted, ends)
    arrow = match["arrow"]
    if arrow[0] in "<←⟵⇐" and not arrow.endswith(">"):
        return [right, left], False
    return [left, right], arrow[0] in "<↔⟷⇔" or arrow == "--"


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"').strip()
    return text
