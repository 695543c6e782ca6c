"""detect on a case: kinds, windows, strengths, and the posts behind a tie."""

from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest
import slow_engine as slow

from demasque import UsageError
from demasque.coordination import detect, tie_posts
from demasque.schema import ACCOUNT_BITS, EVENTS, POSTS, STRENGTHS, TIES, TRACES
from hand_made import START, case_of, rows

GROUP = tuple(f"g{n}" for n in range(5))


def build(precision="second", rounds=6, bystanders=60):
    """A group that posts the same words and links within a minute, among people who do not."""
    rng = np.random.default_rng(8)
    posts, found = [], []

    def post(account, seconds, **traces):
        at = START + timedelta(seconds=float(seconds))
        name = f"p{len(posts):05d}"
        posts.append(
            {"post": name, "account": account, "posted_at": at, "time_precision": precision}
            | {"platform": "x", "kind": "original", "text": "words"}
        )
        for kind, trace in traces.items():
            found.append({"kind": kind, "account": account, "trace": trace, "at": at, "post": name})

    for turn in range(rounds):
        for n, account in enumerate(GROUP):
            post(account, turn * 40_000 + 11 * n, text=100 + turn, url=200 + turn)
            post(account, turn * 40_000 + 9_000 + 600 * n, text=10_000 + len(posts))
    for n in range(bystanders):
        for _ in range(12):
            second = rng.integers(0, rounds * 40_000)
            post(f"b{n:02d}", second, text=int(rng.integers(300, 420)))
    values = sorted({(event["kind"], event["trace"]) for event in found})
    traces = [{"kind": kind, "trace": trace, "value": f"{kind} {trace}"} for kind, trace in values]
    return {
        "posts": rows(POSTS, posts),
        "events": rows(EVENTS, found),
        "traces": rows(TRACES, traces),
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with case_of(tmp_path_factory.mktemp("detect"), build()) as opened:
        detect(opened)
        yield opened


def slow_events(store, kind):
    """One kind's events for the slow engine, with account names for codes."""
    query = 'SELECT account, trace, epoch_us("at") AS at FROM events WHERE kind = ?'
    return [tuple(row.values()) for row in store.sql(query, (kind,)).to_pylist()]


def ties(store):
    return store.sql("SELECT * FROM ties ORDER BY account_a, account_b, kind")


def test_the_group_is_tied_by_each_kind_and_nobody_else_is(store):
    found = {(row["account_a"], row["account_b"], row["kind"]) for row in ties(store).to_pylist()}
    assert found == {(a, b, kind) for a, b in combinations(GROUP, 2) for kind in ("text", "url")}


def test_tables_are_those_of_the_schema_and_sorted(store):
    for name, schema, keys in (
        ("ties", TIES, ["account_a", "account_b", "kind"]),
        ("strengths", STRENGTHS, ["account_a", "account_b"]),
        ("account_bits", ACCOUNT_BITS, ["account"]),
    ):
        table = store.sql(f"SELECT * FROM {name}")
        assert table.column_names == schema.names
        assert table.equals(table.sort_by([(key, "ascending") for key in keys]))


def test_counts_are_those_of_brute_force(store):
    for tie in ties(store).to_pylist():
        events = slow_events(store, tie["kind"])
        pair = tie["account_a"], tie["account_b"]
        counts = slow.counts(events, *pair, round(tie["window_seconds"] * 1e6))
        for name in ("shared", "shared_ever", "post_pairs", "a_first", "b_first"):
            assert tie[name] == getattr(counts, name), name
        assert tie["bits"] == pytest.approx(slow.bits(events, *pair, 65), rel=1e-9)


def test_strengths_add_up_over_kinds_before_they_are_compared(store):
    table = store.sql("SELECT * FROM strengths").to_pylist()
    assert {(row["account_a"], row["account_b"]) for row in table} == set(combinations(GROUP, 2))
    for row in table:
        assert row["kinds"] == ["text", "url"]
        found = [
            slow.evidence(slow_events(store, kind), row["account_a"], row["account_b"], 65)
            for kind in ("text", "url")
        ]
        close, common = (sum(part) for part in zip(*found, strict=True))
        assert row["bits"] == pytest.approx(close * close / common, rel=1e-9)


def test_who_acts_together_comes_first_among_the_accounts_to_look_at(store):
    bits = {row["account"]: row["bits"] for row in store.sql("FROM account_bits").to_pylist()}
    assert max(bits.get(f"b{n:02d}", 0.0) for n in range(60)) < min(bits[a] for a in GROUP)


def test_the_posts_behind_a_tie_are_those_of_brute_force(store):
    for tie in ties(store).to_pylist():
        pair = tie["account_a"], tie["account_b"]
        window = round(tie["window_seconds"] * 1e6)
        expected = sorted(slow.within(slow_events(store, tie["kind"]), *pair, window))
        behind = tie_posts(store, *pair, tie["kind"])
        assert behind.column_names == ["trace", "value", "post_a", "post_b", "at_a", "at_b"]
        got = behind.to_pylist()
        assert len(got) == tie["post_pairs"]
        micros = [
            (row["trace"], *(round(row[at].timestamp() * 1e6) for at in ("at_a", "at_b")))
            for row in got
        ]
        assert sorted(micros) == expected
        assert [min(row["at_a"], row["at_b"]) for row in got] == sorted(
            min(row["at_a"], row["at_b"]) for row in got
        )
        assert {row["value"] for row in got} == {f"{tie['kind']} {row['trace']}" for row in got}


def test_evidence_stops_at_a_limit_and_at_what_there_is(store):
    assert tie_posts(store, "g0", "g1", "text", limit=2).num_rows == 2
    with pytest.raises(UsageError, match="no tie of kind reply between g0 and g1"):
        tie_posts(store, "g0", "g1", "reply")
    with pytest.raises(UsageError, match="no tie"):
        tie_posts(store, "g0", "b00", "text")


def test_kinds_can_be_chosen(tmp_path):
    with case_of(tmp_path, build()) as store:
        found = detect(store, kinds=["url"])
        assert set(found.ties) == {"url"}
        assert set(ties(store)["kind"].to_pylist()) == {"url"}
        with pytest.raises(UsageError, match=r"no kind of trace telepathy\. Kinds: .*text"):
            detect(store, kinds=["telepathy"])
        # A refused run leaves what the one before it found.
        assert ties(store).num_rows == 10


def test_what_is_told_of_a_run(tmp_path):
    with case_of(tmp_path, build()) as store:
        found = detect(store, windows=["60s", "1h"])
    assert found.ties == {"text": 10, "url": 10}
    assert (found.pairs, found.accounts, found.accounts_seen) == (10, 5, 65)
    assert found.windows == {"text": [60.0, 3600.0], "url": [60.0, 3600.0]}
    assert found.warnings == []
    most = {k: max(t.uses for t in found.most_used if t.kind == k) for k in found.ties}
    assert most["url"] == 5
    assert most["text"] >= 5


def test_windows_finer_than_the_times_are_refused_and_the_rest_used(tmp_path):
    with case_of(tmp_path, build("minute")) as store:
        found = detect(store, windows=["10s", "10min"])
        assert found.windows == {"text": [600.0], "url": [600.0]}
        assert any("10 s was refused for text" in warning for warning in found.warnings)
        assert set(ties(store)["window_seconds"].to_pylist()) == {600.0}
        with pytest.raises(UsageError, match="10 s was refused for"):
            detect(store, windows=["10s"])


def test_times_to_the_day_allow_no_window_below_a_day(tmp_path):
    with case_of(tmp_path, build("day")) as store:
        found = detect(store)
        assert (found.pairs, found.windows) == (0, {})
        assert "No ties were looked for" in found.warnings[-1]
        with pytest.raises(UsageError, match="refused"):
            detect(store, windows=["1h"])
        assert detect(store, windows=["1d"]).windows["text"] == [86_400.0]


def test_a_case_without_events_has_no_ties(tmp_path):
    with case_of(tmp_path) as store:
        found = detect(store)
        assert (found.pairs, found.accounts, found.accounts_seen) == (0, 0, 0)
        assert ties(store).num_rows == 0
        for name in ("strengths", "account_bits"):
            assert store.sql(f"FROM {name}").num_rows == 0


def test_a_case_of_one_account_has_no_ties(tmp_path):
    tables = build()
    for name in ("posts", "events"):
        table = tables[name]
        tables[name] = table.filter(np.array(table["account"].to_pylist()) == "g0")
    with case_of(tmp_path, tables) as store:
        found = detect(store)
        assert (found.pairs, found.accounts_seen) == (0, 1)


def test_bad_options_are_refused(tmp_path):
    with case_of(tmp_path, build()) as store:
        for options in ({"fdr": 0.0}, {"min_shared": 0}, {"windows": ["0s"]}):
            with pytest.raises(UsageError):
                detect(store, **options)


def test_a_run_again_gives_the_same_tables(store, tmp_path):
    with case_of(tmp_path, build()) as other:
        detect(other)
        for name in ("ties", "strengths", "account_bits"):
            assert other.sql(f"FROM {name}").equals(store.sql(f"FROM {name}"))


def test_progress_is_told(tmp_path):
    steps = []
    with case_of(tmp_path, build(rounds=3, bystanders=5)) as store:
        detect(store, windows=["60s"], progress=lambda step, done, total: steps.append(step))
    assert {step.split(",")[0] for step in steps} >= {"text", "url"}
