"""How one file writes its times: what several posts of a day must never become is one second."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import Read, read_file

from demasque.errors import UsageError


def written(tmp_path: Path, *times: object, **mapping: str) -> Read:
    path = tmp_path / "posts.csv"
    rows = "".join(f"{n},ann,words,{time}\n" for n, time in enumerate(times))
    path.write_text(f"post_id,account_id,text,created_at\n{rows}", "utf-8")
    return read_file(path, mapping=mapping)


def moments(read: Read) -> list[datetime]:
    return [row["posted_at"] for row in read.tables["posts"].to_pylist()]


def precision(read: Read) -> set[str]:
    return {row["time_precision"] for row in read.tables["posts"].to_pylist()}


def reasons(read: Read) -> set[str]:
    return {row["reason"] for row in read.tables["rejects"].to_pylist()}


def test_a_spreadsheets_days_are_days(tmp_path: Path) -> None:
    read = written(tmp_path, "45292.5", "45292", "45293.999988426")
    assert moments(read) == [
        datetime(2024, 1, 1, 12, tzinfo=UTC),
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2024, 1, 2, 23, 59, 59, tzinfo=UTC),
    ]
    assert any("days counted by a spreadsheet" in warning for warning in read.warnings)


def test_dates_without_separators_are_dates_to_the_day(tmp_path: Path) -> None:
    read = written(tmp_path, "20240131", "20240201")
    assert moments(read) == [datetime(2024, 1, 31, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)]
    assert precision(read) == {"day"}


def test_years_alone_are_no_times(tmp_path: Path) -> None:
    assert reasons(written(tmp_path, "2023", "2024")) == {"time not understood"}


def test_an_epoch_stays_an_epoch(tmp_path: Path) -> None:
    at = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    for times in (["1700000000"], ["1700000000.0"], ["1700000000000"], [1_700_000_000, 1.7e12]):
        assert moments(written(tmp_path, *times))[0] == at


@pytest.mark.parametrize(
    ("times", "other", "reason"),
    [
        (["2024-05-01 10:00", "2024-05-02"], "45413.4167", "a number where"),
        (["2024-05-01T10:00:00Z", "2024-05-02T10:00:00Z"], "20240503", "a number where"),
        (["2024-05-01 10:00", "2024-05-02"], "1714557600", "a number where"),
        (["31/05/2024 10:00", "30/05/2024 10:00"], "45413.4167", "a number where"),
        (["Wed May 01 10:00:00 +0000 2024", "1 May 2024 10:01"], "45413,4167", "a number where"),
        (["45413.5", "45414", "45415", "45416"], "2024-05-01 10:00", "no number where"),
        (["45413.5", "45414", "45415", "45416"], "1714557600", "another kind"),
        (["1714557600", "1714557601"], "45413.4167", "another kind"),
        (["1714557600", "1714557601.5"], "0", "another kind"),
        (["1714557600000", "1714557601000"], "2024-05-01", "no number where"),
        (["20240131", "20240201"], "45413", "another kind"),
    ],
)  # fmt: skip
def test_a_time_of_another_kind_than_the_files_is_rejected_with_its_line(
    tmp_path: Path, times, other, reason
) -> None:
    read = written(tmp_path, times[0], f'"{other}"', *times[1:])
    assert len(moments(read)) == len(times)
    assert {at.year for at in moments(read)} == {2024}
    (rejected,) = read.tables["rejects"].to_pylist()
    assert rejected["source_line"] == 3
    assert reason in rejected["reason"]


def test_a_made_up_clock_that_begins_at_nothing_is_seconds(tmp_path: Path) -> None:
    read = written(tmp_path, 0, 5, 9000, 20_007, 40_000)
    assert [at.timestamp() for at in moments(read)] == [0, 5, 9000, 20_007, 40_000]


@pytest.mark.parametrize(
    ("time", "expected", "how_fine"),
    [
        ("1 mai 2024", "2024-05-01", "day"),
        ("1er mai 2024 14:05", "2024-05-01T14:05", "minute"),
        ("mercredi 1er mai 2024 à 14h05", "2024-05-01T14:05", "minute"),
        ("12 août 2024", "2024-08-12", "day"),
        ("3 févr. 2024 09:01:02", "2024-02-03T09:01:02", "second"),
        ("3-déc.-2024", "2024-12-03", "day"),
        ("May 1, 2024", "2024-05-01", "day"),
        ("May 1, 2024 3:04 PM", "2024-05-01T15:04", "minute"),
        ("1 May 2024 12:05 am", "2024-05-01T00:05", "minute"),
        ("1. März 2024, 14:05 Uhr", "2024-03-01T14:05", "minute"),
        ("1 de mayo de 2024", "2024-05-01", "day"),
        ("1 мая 2024 г. 14:05", "2024-05-01T14:05", "minute"),
        ("3 listopada 2024", "2024-11-03", "day"),
        ("2024/05/01 10:00", "2024-05-01T10:00", "minute"),
        ("2024年5月1日 10:00", "2024-05-01T10:00", "minute"),
    ],
)
def test_months_as_words(tmp_path: Path, time: str, expected: str, how_fine: str) -> None:
    read = written(tmp_path, *[f'"{time}"'] * 50)
    at = datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert set(moments(read)) == {at}
    assert precision(read) == {how_fine}


@pytest.mark.parametrize(
    "time", ["31 février 2024", "1 mayi 2024", "mai 2024", "1 mai", "1 May 24 3 PM"]
)
def test_what_is_no_date_in_any_language_is_rejected(tmp_path: Path, time: str) -> None:
    assert reasons(written(tmp_path, time)) == {"time not understood"}


@pytest.mark.parametrize(
    ("times", "mapping", "expected"),
    [
        (["31/12/2020 23:59", "01/12/2020 8:05"], {}, ("2020-12-31T23:59", "2020-12-01T08:05")),
        (["12/31/2020 11:59 PM", "1/2/2020 12:00 AM"], {}, ("2020-12-31T23:59", "2020-01-02")),
        (["03.04.2024 10:00:01"], {}, ("2024-04-03T10:00:01",)),
        (["3/4/2024"], {"date_order": "=day"}, ("2024-04-03",)),
        (["3/4/2024"], {"date_order": "=month"}, ("2024-03-04",)),
        (["3-4-2024 1:02"], {"date_order": "=day"}, ("2024-04-03T01:02",)),
    ],
)  # fmt: skip
def test_dates_with_slashes(tmp_path: Path, times, mapping, expected) -> None:
    read = written(tmp_path, *times, **mapping)
    assert moments(read) == [datetime.fromisoformat(at).replace(tzinfo=UTC) for at in expected]
    assert any("were read" in warning for warning in read.warnings)


def test_dates_that_do_not_tell_what_stands_first_are_rejected_with_what_to_do(tmp_path) -> None:
    for times in (["3/4/2024", "5/6/2024"], ["31/4/2024", "4/31/2024"]):
        read = written(tmp_path, *times)
        assert "posts" not in read.tables or not read.tables["posts"].num_rows
        assert all("--date-order day" in reason for reason in reasons(read))


def test_a_date_that_is_none_in_the_order_of_its_file_is_rejected(tmp_path: Path) -> None:
    read = written(tmp_path, "31/12/2020", "12/31/2020", "1/1/2020 25:00", date_order="=day")
    assert len(moments(read)) == 1
    assert read.tables["rejects"].num_rows == 2


@pytest.mark.parametrize("time", ["2024-01-31", "31/01/2024", "31.01.2024"])
def test_a_few_dates_without_a_clock_are_no_seconds(tmp_path: Path, time: str) -> None:
    assert precision(written(tmp_path, time, time)) == {"day"}


def test_a_parquet_of_dates_is_known_to_the_day(tmp_path: Path) -> None:
    path = tmp_path / "posts.parquet"
    dates = pa.array([19_000, 19_001], pa.int32()).cast(pa.date32())
    pq.write_table(pa.table({"id": ["1", "2"], "account": ["a", "b"], "date": dates}), path)
    assert precision(read_file(path)) == {"day"}


def test_the_day_an_account_was_made_is_of_one_kind_too(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "account_id,account_created_at,followers\nann,2020-01-02,1\nbob,2020-01-03,2\ncy,45292.5,3\n"
    )
    made = read_file(path).column("accounts", "created_at")
    assert [at and at.date().isoformat() for at in made] == ["2020-01-02", "2020-01-03", None]


@pytest.mark.parametrize(
    ("field", "value"),
    [("date_order", "=year"), ("date_order", "text"), ("platform", "="),
     ("time_precision", "=hour"), ("posted_at", "=2020"), ("post", "=1")],
)  # fmt: skip
def test_a_constant_that_no_row_can_have_is_refused(tmp_path: Path, field, value) -> None:
    with pytest.raises(UsageError):
        written(tmp_path, "2024-01-01", **{field: value})
