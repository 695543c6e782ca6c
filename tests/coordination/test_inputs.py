"""Events in every usual form give the same ties; what cannot be used is named, column and row."""

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import demasque
from demasque import UsageError

# Accounts 1 and 2 act together five times, ten seconds apart; 3 to 40 mind their own business.
ACCOUNTS = [1, 2] * 5 + [3 + n // 4 for n in range(152)]
TRACES = [n // 2 for n in range(10)] + [5 + n for n in range(152)]
SECONDS = [n // 2 * 7_200 + n % 2 * 10 for n in range(10)] + [n * 300 for n in range(152)]
START = 1_700_000_000
TIMES = [START + second for second in SECONDS]
UTC = [dt.datetime.fromtimestamp(second, dt.UTC) for second in TIMES]


def events(**changed):
    columns = {"account_id": ACCOUNTS, "trace_id": TRACES, "posted_at": TIMES}
    return {**columns, **changed}


def with_value(column, row, value):
    given = events()
    given[column] = [*given[column][:row], value, *given[column][row + 1 :]]
    return given


@pytest.fixture(scope="module")
def ties():
    found = demasque.find_ties(events(), "60s")
    assert found.num_rows == 1
    assert found["shared"].to_pylist() == [5]
    return found


TEXT = [f"id {account:03d}" for account in ACCOUNTS]
FORMS = {
    "arrow": pa.table(events()),
    "arrow in chunks": pa.concat_tables([pa.table(events())[:7], pa.table(events())[7:]]),
    "pandas": pd.DataFrame(events()),
    "pandas with another index": pd.DataFrame(events(), index=range(500, 662)),
    "polars": pl.DataFrame(events()),
    "more columns, another order": pa.table({"post_id": TIMES, **dict(reversed(events().items()))}),
    "small integers": pa.table(events(account_id=pa.array(ACCOUNTS, pa.int16()))),
    "unsigned": pa.table(events(trace_id=pa.array(TRACES, pa.uint64()))),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_table_gives_the_same_ties(form, ties):
    assert demasque.find_ties(FORMS[form], "60s").cast(ties.schema).equals(ties)


def test_a_relation_of_duckdb_gives_the_same_ties(ties):
    relation = duckdb.from_arrow(pa.table(events()))
    assert demasque.find_ties(relation, "60s").equals(ties)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "csv.gz"])
def test_a_csv_file_gives_the_same_ties_and_its_ids_stay_as_they_are_written(
    suffix, tmp_path, ties
):
    path = tmp_path / f"events.{suffix}"
    frame = pd.DataFrame(events(account_id=[f"{account:09d}" for account in ACCOUNTS]))
    frame.to_csv(path, index=False, sep="\t" if suffix == "tsv" else ",")
    for memory in (None, "1GB"):
        found = demasque.find_ties(path, "60s", memory=memory)
        assert found["account_a"].to_pylist() == ["000000001"]
        assert found.drop(["account_a", "account_b"]).equals(ties.drop(["account_a", "account_b"]))


def test_long_numbers_and_fine_times_keep_every_bit():
    ids = [2**63 - 3, 2**63 - 2] * 3
    times = [START * 10**6 + 7 + n for n in range(6)]
    columns = {"account_id": ids, "trace_id": [1, 1, 2, 2, 3, 3]}
    table = pa.table({**columns, "posted_at": pa.array(times, pa.timestamp("us", "UTC"))})
    for form in (table, pl.DataFrame(table), table.to_pandas()):
        (tie,) = demasque.find_ties(form, fdr=0.9).to_pylist()
        assert (tie["account_a"], tie["account_b"]) == tuple(ids[:2])
        assert tie["first_at"] == dt.datetime.fromtimestamp(START, dt.UTC).replace(microsecond=7)


RENAMED = {"account_id": "user", "trace_id": "link", "posted_at": "when"}
NAMED = {"account": "user", "trace": "link", "time": "when"}


@pytest.mark.parametrize("memory", [None, "1GB"])
def test_columns_can_have_other_names(memory, tmp_path, ties):
    table = pa.table(events()).rename_columns(list(RENAMED.values()))
    path = tmp_path / "events.parquet"
    pq.write_table(table, path)
    for form in (table, table.to_pandas(), pl.LazyFrame(table), path):
        assert demasque.find_ties(form, "60s", memory=memory, **NAMED).equals(ties)


@pytest.mark.parametrize("memory", [None, "1GB"])
def test_errors_name_the_columns_as_they_were_given(memory):
    def renamed(**changed):
        return {RENAMED[name]: values for name, values in events(**changed).items()}

    for column, values, words in (
        ("account_id", [None, *ACCOUNTS[1:]], "Column user, row 0: the value is missing"),
        ("trace_id", [float(trace) for trace in TRACES], "Column link holds decimal numbers"),
        ("posted_at", ["soon", *MOMENTS["ISO"][1:]], "Column when, row 0: 'soon' is not a time"),
        ("posted_at", [at * 1000 for at in TIMES], "Column when seems to hold milliseconds"),
    ):
        with pytest.raises(UsageError, match=words):
            demasque.find_ties(pa.table(renamed(**{column: values})), memory=memory, **NAMED)
    with pytest.raises(UsageError, match=r"no column user, link, when"):
        demasque.find_ties(events(), memory=memory, **NAMED)


def test_with_a_column_of_posts_a_row_that_is_there_again_counts_once(ties):
    given = pa.table(events(post=[f"p{n}" for n in range(162)]))
    again = pa.concat_tables([given, given[:10]])
    assert demasque.find_ties(again, "60s", post="post").equals(ties)
    assert demasque.find_ties(again, "60s")["post_pairs"] != ties["post_pairs"]
    with pytest.raises(UsageError, match="no column id"):
        demasque.find_ties(again, post="id")
    with pytest.raises(UsageError, match="post cannot be given together with memory"):
        demasque.find_ties(again, post="post", memory="1GB")


def test_more_events_than_fit_are_refused_in_words(monkeypatch):
    monkeypatch.setattr("demasque.coordination.events.event_table._MOST_EVENTS", 100)
    with pytest.raises(UsageError, match=r"162 events are more than .*\(100\).*memory='8GB'"):
        demasque.find_ties(events())


@pytest.mark.parametrize("as_path", [str, Path])
def test_a_parquet_file_gives_the_same_ties(as_path, tmp_path, ties):
    path = tmp_path / "events.parquet"
    pq.write_table(pa.table(events()), path, row_group_size=50)
    assert demasque.find_ties(as_path(path), "60s").equals(ties)


NAMES = {
    "text": TEXT,
    "large text": pa.array(TEXT, pa.large_string()),
    "text view": pa.array(TEXT, pa.string_view()),
    "dictionary": pa.array(TEXT).dictionary_encode(),
    "pandas category": pd.Series(TEXT, dtype="category"),
    "pandas object": pd.Series(TEXT, dtype=object),
}


@pytest.mark.parametrize("form", NAMES)
def test_accounts_can_be_text(form, ties):
    found = demasque.find_ties(events(account_id=NAMES[form]), "60s")
    assert found["account_a"].to_pylist() == ["id 001"]
    assert found["account_b"].to_pylist() == ["id 002"]
    assert found.drop(["account_a", "account_b"]).equals(ties.drop(["account_a", "account_b"]))


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
def test_accounts_can_be_polars_text(kind):
    given = pl.DataFrame(events(account_id=pl.Series(TEXT, dtype=kind)))
    assert demasque.find_ties(given, "60s")["account_b"].to_pylist() == ["id 002"]


EAST = dt.timezone(dt.timedelta(hours=5, minutes=45))
MOMENTS = {
    "seconds as floats": [float(second) for second in TIMES],
    "seconds as decimals": [Decimal(second) for second in TIMES],
    "timestamps": pa.array(UTC, pa.timestamp("us", "UTC")),
    "without a zone": pa.array([at.replace(tzinfo=None) for at in UTC], pa.timestamp("us")),
    "in seconds": pa.array(UTC, pa.timestamp("s", "UTC")),
    "in milliseconds": pa.array(UTC, pa.timestamp("ms")),
    "in nanoseconds": pa.array(UTC, pa.timestamp("ns", "UTC")),
    "in another zone": pa.array(UTC, pa.timestamp("us", "Asia/Kathmandu")),
    "pandas": pd.Series(UTC),
    "polars": pl.Series(UTC).to_arrow(),
    "ISO": [at.isoformat() for at in UTC],
    "ISO with Z": [at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in UTC],
    "ISO without a zone": [at.strftime("%Y-%m-%d %H:%M:%S") for at in UTC],
    "ISO in another zone": [at.astimezone(EAST).isoformat() for at in UTC],
    "ISO of every kind": [
        at.astimezone(EAST).isoformat() if n % 2 else at.strftime("%Y-%m-%dT%H:%M:%S.%f")
        for n, at in enumerate(UTC)
    ],
}


@pytest.mark.parametrize("form", MOMENTS)
def test_times_can_be_written_in_every_usual_way(form, ties):
    assert demasque.find_ties(events(posted_at=MOMENTS[form]), "60s").equals(ties)


def test_fractions_of_a_second_count():
    half = [second + 0.5 * (n % 2) for n, second in enumerate(TIMES)]
    assert demasque.find_ties(events(posted_at=half), 10).num_rows == 0
    assert demasque.find_ties(events(posted_at=half), 10.5).num_rows == 1


@pytest.mark.parametrize("shift", [-3_000_000_000, 250_000_000_000, -3_000_000_000_000])
def test_negative_and_far_times_are_times(shift, ties):
    found = demasque.find_ties(events(posted_at=[at + shift for at in TIMES]), "60s")
    assert found["shared"].to_pylist() == [5]
    assert found["post_pairs"].equals(ties["post_pairs"])


EMPTY = {
    "typed": pa.table(events())[:0],
    "untyped": {"account_id": [], "trace_id": [], "posted_at": []},
    "pandas": pd.DataFrame(events())[:0],
    "polars": pl.DataFrame(events())[:0],
}


@pytest.mark.parametrize("form", EMPTY)
def test_no_events_have_no_ties(form, ties):
    found = demasque.find_ties(EMPTY[form], windows=["10s", "1h"])
    assert found.num_rows == 0
    assert found.column_names == ties.column_names


def test_one_account_has_no_ties():
    given = {"account_id": ["a"] * 9, "trace_id": [1, 2, 3] * 3, "posted_at": list(range(9))}
    assert demasque.find_ties(given).num_rows == 0


@pytest.mark.parametrize("column", ["account_id", "trace_id", "posted_at"])
def test_a_missing_value_is_named(column):
    with pytest.raises(UsageError, match=rf"Column {column}, row 17: .* missing"):
        demasque.find_ties(with_value(column, 17, None))
    with pytest.raises(UsageError, match=f"Column {column}, row 17: "):
        demasque.find_ties(pl.DataFrame(with_value(column, 17, None)))
    with pytest.raises(UsageError, match=f"Column {column}, row 17: "):
        demasque.find_ties(pd.DataFrame(with_value(column, 17, None)))


def test_a_missing_value_in_a_dictionary_is_named():
    names = pa.DictionaryArray.from_arrays([0] * 20 + [1] * 142, pa.array(["a", None]))
    with pytest.raises(UsageError, match="Column account_id, row 20"):
        demasque.find_ties(events(account_id=names))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e15, 1e300])
def test_a_time_that_is_none_is_named(value):
    times = pa.array(with_value("posted_at", 9, value)["posted_at"], pa.float64())
    with pytest.raises(UsageError, match="Column posted_at, row 9: "):
        demasque.find_ties(pa.table(events(posted_at=times)))


@pytest.mark.parametrize(
    "times",
    [
        pa.array([0] * 161 + [2**63 + 1], pa.uint64()),
        pa.array([0] * 161 + [10**16], pa.int64()),
        pa.array([0] * 161 + [10**16], pa.timestamp("s")),
    ],
)
def test_a_time_out_of_range_is_named(times):
    with pytest.raises(UsageError, match="Column posted_at, row 161: "):
        demasque.find_ties(events(posted_at=times))


def test_text_that_is_no_time_is_named():
    given = with_value("posted_at", 4, "last Tuesday")["posted_at"]
    with pytest.raises(UsageError, match=r"Column posted_at, row 4: 'last Tuesday'"):
        demasque.find_ties(events(posted_at=[*MOMENTS["ISO"][:4], given[4], *MOMENTS["ISO"][5:]]))


@pytest.mark.parametrize("column", ["account_id", "trace_id"])
def test_decimal_identifiers_are_refused(column):
    floats = [float(value) for value in events()[column]]
    with pytest.raises(UsageError, match=f"Column {column} .*decimal"):
        demasque.find_ties(events(**{column: floats}))


@pytest.mark.parametrize("column", ["account_id", "trace_id", "posted_at"])
def test_identifiers_of_mixed_type_are_named(column):
    given = with_value(column, 12, "x7")
    for form in (given, pd.DataFrame(given)):
        with pytest.raises(UsageError, match=f"Column {column}, row 12: 'x7'"):
            demasque.find_ties(form)


def test_python_objects_in_polars_are_not_taken_for_identifiers():
    mixed = pl.Series(with_value("account_id", 12, "x7")["account_id"], dtype=pl.Object)
    with pytest.raises(UsageError, match="Column account_id, row 12: 'x7'"):
        demasque.find_ties(pl.DataFrame(events(account_id=mixed)))


@pytest.mark.parametrize(
    "values", [[[account] for account in ACCOUNTS], [True] * 162, [dt.date(2026, 1, 1)] * 162]
)
def test_other_types_are_refused(values):
    with pytest.raises(UsageError, match="Column account_id has the type"):
        demasque.find_ties(events(account_id=values))


def test_dates_are_no_times():
    with pytest.raises(UsageError, match="Column posted_at has the type"):
        demasque.find_ties(events(posted_at=[dt.date(2026, 1, 1)] * 162))


@pytest.mark.parametrize("form", [pa.table, pd.DataFrame, pl.DataFrame, dict])
def test_a_missing_column_is_named_beside_those_found(form):
    given = events()
    given["when"] = given.pop("posted_at")
    with pytest.raises(UsageError, match=r"no column posted_at.*account_id, trace_id, when"):
        demasque.find_ties(form(given))


def test_a_column_that_is_there_twice_is_named():
    columns = [*events().values(), TRACES]
    given = pa.table([pa.array(column) for column in columns], [*events(), "trace_id"])
    with pytest.raises(UsageError, match="more than one column trace_id"):
        demasque.find_ties(given)


@pytest.mark.parametrize("given", [object(), 7, [1, 2], None])
def test_what_is_no_table_is_refused(given):
    with pytest.raises(UsageError, match=f"type {type(given).__name__} cannot be read"):
        demasque.find_ties(given)


def test_files_that_are_none_are_named(tmp_path):
    with pytest.raises(UsageError, match=r"no file .*nowhere\.parquet"):
        demasque.find_ties(tmp_path / "nowhere.parquet")
    with pytest.raises(UsageError, match="is not a Parquet file"):
        demasque.find_ties(tmp_path)
    text = tmp_path / "text.parquet"
    text.write_text("account_id,trace_id,posted_at\n")
    with pytest.raises(UsageError, match=r"text\.parquet is not a Parquet file"):
        demasque.find_ties(text)
    other = tmp_path / "other.parquet"
    pq.write_table(pa.table({"a": [1]}), other)
    with pytest.raises(UsageError, match=r"no column account_id, trace_id, posted_at"):
        demasque.find_ties(other)


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "damaged.parquet"
    rng = np.random.default_rng(1)
    pq.write_table(pa.table(events(trace_id=rng.integers(0, 2**60, 162))), path)
    damaged = bytearray(path.read_bytes())
    damaged[4:400] = b"\xff" * 396
    path.write_bytes(damaged)
    with pytest.raises(UsageError, match=r"damaged\.parquet"):
        demasque.find_ties(path)


@pytest.mark.parametrize(
    "window", [0, -1, "0s", "-5s", "soon", "10 parsecs", "", math.nan, math.inf, True, 1e11, []]
)
def test_a_window_that_is_none_is_refused(window):
    with pytest.raises(UsageError, match="window"):
        demasque.find_ties(events(), window)
    with pytest.raises(UsageError, match="window"):
        demasque.find_ties(events(), windows=["60s", window])


@pytest.mark.parametrize(
    ("window", "seconds"),
    [("10s", 10), ("10", 10), (10, 10), ("1min", 60), ("5 min", 300), ("2m", 120), ("1h", 3600),
     ("1d", 86_400), ("500ms", 0.5), ("0.5s", 0.5), (np.int64(7), 7), ("1H", 3600)],
)  # fmt: skip
def test_windows_are_read_with_their_units(window, seconds):
    from demasque.coordination import seconds as read

    assert read(window) == pytest.approx(seconds)


@pytest.mark.parametrize("windows", [[], "60s", ()])
def test_windows_are_a_list(windows):
    with pytest.raises(UsageError, match="windows must be a list"):
        demasque.find_ties(events(), windows=windows)


def test_one_window_or_several_but_not_both():
    with pytest.raises(UsageError, match="not both"):
        demasque.find_ties(events(), "60s", windows=["10s"])


@pytest.mark.parametrize("fdr", [0, 1, -0.1, 2, math.nan])
def test_a_rate_that_is_none_is_refused(fdr):
    with pytest.raises(UsageError, match="false discovery rate"):
        demasque.find_ties(events(), fdr=fdr)


def test_pairs_share_one_thing_at_least():
    with pytest.raises(UsageError, match="min_shared"):
        demasque.find_ties(events(), min_shared=0)


def test_milliseconds_are_not_taken_for_seconds() -> None:
    with pytest.raises(UsageError, match="milliseconds"):
        demasque.find_ties(
            pa.table({"account_id": ["a"], "trace_id": ["t"], "posted_at": [1_700_000_000_000]})
        )


@pytest.mark.parametrize(
    "option", [{"min_shared": 1.5}, {"min_shared": "2"}, {"fdr": None}, {"fdr": "0.1"}]
)
def test_options_of_another_type_are_refused(option: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        demasque.find_ties(
            pa.table({"account_id": ["a"], "trace_id": ["t"], "posted_at": [1]}), **option
        )


def test_lazy_frames_and_record_batches_are_tables_too() -> None:
    columns = {"account_id": ["a", "b"] * 3, "trace_id": list("ttuuvv"), "posted_at": [0, 1] * 3}
    expected = demasque.find_ties(pa.table(columns), fdr=0.9)
    assert expected.num_rows == 1
    eager = demasque.find_ties(pl.DataFrame(columns), fdr=0.9)
    assert demasque.find_ties(pl.LazyFrame(columns), fdr=0.9).equals(eager)
    assert demasque.find_ties(pa.record_batch(columns), fdr=0.9).equals(expected)


def test_half_a_surrogate_pair_is_refused_in_words() -> None:
    broken = pd.Series(["a\ud83d", "b"], dtype=object)
    with pytest.raises(UsageError, match="cannot be read as a table"):
        demasque.find_ties(
            pd.DataFrame({"account_id": broken, "trace_id": ["t", "t"], "posted_at": [1, 2]})
        )
