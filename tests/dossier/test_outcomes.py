"""What became of what was handed over: lists are read as people write them, raw ids are not kept,
every figure is what a slow count gives, and what went wrong is told."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import demasque
from demasque.case import CaseStore
from demasque.dossier import Outcome, case_outcomes, keep_handover, keep_statuses
from demasque.dossier.outcomes.outcome_query import OUTCOMES
from demasque.dossier.outcomes.status_file import SPELLINGS
from demasque.errors import UsageError
from demasque.schema import STATUSES, TABLES
from demasque.wording import catalogue
from hand_made import START, case_of, rows, world

DAY = timedelta(days=1)


def listed(folder: Path, *lines: str, head: str = "platform,account,post,status,date") -> Path:
    path = folder / "statuses.csv"
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with case_of(tmp_path, world(size=4, rounds=2)) as made:
        yield made


@pytest.fixture
def exported(tmp_path: Path) -> Iterator[demasque.Case]:
    """A case with raw ids: three accounts on two platforms."""
    path = tmp_path / "posts.csv"
    path.write_text(
        "post_id,account_id,created_at,text,platform\n"
        "9001,RawAnna,2026-03-02T09:00:00Z,One small thing.,x\n"
        "9002,rawben,2026-03-02T09:01:00Z,Another small thing.,x\n"
        "abcdefghijk,rawchannel,2026-03-02T09:02:00Z,A third one.,youtube\n"
    )
    with demasque.create_case(tmp_path / "case") as case:
        case.add(path)
        yield case


def whole(store: CaseStore, what: str = "account") -> Outcome:
    (found,) = (r for r in case_outcomes(store) if r.referral is None and r.what == what)
    return found


def test_ids_links_and_pseudonyms_are_understood_in_both_languages(
    exported: demasque.Case, tmp_path: Path
) -> None:
    ben, channel = exported.pseudonym("x", "rawben"), exported.pseudonym("youtube", "rawchannel")
    path = listed(
        tmp_path,
        "2026-03-09;;https://x.com/RawAnna;Supprimé",
        f"2026-03-09T12:00+02:00;;{ben};toujours en ligne",
        "2026-03-10;https://youtu.be/abcdefghijk;;retirée",
        "2026-03-11;9002;;Erreur",
        head="date;lien;compte;statut",
    )
    text = path.read_text().replace(";9002;", ";https://x.com/rawben/status/9002;")
    path.write_text(text)
    taken = exported.outcome(path)
    assert (taken.listed, taken.new, taken.unknown) == (4, 4, ())
    kept = exported._store.sql("SELECT * FROM statuses ORDER BY line").to_pylist()
    assert [(row["account"], row["post"] is None, row["status"]) for row in kept] == [
        (exported.pseudonym("x", "rawanna"), True, "removed"),
        (ben, True, "up"),
        (channel, False, "removed"),
        (ben, False, "error"),
    ]
    assert kept[0]["at"] == datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)
    assert kept[1]["at"] == datetime(2026, 3, 9, 10, tzinfo=UTC)


def test_raw_ids_of_the_list_are_kept_nowhere(exported: demasque.Case, tmp_path: Path) -> None:
    exported.outcome(listed(tmp_path, "x,rawanna,,removed,2026-03-09", "x,nobody9,,up,2026-03-09"))
    case = tmp_path / "case"
    written = [(case / "custody.log").read_bytes()]
    written += [path.read_bytes() for path in case.glob("runs/*/run.json")]
    assert not [text for text in written if b"rawanna" in text or b"nobody9" in text]
    assert b"statuses.csv" not in written[0]
    assert not any("statuses" in str(path) for path in (case / "evidence").rglob("*"))


def test_accounts_that_the_case_does_not_know_are_told_and_the_rest_is_kept(
    exported: demasque.Case, tmp_path: Path
) -> None:
    taken = exported.outcome(
        listed(
            tmp_path,
            "x,stranger,,removed,2026-03-09",
            "x,rawben,,removed,2026-03-09",
            "x,rawben,77777,removed,2026-03-09",
            ",rawben,,removed,2026-03-09",
        )
    )
    assert (taken.unknown, taken.new) == ((2, 4, 5), 1)
    assert taken.platforms == ("x", "youtube")


def test_in_a_case_of_one_platform_the_list_need_not_name_it(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("post_id,account_id,created_at,text\n1,rawben,2026-03-02T09:00:00Z,Words.\n")
    with demasque.create_case(tmp_path / "case") as case:
        case.add(path)
        lines = ("rawben,,removed,2026-03-09", ",1,removed,2026-03-09")
        taken = case.outcome(listed(tmp_path, *lines, head="account,post,status,date"))
    assert (taken.new, taken.unknown) == (2, ())


def test_a_list_of_strangers_is_refused_and_nothing_is_written(
    exported: demasque.Case, tmp_path: Path
) -> None:
    before = (tmp_path / "case" / "custody.log").read_bytes()
    with pytest.raises(UsageError, match=r"knows no account.*platforms of the case: x, youtube"):
        exported.outcome(listed(tmp_path, "instagram,rawben,,removed,2026-03-09"))
    assert exported._store.sql("FROM statuses").num_rows == 0
    assert (tmp_path / "case" / "custody.log").read_bytes() == before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x,op000,,gone fishing,2026-03-09", "line 3: the status gone fishing is none of removed"),
        ("x,op000,,up,09/03/2026", "line 3: the date 09/03/2026 is not written as 2026-03-31"),
        ("x,op000,,up,", "line 3: the date – is not written"),
        ("x,op000,,up,2126-03-09", "line 3: the date 2126-03-09 has not come yet"),
        ("x,,,up,2026-03-09", "line 3: neither an account nor a post"),
        ('x,"op"000,,up,2026-03-09', "line 3: a quotation mark"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line_and_nothing_is_taken(
    line: str, reason: str, store: CaseStore, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=reason) as raised:
        keep_statuses(store, listed(tmp_path, "x,op000,,up,2026-03-09", line))
    assert "op000" not in str(raised.value)
    assert store.sql("FROM statuses").num_rows == 0


def test_lists_without_columns_lines_or_a_file_are_refused(
    store: CaseStore, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"line 1: a list of statuses has the columns"):
        keep_statuses(store, listed(tmp_path, "x,up", head="platform,status"))
    with pytest.raises(UsageError, match="no line follows"):
        keep_statuses(store, listed(tmp_path))
    with pytest.raises(UsageError, match="cannot be read"):
        keep_statuses(store, tmp_path / "nowhere.csv")
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(UsageError, match="columns"):
        keep_statuses(store, tmp_path / "empty.csv")


def test_the_same_list_twice_changes_nothing(store: CaseStore, tmp_path: Path) -> None:
    path = listed(tmp_path, *["x,op000,,removed,2026-03-09"] * 2, "x,op001,,up,2026-03-09")
    assert keep_statuses(store, path).new == 2
    table, log = store.sql("FROM statuses ORDER BY line"), (store.path / "custody.log").read_bytes()
    assert keep_statuses(store, path).new == 0
    assert store.sql("FROM statuses ORDER BY line").equals(table)
    assert (store.path / "custody.log").read_bytes() == log


def test_the_latest_status_counts_and_the_history_stays(store: CaseStore, tmp_path: Path) -> None:
    keep_statuses(store, listed(tmp_path, "x,op000,,removed,2026-03-09"))
    keep_statuses(store, listed(tmp_path, "x,op000,,restored,2026-03-12"))
    found = whole(store)
    assert (found.handed, found.removed, found.restored, found.reversals) == (1, 0, 1, 1)
    assert store.sql("FROM statuses").num_rows == 2


def test_of_one_day_the_more_cautious_status_counts(store: CaseStore, tmp_path: Path) -> None:
    keep_statuses(
        store, listed(tmp_path, "x,op000,,error,2026-03-09", "x,op000,,removed,2026-03-09")
    )
    assert (whole(store).errors, whole(store).removed, whole(store).known) == (1, 0, 0)


def test_a_post_that_went_with_its_account_is_counted_apart_and_in_no_share(
    store: CaseStore, tmp_path: Path
) -> None:
    posts = [(name, row["post"]) for name in ("op000", "op002") for row in _posts(store, name)]
    keep_handover(store, "referral", "X", b"1", ["op000", "op002"], posts, platform="x", at=START)
    keep_statuses(
        store,
        listed(
            tmp_path,
            "x,op000,,suspended,2026-03-09",
            f"x,,{posts[-1][1]},up,2026-03-09",
            "x,op002,,restored,2026-03-10",
        ),
    )
    found = whole(store, "post")
    gone = len(_posts(store, "op000"))
    assert (found.handed, found.with_account, found.known, found.gone) == (len(posts), gone, 1, 0)
    assert found.unseen == len(posts) - gone - 1
    assert (found.reversals, whole(store).reversals) == (0, 1)


def test_each_referral_has_figures_of_its_own(store: CaseStore, tmp_path: Path) -> None:
    first = keep_handover(store, "referral", "X", b"1", ["op000", "op002"], at=START)
    second = keep_handover(store, "referral", "X again", b"2", ["op002", "office0"], at=START + DAY)
    path = listed(
        tmp_path,
        "x,op000,,removed,2026-03-03",
        "x,op002,,up,2026-03-09",
        "x,office0,,up,2026-03-09",
    )
    taken = keep_statuses(store, path, first.id)
    assert (taken.new, taken.elsewhere, taken.unknown) == (2, (4,), ())
    keep_statuses(store, path)
    found = {
        (row.referral, row.platform): (row.handed, row.known, row.gone)
        for row in case_outcomes(store)
    }
    assert found[first.id, "facebook"] == (2, 2, 1)
    assert found[second.id, "facebook"] == (1, 1, 0)
    assert found[second.id, "x"] == (1, 1, 0)
    assert found[None, "facebook"] == (2, 2, 1)


def test_a_referral_that_there_is_not_is_refused(store: CaseStore, tmp_path: Path) -> None:
    made = keep_handover(store, "referral", "X", b"1", ["op000"], at=START)
    path = listed(tmp_path, "x,op001,,up,2026-03-09")
    with pytest.raises(UsageError, match=rf"'F0'.*What was handed over in this case: {made.id}"):
        keep_statuses(store, path, "F0")
    with pytest.raises(UsageError, match="no line speaks of an account or a post that F"):
        keep_statuses(store, path, made.id)
    assert store.sql("FROM statuses").num_rows == 0


def test_later_posts_of_accounts_that_are_still_up_are_counted(
    store: CaseStore, tmp_path: Path
) -> None:
    keep_handover(store, "referral", "X", b"1", ["op000", "op002"], at=START + DAY)
    keep_statuses(store, listed(tmp_path, "x,op000,,up,2026-03-09", "x,op002,,removed,2026-03-09"))
    later = [row for row in _posts(store, "op000") if row["posted_at"] > START + DAY]
    assert 0 < whole(store).later_posts == len(later)


def test_whom_people_excluded_is_in_no_figure_but_one_that_says_so(
    store: CaseStore, tmp_path: Path
) -> None:
    keep_handover(store, "referral", "X", b"1", ["op000", "op002"], at=START)
    keep_statuses(
        store, listed(tmp_path, "x,op000,,removed,2026-03-09", "x,op002,,removed,2026-03-09")
    )
    excluded = [{"account": "op000", "decision": "exclude", "people": 1}]
    store.replace({"decided": rows(TABLES["decided"].schema, excluded)})
    assert (whole(store).handed, whole(store).gone, whole(store).set_aside) == (1, 1, 1)


def test_whom_people_excluded_and_nobody_got_is_in_no_figure_at_all(
    store: CaseStore, tmp_path: Path
) -> None:
    keep_handover(store, "referral", "X", b"1", ["op002"], at=START)
    keep_statuses(store, listed(tmp_path, "x,op000,,up,2026-03-09", "x,op002,,up,2026-03-09"))
    excluded = [{"account": "op000", "decision": "exclude", "people": 1}]
    store.replace({"decided": rows(TABLES["decided"].schema, excluded)})
    assert (whole(store).handed, whole(store).set_aside) == (1, 0)


def test_a_removal_of_today_takes_no_longer_than_until_the_list_was_taken(
    store: CaseStore, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    keep_handover(store, "referral", "X", b"1", ["op000"], at=now - timedelta(hours=1))
    path = listed(tmp_path, f"x,op000,,removed,{now.date()}")
    keep_statuses(store, path)
    most = (datetime.now(UTC) - now).total_seconds() + 3600
    taken = whole(store).median_seconds
    assert taken is not None
    assert 3600 <= taken <= most + 1  # moments of handovers are whole seconds
    assert keep_statuses(store, path).new == 0


def test_admissible_statuses_are_listed_in_the_readers_language(
    store: CaseStore, tmp_path: Path
) -> None:
    path = listed(tmp_path, "x,op000,,gone fishing,2026-03-09")
    with pytest.raises(UsageError) as raised:
        keep_statuses(store, path)
    said = catalogue("fr").say(raised.value.sentence)
    words = said.split("n’est aucun de ceux-ci : ")[1].split(".")[0]
    told = words.replace(" et ", ", ").replace(" ou ", ", ").split(", ")
    assert [SPELLINGS[each] for each in told] == list(STATUSES)


def test_what_was_seen_of_an_account_is_forgotten_with_it(
    exported: demasque.Case, tmp_path: Path
) -> None:
    exported.outcome(
        listed(tmp_path, "x,rawben,,removed,2026-03-09", "x,rawanna,,removed,2026-03-09")
    )
    exported.forget(exported.pseudonym("x", "rawben"))
    left = exported._store.sql("SELECT account FROM statuses")["account"].to_pylist()
    assert left == [exported.pseudonym("x", "rawanna")]


def test_a_case_whose_key_is_gone_takes_pseudonyms_and_refuses_raw_ids(
    exported: demasque.Case, tmp_path: Path
) -> None:
    ben = exported.pseudonym("x", "rawben")
    exported.anonymise(keep_evidence=True)
    assert exported.outcome(listed(tmp_path, f",{ben},,up,2026-03-09")).new == 1
    with pytest.raises(demasque.DemasqueError, match="key"):
        exported.outcome(listed(tmp_path, "x,rawanna,,up,2026-03-09"))


def test_nothing_is_said_before_a_list_was_taken(store: CaseStore) -> None:
    keep_handover(store, "referral", "X", b"1", ["op000"], at=START)
    assert case_outcomes(store) == ()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("figures")) as made:
        yield made


DAYS = st.integers(-2, 9)
ONE = st.tuples(st.sampled_from(["removed", "suspended", "up", "unknown", "error"]), DAYS)


@settings(max_examples=25)
@given(st.lists(st.lists(ONE, max_size=3), min_size=1, max_size=12))
def test_shares_and_times_are_those_of_a_slow_count(
    empty: CaseStore, seen: list[list[tuple[str, int]]]
) -> None:
    _fill(empty, seen)
    if not any(seen):
        assert case_outcomes(empty) == ()
        return
    found = whole(empty)
    latest = [max(each, key=lambda one: (one[1], _CAUTION[one[0]]))[0] for each in seen if each]
    gone = sum(one in ("removed", "suspended") for one in latest)
    known = gone + latest.count("up")
    assert (found.handed, found.gone, found.known) == (len(seen), gone, known)
    assert (found.errors, found.unseen) == (latest.count("error"), len(seen) - len(latest))
    if known:
        low, high = _wilson(gone, known)
        assert found.share == pytest.approx(gone / known)
        assert (found.share_low, found.share_high) == pytest.approx((low, high), abs=1e-6)
    times = _times(seen)
    assert found.timed == len(times)
    median = _kaplan_meier(times)
    assert found.median_seconds == (None if median is None else median * 86_400)


_CAUTION = {"removed": 1, "suspended": 2, "unknown": 3, "up": 4, "error": 6}


def _fill(store: CaseStore, seen: list[list[tuple[str, int]]]) -> None:
    made = {"handover": "F1", "form": "referral", "receiver": "X", "made_at": START}
    named = [{"handover": "F1", "account": f"a{n}"} for n in range(len(seen))]
    told = [
        {"account": f"a{n}", "status": status, "at": START + day * DAY, "list": "0", "line": 1}
        for n, each in enumerate(seen)
        for status, day in each
    ]
    tables = {"handovers": [made], "handed_over": named, "statuses": told}
    store.replace({name: _table(name, each) for name, each in tables.items()})


def _table(name: str, records: list[dict[str, Any]]) -> pa.Table:
    return rows(TABLES[name].schema, records)


def _times(seen: list[list[tuple[str, int]]]) -> list[tuple[int, bool]]:
    """Days from handover to removal (true), or to when it was last seen up (false)."""
    times = []
    for each in seen:
        removals = [day for status, day in each if status in ("removed", "suspended")]
        ups = [day for status, day in each if status == "up"]
        if not each or max(each, key=lambda one: (one[1], _CAUTION[one[0]]))[0] == "error":
            continue
        if any(day < 0 for day in removals):
            continue
        if removals:
            times.append((min(removals), True))
        elif ups and max(ups) >= 0:
            times.append((max(ups), False))
    return times


def _kaplan_meier(times: list[tuple[int, bool]]) -> int | None:
    left = 1.0
    for day in sorted({day for day, gone in times if gone}):
        at_risk = sum(each >= day for each, _ in times)
        left *= 1 - sum(each == (day, True) for each in times) / at_risk
        if left <= 0.5 + 1e-9:
            return day
    return None


def _wilson(gone: int, known: int) -> tuple[float, float]:
    z, share = 1.959964, gone / known
    half = z * math.sqrt(share * (1 - share) / known + z * z / (4 * known * known))
    middle, size = share + z * z / (2 * known), 1 + z * z / known
    return max(0.0, (middle - half) / size), min(1.0, (middle + half) / size)


def test_every_column_of_the_export_is_a_value_of_python(empty: CaseStore) -> None:
    assert empty.sql(OUTCOMES).column_names == list(Outcome.__dataclass_fields__)


def _posts(store: CaseStore, account: str) -> list[dict[str, Any]]:
    return store.sql(
        "SELECT post, posted_at FROM posts WHERE account = ? ORDER BY post", (account,)
    ).to_pylist()
