"""The ZIP file of an export: what is in it for JSON readers, spreadsheets and unpackers."""

import csv
import io
import json
from datetime import UTC, datetime
from zipfile import ZipFile

from core.data_exports.archive import Archive, cell
from core.data_exports.pictures import picture_name, profile_picture_name
from core.media.private import Sink

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x";"y")']


class OneWay(io.RawIOBase):
    """A file that can be written and nothing else, as one of S3 is."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += data
        return len(data)


def test_rows_are_the_same_in_json_and_csv_but_for_formulas() -> None:
    file = OneWay()
    sink = Sink(file)  # type: ignore[arg-type]
    rows = [{"text": text, "at": AT, "n": None, "is": True, "many": [1]} for text in HOSTILE]
    with Archive(sink, AT) as archive:
        archive.json("rows", rows)
        archive.csv("rows", ["text", "at", "n", "is", "many"], rows)
        archive.json("none", [])
        archive.picture("pictures/1-0.png", [b"some", b"thing"])
    with ZipFile(io.BytesIO(file.data)) as read:
        assert read.testzip() is None
        assert read.namelist() == [
            "json/rows.json",
            "csv/rows.csv",
            "json/none.json",
            "pictures/1-0.png",
        ]
        at = "2026-12-01T09:30:00.000000Z"
        plain = {"at": at, "n": None, "is": True, "many": [1]}
        assert json.loads(read.read("json/rows.json")) == [
            {"text": text, **plain} for text in HOSTILE
        ]
        lines = list(csv.reader(io.StringIO(read.read("csv/rows.csv").decode(), newline="")))
        assert lines == [
            ["text", "at", "n", "is", "many"],
            *([f"'{text}", at, "", "true", "[1]"] for text in HOSTILE),
        ]
        assert json.loads(read.read("json/none.json")) == []
        assert read.read("pictures/1-0.png") == b"something"
        assert read.getinfo("pictures/1-0.png").compress_size == len(b"something")
    assert sink.size == len(file.data)


def test_texts_inside_of_others_are_no_formulas() -> None:
    assert cell("a=b") == "a=b"


def test_any_text_is_one_line_of_json_and_one_cell() -> None:
    texts = ["a\u2028b\u2029c", "a,b;c\td", 'a"b', "a\nb\rc", "a\x00b", "=1,\n=2", "</script>"]
    file = OneWay()
    with Archive(Sink(file), AT) as archive:  # type: ignore[arg-type]
        archive.json("texts", [{"text": text} for text in texts])
        archive.csv("texts", ["text", "end"], [{"text": text, "end": "."} for text in texts])
    with ZipFile(io.BytesIO(file.data)) as read:
        written = read.read("json/texts.json").decode()
        table = read.read("csv/texts.csv").decode()
    assert [row["text"] for row in json.loads(written)] == texts
    assert written.count("\n") == len(texts) + 2
    _, *cells = csv.reader(io.StringIO(table, newline=""))
    assert cells == [[f"'{text}" if text[0] == "=" else text, "."] for text in texts]


def test_names_of_pictures_are_made_of_numbers() -> None:
    for file in ("posts/../../x.png", "posts/ab/x/../y.png", "/etc/passwd\x00.png", "a\\b.png"):
        assert picture_name(7, 0, file) == "pictures/7-0.png"
    for file in ("x", "x.", "x.PNG", "x.p/g", "x.toolong", "x.png\n"):
        assert picture_name(7, 0, file) == "pictures/7-0.bin"
    assert profile_picture_name("") is None
    assert profile_picture_name("profiles/a.jpg") == "pictures/profile.jpg"
