"""What the replication promises about single rules, and what it says of a wrong request."""

from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demasque.compat import ReplicationError, coortweet
from demasque.errors import UsageError


def events(*rows, **replaced):
    columns = dict(zip(coortweet.EVENT_COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    return columns | replaced


TWO = events(("link", "ann", "p1", 100), ("link", "bob", "p2", 110))


def pairs(source, *arguments, **named):
    return coortweet.detect_groups(source, *arguments, **named).to_pylist()


def test_a_difference_equal_to_the_window_counts():
    assert len(pairs(TWO, 10, 1)) == 1
    assert pairs(TWO, 9, 1) == []


def test_the_older_post_comes_first_whatever_the_order_of_rows():
    swapped = {name: values[::-1] for name, values in TWO.items()}
    assert pairs(swapped, 10, 1) == [
        {
            "object_id": "link",
            "account_id": "ann",
            "account_id_y": "bob",
            "content_id": "p1",
            "content_id_y": "p2",
            "time_delta": 10,
        }
    ]


def test_of_equal_times_the_account_that_appears_first_leads():
    table = events(("x", "bob", "p0", 0), ("link", "ann", "p1", 5), ("link", "bob", "p2", 5))
    (pair,) = pairs(table, 10, 1)
    assert (pair["account_id"], pair["account_id_y"]) == ("bob", "ann")


def test_decimal_window_on_timestamps_is_exact():
    at = pa.array([0, 300_000], pa.timestamp("us"))
    (pair,) = pairs(TWO | {"timestamp_share": at}, 0.3, 1)
    assert pair["time_delta"] == pytest.approx(0.3)


def test_whole_number_ids_are_written_as_digits():
    table = TWO | {"content_id": [129235.0, 7.0], "account_id": [3, 4]}
    (pair,) = pairs(table, 10, 1)
    assert (pair["content_id"], pair["content_id_y"], pair["account_id"]) == ("129235", "7", "3")


def test_any_table_will_do(tmp_path: Path):
    table = pa.table(TWO)
    pq.write_table(table.append_column("note", [["a", "b"]]), tmp_path / "events.parquet")
    expected = coortweet.detect_groups(table, 10, 1)
    for source in (
        TWO,
        table.to_reader(),
        table.to_batches()[0],
        pd.DataFrame(TWO),
        pd.DataFrame(TWO).astype({"account_id": "category"}),
        pl.DataFrame(TWO),
        tmp_path / "events.parquet",
        str(tmp_path / "events.parquet"),
    ):
        assert coortweet.detect_groups(source, 10, 1) == expected


def test_nothing_in_nothing_out():
    empty = {name: [] for name in coortweet.EVENT_COLUMNS}
    result = coortweet.detect_groups(empty)
    assert result.num_rows == 0
    assert coortweet.generate_coordinated_network(result).num_rows == 0
    flagged = coortweet.flag_speed_share(empty, result, 2, 5)
    for subgraph in (0, 2, 3):
        edges = coortweet.generate_coordinated_network(flagged, subgraph=subgraph, fast_net=True)
        assert coortweet.vertices(edges).num_rows == 0


def test_modalities_add_up_in_one_network():
    links = coortweet.detect_groups(TWO, 10, 1)
    images = coortweet.detect_groups(TWO | {"object_id": ["image", "image"]}, 10, 1)
    (edge,) = coortweet.generate_coordinated_network([links, images]).to_pylist()
    assert (edge["weight"], edge["n_content_id"], edge["n_content_id_y"]) == (2, 1, 1)
    joined = pa.concat_tables([links, images])
    assert coortweet.generate_coordinated_network(joined).to_pylist() == [edge]


def test_fast_columns_are_null_where_no_pair_is_fast():
    table = events(
        ("x", "ann", "p1", 0), ("x", "bob", "p2", 1), ("y", "ann", "p3", 0), ("y", "cas", "p4", 9)
    )
    result = coortweet.detect_groups(table, 10, 1)
    flagged = coortweet.flag_speed_share(table, result, 1, 1)
    edges = coortweet.generate_coordinated_network(flagged, fast_net=True)
    assert edges.column_names == [
        "from",
        "to",
        "weight_full",
        "weight_fast",
        "avg_time_delta_full",
        "avg_time_delta_fast",
        "n_content_id_full",
        "n_content_id_y_full",
        "n_content_id_fast",
        "n_content_id_y_fast",
        "edge_symmetry_score_full",
        "edge_symmetry_score_fast",
        "weight_threshold_full",
        "weight_threshold_fast",
    ]
    fast = {(row["from"], row["to"]): row["weight_fast"] for row in edges.to_pylist()}
    assert fast == {("ann", "bob"): 1, ("ann", "cas"): None}


def test_vertices_tell_the_core_from_its_neighbours():
    rows = [
        (f"o{i}", account, f"{account}{i}", i * 100) for i in range(3) for account in ("a", "b")
    ]
    rows += [("o0", "c", "c0", 5), ("o9", "c", "c9", 950), ("o9", "d", "d9", 955)]
    rows += [("o8", "d", "d8", 800), ("o8", "e", "e8", 800)]
    table = events(*rows)
    flagged = coortweet.flag_speed_share(table, coortweet.detect_groups(table, 10, 1), 1, 0)
    edges = coortweet.generate_coordinated_network(flagged, subgraph=3, fast_net=True)
    assert {(row["from"], row["to"]) for row in edges.to_pylist()} == {
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    }
    colours = {row["name"]: row["color_v"] for row in coortweet.vertices(edges).to_pylist()}
    assert colours == {"a": 1, "b": 1, "c": 0}


def test_tables_are_left_as_they_were():
    result = coortweet.detect_groups(TWO, 10, 1)
    before = result.to_pylist()
    coortweet.flag_speed_share(TWO, result, 1, 5)
    assert result.to_pylist() == before


@pytest.mark.parametrize(
    ("replaced", "sentence"),
    [
        ({"account_id": ["ann", None]}, "events: column 'account_id' is missing in row 2"),
        ({"object_id": [None, None]}, "column 'object_id' is missing in row 1"),
        ({"account_id": ["ann", 7]}, "column 'account_id' mixes types: row 2 holds 7"),
        ({"content_id": [1.5, 2.0]}, "column 'content_id', row 1: 1.5 is not a whole number"),
        ({"content_id": [b"p", b"q"]}, "column 'content_id' holds binary"),
        ({"timestamp_share": [1.0, float("nan")]}, "row 2: nan is not a finite number"),
        ({"timestamp_share": [1, None]}, "column 'timestamp_share' is missing in row 2"),
        ({"timestamp_share": ["1", "2"]}, "column 'timestamp_share' holds string"),
        ({"timestamp_share": [date(2020, 1, 1)] * 2}, "column 'timestamp_share' holds date32"),
        ({"timestamp_share": [-(2**62), 2**62]}, "spans more than"),
    ],
)
def test_a_bad_row_is_named(replaced, sentence):
    with pytest.raises(ReplicationError, match=sentence):
        coortweet.detect_groups(TWO | replaced)


def test_a_bad_value_in_a_data_frame_is_named():
    frame = pd.DataFrame(TWO).astype({"account_id": object})
    frame.loc[1, "account_id"] = 7
    with pytest.raises(ReplicationError, match="column 'account_id' mixes types: row 2 holds 7"):
        coortweet.detect_groups(frame)


def test_a_missing_column_is_named():
    table = pa.table(TWO).drop_columns(["content_id"])
    with pytest.raises(ReplicationError, match="events: no column 'content_id'"):
        coortweet.detect_groups(table)


def test_what_is_no_table_is_refused(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("not a table")
    for source in (tmp_path / "nowhere.parquet", tmp_path / "notes.txt", 7, "nowhere"):
        with pytest.raises(ReplicationError, match="events"):
            coortweet.detect_groups(source)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"time_window": -1}, "time_window"),
        ({"time_window": float("nan")}, "time_window"),
        ({"time_window": "10s"}, "time_window"),
        ({"time_window": True}, "time_window"),
        ({"min_participation": -1}, "min_participation"),
        ({"min_participation": 1.5}, "min_participation"),
        ({"remove_loops": "no"}, "remove_loops"),
    ],
)
def test_a_bad_argument_of_detection_is_named(arguments, word):
    with pytest.raises(ReplicationError, match=word):
        coortweet.detect_groups(TWO, **arguments)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"edge_weight": 1.1}, "edge_weight"),
        ({"edge_weight": float("nan")}, "edge_weight"),
        ({"edge_weight": "half"}, "edge_weight"),
        ({"subgraph": 4}, "subgraph"),
        ({"subgraph": "1"}, "subgraph"),
        ({"fast_net": 1}, "fast_net"),
        ({"fast_net": True}, "flag_speed_share"),
        ({"subgraph": 2}, "fast_net=True"),
        ({"subgraph": 3}, "fast_net=True"),
        ({"subgraph": 1, "fast_net": True}, "subgraph=1"),
    ],
)
def test_arguments_of_the_network_that_do_not_fit_are_named(arguments, word):
    result = coortweet.detect_groups(TWO, 10, 1)
    with pytest.raises(ReplicationError, match=word) as caught:
        coortweet.generate_coordinated_network(result, **arguments)
    assert isinstance(caught.value, UsageError)
    assert isinstance(caught.value, ValueError)


def test_two_narrow_windows_are_ambiguous():
    result = coortweet.detect_groups(TWO, 10, 1)
    for seconds in (5, 2.5):
        result = coortweet.flag_speed_share(TWO, result, 1, seconds)
    assert result.column_names[-2:] == ["time_window_5", "time_window_2.5"]
    with pytest.raises(ReplicationError, match="there are 2"):
        coortweet.generate_coordinated_network(result, fast_net=True)


def test_a_modality_that_was_not_flagged_is_named():
    result = coortweet.detect_groups(TWO, 10, 1)
    flagged = coortweet.flag_speed_share(TWO, result, 1, 5)
    with pytest.raises(ReplicationError, match="column 'time_window_5' is missing in row 2"):
        coortweet.generate_coordinated_network([flagged, result], fast_net=True)


def test_more_pairs_than_memory_is_an_error_that_names_the_object(monkeypatch):
    monkeypatch.setattr("demasque.compat._pairs.os.sysconf", lambda name: 1)
    with pytest.raises(ReplicationError, match=r"1 pairs.*'link'.*find_ties"):
        coortweet.detect_groups(TWO, 10, 1)
