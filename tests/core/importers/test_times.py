"""Times of follows in edge lists."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.importers import ImportFailed
from core.importers.run import Run

from .reading import NOW, read

MAY = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("1714979289", MAY),
        ("1714979289000", MAY),
        ("1714979289000000", MAY),
        ("1714979289000000000", MAY),
        ("1714979289.5", MAY.replace(microsecond=500_000)),
        ("1714979289.0", MAY),
        ("2024-05-06T07:08:09Z", MAY),
        ("2024-05-06T09:08:09+02:00", MAY),
        ("2024-05-06 07:08:09", MAY),
        ("2024-05-06 07:08:09 UTC", MAY),
        ("2024-05-06T07:08:09.250Z", MAY.replace(microsecond=250_000)),
        ("2024-05-06", datetime(2024, 5, 6, tzinfo=UTC)),
        ("20240506", datetime(2024, 5, 6, tzinfo=UTC)),
        ("Mon May 06 07:08:09 +0000 2024", MAY),
        ("", None),
    ],
)
def test_forms_of_a_time(tmp_path: Path, text: str, since: datetime | None) -> None:
    for name in ("time", "created_at", "Timestamp", "since", "followed_at", "timestamp_ms", "Date"):
        edges = read(tmp_path / "net", f"source,target,{name}\na,b,{text}\nc,d,2020-01-01\n")
        assert edges[0].since == since
    if text:
        numbered = read(tmp_path / "net", f"1,2,{text}\n3,4,{text}\n", time_column="3")
        assert [edge.since for edge in numbered] == [since, since]


@pytest.mark.parametrize(
    "text",
    ["2004", "5", "-1", "0", "yesterday", "3/4/2021", "2024-13-01", "20241301", "1e400", "99999999",
     "0001-01-01", "1969-12-31", "9" * 30, "2024", "２０２４-05-06", "1714979289x"],
)  # fmt: skip
def test_what_is_no_time_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ImportFailed) as refused:
        read(tmp_path / "net", f"source,target,since\na,b,{text}\n")
    assert str(refused.value).startswith(
        f"net, line 2: {text} in since is not a time; accepted are"
    )


def test_a_time_in_the_future_is_refused_or_clamped(tmp_path: Path) -> None:
    path, run = tmp_path / "net", Run("t")
    content = "source,target,since\na,b,2030-01-01\nb,c,2020-01-01\n"
    with pytest.raises(ImportFailed, match="line 2: 2030-01-01 is in the future; --clamp-future"):
        read(path, content)
    edges = read(path, content, clamp_future_dates=True, run=run)
    assert [edge.since for edge in edges] == [NOW, datetime(2020, 1, 1, tzinfo=UTC)]
    skipping = Run("t", skip_bad_lines=True)
    assert len(read(path, content, run=skipping)) == 1
    assert skipping.report.bad_lines_count == 1


def test_two_times_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "net"
    content = "source,target,since,timestamp\na,b,2020-01-01,2021-01-01\n"
    with pytest.raises(ImportFailed, match="since, timestamp may each be the time of a follow"):
        read(path, content)
    assert read(path, content, time_column="timestamp")[0].since == datetime(2021, 1, 1, tzinfo=UTC)
    assert read(path, content, time_column="3")[0].since == datetime(2020, 1, 1, tzinfo=UTC)
    assert read(path, content, time_column="none")[0].since is None
    with pytest.raises(ImportFailed, match="There is no column when; the columns are source"):
        read(path, content, time_column="when")


def test_konect_documents_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "out.net"
    content = "% asym positive\n1 2 1 1714979289\n1 3 1 0\n"
    assert [edge.since for edge in read(path, content)] == [MAY, None]
    assert read(path, content, time_column="none")[0].since is None
