"""A campaign keeps its name from one detection to the next while most of its accounts stay."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from demasque.campaigns import find_campaigns, keep_names
from demasque.campaigns.lasting_names import FAIR_SHARE, EarlierNames, NameChange
from demasque.case import CaseStore
from demasque.ingest import forget
from demasque.schema import STRENGTHS
from hand_made import case_of, rows, world


def of(letters: str) -> frozenset[str]:
    return frozenset(letters)


def before(highest: int = 0, past: dict[str, str] | None = None, **current: str) -> EarlierNames:
    known = {name: of(accounts) for name, accounts in current.items()}
    gone = {name: of(accounts) for name, accounts in (past or {}).items()}
    return EarlierNames("C", known, gone, max(highest, len(known)))


def strengths_of(store: CaseStore, groups: str) -> None:
    """Tie accounts (one letter each) all with all, group by group."""
    tied = [
        {"account_a": f"op{a}", "account_b": f"op{b}", "bits": 40.0, "kinds": ["text"]}
        for group in groups.split()
        for n, a in enumerate(sorted(group))
        for b in sorted(group)[n + 1 :]
    ]
    store.replace({"strengths": rows(STRENGTHS, tied)})


def members(store: CaseStore) -> dict[str, str]:
    found: dict[str, str] = {}
    query = "SELECT campaign, account FROM memberships ORDER BY account"
    for row in store.sql(query).to_pylist():
        campaign = row["campaign"]
        found[campaign] = found.get(campaign, "") + row["account"].removeprefix("op")
    return found


def detections(folder: Path, *groups: str) -> CaseStore:
    """A case in which campaigns of these accounts were found, one detection after the other."""
    old = world()["posts"].to_pylist()[1]
    letters = sorted(set("".join(groups)) - {" "})
    posts = [old | {"post": f"p{name}", "account": f"op{name}"} for name in letters]
    store = case_of(folder, {"posts": rows(world()["posts"].schema, posts)})
    for each in groups:
        with store.replacing_findings():
            strengths_of(store, each)
            find_campaigns(store)
        keep_names(store)
    return store


def test_a_fresh_case_numbers_campaigns_in_their_order() -> None:
    assert before().of([of("abc"), of("xyz"), of("pq")]) == ["C1", "C2", "C3"]


def test_a_name_stays_though_the_order_changes(tmp_path: Path) -> None:
    with detections(tmp_path, "abcdefgh stuv", "abc stuvwxyz") as store:
        assert members(store) == {"C3": "abc", "C2": "stuvwxyz"}
        listed = store.sql("SELECT campaign FROM campaigns")["campaign"].to_pylist()
    assert listed == ["C2", "C3"], "the strongest first, whatever it is called"


def test_the_same_posts_detected_again_keep_every_name(tmp_path: Path) -> None:
    with detections(tmp_path, "abcd stu", "abcd stu") as store:
        assert members(store) == {"C1": "abcd", "C2": "stu"}
        assert store.sql("FROM name_changes").num_rows == 0


def test_a_split_leaves_the_name_with_the_larger_part_and_is_said() -> None:
    earlier = before(C1="abcdef")
    assert earlier.of([of("ef"), of("abcd")]) == ["C2", "C1"]
    changes = earlier.changes({"C2": of("ef"), "C1": of("abcd")})
    assert changes == [NameChange("C2", "split", "C1", 2)]


def test_two_halves_are_two_new_campaigns_out_of_the_old_one() -> None:
    earlier = before(C1="abcdef")
    assert earlier.of([of("abc"), of("def")]) == ["C2", "C3"]
    changes = earlier.changes({"C2": of("abc"), "C3": of("def")})
    assert [each.change for each in changes] == ["ended", "split", "split"]


def test_a_merger_keeps_the_name_of_most_accounts_and_is_said() -> None:
    earlier = before(C1="abc", C2="stuvw")
    assert earlier.of([of("abcstuvw")]) == ["C2"]
    changes = earlier.changes({"C2": of("abcstuvw")})
    assert changes == [NameChange("C2", "merged", "C1", 3)]


def test_a_small_campaign_does_not_name_the_large_one_that_swallows_it() -> None:
    earlier = before(C1="ab")
    assert earlier.of([of("abcdefghij")]) == ["C2"]


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    with detections(tmp_path, "abcd stu", "abcd", "abcd xyz") as store:
        assert members(store) == {"C1": "abcd", "C3": "xyz"}


def test_a_campaign_that_comes_back_has_its_old_name(tmp_path: Path) -> None:
    with detections(tmp_path, "abcd stu", "abcd", "abcd stu") as store:
        assert members(store) == {"C1": "abcd", "C2": "stu"}


def test_names_outlive_the_forgetting_of_accounts(tmp_path: Path) -> None:
    with detections(tmp_path, "abcd stu") as store:
        forget(store, ["ops", "opt", "opu"])
        assert store.sql("FROM lasting_names WHERE account = 'ops'").num_rows == 0
        given = "SELECT highest FROM names_given WHERE letter = 'C'"
        assert store.sql(given)["highest"].to_pylist() == [2]


def test_names_are_known_though_the_last_detection_could_not_note_them(tmp_path: Path) -> None:
    with detections(tmp_path, "abcd stu") as store:
        empty = {name: store.sql(f"FROM {name} LIMIT 0") for name in ("lasting_names",)}
        store.replace(empty)
        with store.replacing_findings():
            strengths_of(store, "stuv")
            find_campaigns(store)
        assert members(store) == {"C2": "stuv"}


groups = st.lists(st.sets(st.integers(0, 25), min_size=1), max_size=6)


def apart(found: list[set[int]]) -> list[frozenset[str]]:
    """Groups without the accounts that an earlier one has."""
    seen: set[int] = set()
    parts = []
    for each in found:
        part = each - seen
        seen |= each
        if part:
            parts.append(frozenset(f"a{n}" for n in part))
    return parts


@given(groups, groups)
def test_every_group_has_one_name_and_only_heirs_have_old_ones(
    old: list[set[int]], new: list[set[int]]
) -> None:
    known = {f"C{n + 1}": group for n, group in enumerate(apart(old))}
    earlier = EarlierNames("C", known, {}, len(known))
    found = apart(new)
    names = earlier.of(found)
    assert len(set(names)) == len(found)
    for name, group in zip(names, found, strict=True):
        if name in known:
            stay = len(known[name] & group)
            assert 2 * stay > len(known[name])
            assert stay >= FAIR_SHARE * len(group)
        else:
            assert int(name[1:]) > len(known)
