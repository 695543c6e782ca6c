"""Accounts that come back after a removal are found; new people, and everybody else, are not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.dossier import find_regenerated, regenerated_accounts
from demasque.dossier.outcomes.new_accounts import NEW_ACCOUNTS
from demasque.dossier.outcomes.regeneration import _tail
from demasque.findings import TABLES as TABLES_OUT
from demasque.findings import read_outcomes
from demasque.schema import EVENTS, MEMBERSHIPS, POSTS, TABLES, TRACES
from hand_made import START, case_of, rows

DAY = timedelta(days=1)
REMOVED = START + 5 * DAY
MESSAGES = 8


class Made:
    """A campaign of five that is removed, forty people who stay, and whoever a test adds."""

    def __init__(self) -> None:
        self.posts: list[dict[str, object]] = []
        self.events: list[dict[str, object]] = []
        for n in range(40):
            self.post(f"person{n:02d}", n % 4, trace=5_000 + n)
            self.post(f"person{n:02d}", 6 + n % 3, trace=6_000 + n)
        for n in range(5):
            for message in range(MESSAGES):
                self.post(f"op{n}", 1 + message * 0.4, trace=message)

    def post(self, account: str, day: float, trace: int, kind: str = "text") -> None:
        name, at = f"p{len(self.posts):04d}", START + day * DAY
        self.posts.append(
            {"post": name, "account": account, "posted_at": at, "text": f"Words {trace}."}
            | {"time_precision": "second", "kind": "original", "platform": "x"}
        )
        self.events.append(
            {"kind": kind, "account": account, "trace": trace, "at": at, "post": name}
        )

    def carries(self, account: str, things: Sequence[int], day: float = 7) -> None:
        for n, thing in enumerate(things):
            self.post(account, day + n * 0.1, thing)

    def store(self, folder: Path, removed: bool = True) -> CaseStore:
        members = [
            {"campaign": "C1", "account": f"op{n}", "bits": 9.0, "partners": 4, "stability": 1.0}
            for n in range(5)
        ]
        store = case_of(
            folder,
            {
                "posts": rows(POSTS, self.posts),
                "events": rows(EVENTS, self.events),
                "memberships": rows(MEMBERSHIPS, members),
            },
        )
        if removed:
            says(store, {f"op{n}": "removed" for n in range(5)})
        return store


def says(store: CaseStore, statuses: Mapping[str, str]) -> None:
    told = [
        {"account": account, "status": status, "at": REMOVED, "list": "0", "line": 1}
        for account, status in statuses.items()
    ]
    store.insert({"statuses": rows(TABLES["statuses"].schema, told)})


def found(store: CaseStore) -> list[str]:
    return sorted(find_regenerated(store)["account"].to_pylist())


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("carried")) as store:
        yield store


@pytest.fixture
def made() -> Made:
    return Made()


def test_an_account_first_seen_after_a_removal_with_its_messages_is_a_lead(
    made: Made, tmp_path: Path
) -> None:
    made.carries("back", range(6))
    with made.store(tmp_path) as store:
        assert found(store) == ["back"]
        (lead,) = regenerated_accounts(store)
        assert (lead.campaign, lead.shared, lead.kinds) == ("C1", 6, ("text",))
        assert lead.removed_at == REMOVED < lead.first_at
        assert lead.q <= 0.01
        assert lead.expected < 0.2
        assert store.sql("SELECT count(*) AS n FROM memberships")["n"][0].as_py() == 5
        (wave,) = read_outcomes(store).waves
        assert wave.days == ((lead.first_at.date(), 1),)


def test_each_lead_stands_with_the_posts_that_show_it(made: Made, tmp_path: Path) -> None:
    made.carries("back", range(6))
    made.post("back", 9, 7_777)
    with made.store(tmp_path) as store:
        find_regenerated(store)
        told = store.sql(
            "SELECT r.*, a.text = b.text AS same, b.posted_at < a.posted_at AS earlier "
            "FROM regenerated_posts r JOIN posts a USING (post) "
            "JOIN posts b ON b.post = member_post"
        ).to_pylist()
        assert len(told) == 6
        assert all(row["same"] and row["earlier"] and row["account"] == "back" for row in told)
        assert {row["member"] for row in told} == {"op0"}
        assert store.sql(TABLES_OUT["regenerated_posts"]).num_rows == 6
        ((kind, pair), _) = read_outcomes(store).posts["back"]
        assert (kind, pair.first.account, pair.second.account) == ("text", "op0", "back")


def test_without_a_removal_nobody_is(made: Made, tmp_path: Path) -> None:
    made.carries("back", range(6))
    with made.store(tmp_path, removed=False) as store:
        assert found(store) == []


@pytest.mark.parametrize("status", ["restored", "error", "up", "unknown"])
def test_what_is_no_removal_or_was_taken_back_starts_nothing(
    status: str, made: Made, tmp_path: Path
) -> None:
    made.carries("back", range(6))
    with made.store(tmp_path, removed=False) as store:
        says(store, {f"op{n}": status for n in range(5)})
        assert found(store) == []


def test_two_messages_are_too_few_and_one_message_many_times_is_one(
    made: Made, tmp_path: Path
) -> None:
    made.carries("reader", [0, 1])
    made.carries("fan", [0] * 9)
    with made.store(tmp_path) as store:
        assert found(store) == []


def test_who_was_there_before_the_removal_is_never_listed(made: Made, tmp_path: Path) -> None:
    made.carries("person00", range(6))
    made.carries("op0", range(6))
    with made.store(tmp_path) as store:
        assert found(store) == []


def test_what_many_outside_carried_before_is_not_the_campaign_s_own(
    made: Made, tmp_path: Path
) -> None:
    for n in range(3):
        made.carries(f"person{n:02d}", range(MESSAGES), day=3)
    made.carries("back", range(MESSAGES))
    with made.store(tmp_path) as store:
        assert found(store) == []


def test_where_everybody_passes_it_on_afterwards_new_people_may_as_well(
    made: Made, tmp_path: Path
) -> None:
    for n in range(20):
        made.carries(f"person{n:02d}", [(n + m) % MESSAGES for m in range(5)])
    for n in range(5):
        made.carries(f"new{n}", [(n + m) % MESSAGES for m in range(5)])
    with made.store(tmp_path) as store:
        assert found(store) == []


def test_whom_the_analyst_s_list_names_is_never_listed(made: Made, tmp_path: Path) -> None:
    made.carries("gazette", range(6))
    with made.store(tmp_path) as store:
        venue = {"account": "gazette", "platform": "x", "kind": "media", "name": "Gazette"}
        store.insert({"venue_list": rows(TABLES["venue_list"].schema, [venue])})
        assert found(store) == []


@pytest.mark.parametrize("table", ["decided", "set_aside", "statuses"])
def test_who_was_excluded_or_reported_by_mistake_is_never_listed(
    table: str, made: Made, tmp_path: Path
) -> None:
    made.carries("back", range(6))
    with made.store(tmp_path) as store:
        if table == "statuses":
            says(store, {"back": "error"})
        else:
            record = {"account": "back", "decision": "exclude", "people": 1, "campaign": "C1"}
            record |= {"bits": 1.0, "partners": 1, "stability": 1.0, "why": "excluded"}
            store.replace({table: rows(TABLES[table].schema, [record])})
        assert found(store) == []


def test_with_too_few_to_compare_with_nothing_is_said(tmp_path: Path) -> None:
    made = Made()
    made.posts = [row for row in made.posts if row["account"] < "person1"]
    made.events = [row for row in made.events if row["account"] < "person1"]
    made.carries("back", range(6))
    with made.store(tmp_path) as store:
        assert found(store) == []


def test_other_pages_of_a_site_that_only_the_campaign_used_count_as_the_site(
    made: Made, tmp_path: Path
) -> None:
    values = {900: "mirror.example/a", 901: "mirror.example/b", 902: "mirror.example/c"}
    for n in range(2):
        made.post(f"op{n}", 2, 900, "url")
    made.carries("back", [0, 1, 2])
    made.post("back", 8, 902, "url")
    traces = [{"kind": "url", "trace": each, "value": value} for each, value in values.items()]
    with made.store(tmp_path) as store:
        store.replace({"traces": rows(TRACES, traces)})
        find_regenerated(store)
        (lead,) = regenerated_accounts(store)
        assert (lead.shared, lead.kinds) == (4, ("site", "text"))


def test_the_same_case_gives_the_same_rows(made: Made, tmp_path: Path) -> None:
    for n in range(6):
        made.carries(f"back{n}", range(n, 6 + n // 3))
    with made.store(tmp_path) as store:
        assert find_regenerated(store).equals(find_regenerated(store))


def test_the_tail_of_counts_is_that_of_a_slow_sum() -> None:
    mean, variance = 0.3, 0.9
    size, chance = mean**2 / (variance - mean), mean / variance
    term = chance**size
    below = 0.0
    for n in range(5):
        below += term
        term *= (n + size) / (n + 1) * (1 - chance)
    assert _tail(5, mean, variance) == pytest.approx(1 - below)
    assert _tail(0, mean, variance) == pytest.approx(1.0)


ONE = st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 4), st.integers(0, 9))


@settings(max_examples=25)
@given(st.lists(ONE, min_size=1, max_size=30))
def test_what_accounts_carry_is_what_a_slow_count_gives(
    empty: CaseStore, seen: list[tuple[str, int, int]]
) -> None:
    made = Made()
    made.posts, made.events = [], []
    for account, thing, day in seen:
        made.post(account, day, thing)
    members = {"a", "b", "c"}
    plain = {"campaign": "C1", "bits": 9.0, "partners": 2, "stability": 1.0}
    empty.replace(
        {
            "posts": rows(POSTS, made.posts),
            "events": rows(EVENTS, made.events),
            "memberships": rows(MEMBERSHIPS, [plain | {"account": each} for each in "abc"]),
        }
    )
    given_back = empty.sql(NEW_ACCOUNTS, ("C1", REMOVED)).to_pylist()
    told = {row["account"]: (row["new"], row["shared"], row["later"]) for row in given_back}
    assert told == _slow(seen, members)


def _slow(seen: list[tuple[str, int, int]], members: set[str]) -> dict[str, tuple[bool, int, int]]:
    """New accounts and others who still post: what each carries, and its later posts."""
    first = {each: min(day for a, _, day in seen if a == each) for each, _, _ in seen}
    old = {each for each in members if first.get(each, 99) <= 5}
    others = {each for each in first if each not in members and first[each] <= 5}
    carriers = {thing: {a for a, t, day in seen if t == thing and day <= 5} for _, thing, _ in seen}
    rare = {t for t, who in carriers.items() if len(who & old) >= 2 and len(who & others) <= 1}
    told = {}
    for account, begun in first.items():
        later = [thing for a, thing, day in seen if a == account and day > 5]
        new = begun > 5
        if rare and later and (new or account in others):
            told[account] = (new, len(rare & set(later)), len(later))
    return told
