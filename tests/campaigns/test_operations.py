"""Campaigns are put together by what they share beyond chance, and by nothing that all share."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from demasque import create_case
from demasque.api import Case
from demasque.campaigns import find_operations, keep_names
from demasque.campaigns.operations.group_likeness import OWN, Chance, LinkFeatures, upper_end
from demasque.campaigns.operations.grouping import grouped
from demasque.campaigns.operations.linking import ClassLink, PairLinks, draws_for, number_of_tests
from demasque.campaigns.operations.parties import find_parties
from demasque.findings.operations.operation_evidence import case_operations
from demasque.schema import ATTACHED, CAMPAIGNS, MEMBERSHIPS
from demasque.simulate import Operation, World, world
from demasque.traces import extract

DESKS = Operation(accounts=40, desk=20)


def test_linked_pairs_become_groups_and_a_chain_stays_in_pieces() -> None:
    names = ["C1", "C2", "C3", "C4"]
    ring = [("C1", "C2", 1.0), ("C2", "C3", 0.9), ("C1", "C3", 0.8)]
    assert grouped(names, ring) == [("C1", "C2", "C3"), ("C4",)]
    chain = [("C1", "C2", 1.0), ("C2", "C3", 0.9), ("C3", "C4", 0.8)]
    assert grouped(names, chain) == [("C1", "C2"), ("C3", "C4")]
    assert grouped(names, []) == [("C1",), ("C2",), ("C3",), ("C4",)]


def test_most_pairs_are_enough_though_one_is_missing() -> None:
    pairs = [("C1", "C2", 1.0), ("C2", "C3", 0.5)]
    assert grouped(["C1", "C2", "C3"], pairs) == [("C1", "C2", "C3")]


def class_link(link: str, likeness: float = 0.4, p: float = 0.001) -> ClassLink:
    return ClassLink(link, 5, likeness, Chance(0.0, p, 3 * p))


def joined(*links: ClassLink, campaigns: int = 5) -> bool:
    return PairLinks("C1", "C2", links, number_of_tests(campaigns)).joined


def test_contents_decide_and_conduct_only_supports() -> None:
    assert joined(class_link("texts"), class_link("sources"))
    assert joined(class_link("texts"), class_link("hours"))
    assert not joined(class_link("texts"))
    assert not joined(class_link("texts", likeness=0.1), class_link("hours"))
    assert not joined(class_link("hours"), class_link("venues"), class_link("profiles"))


def test_interests_that_circles_share_do_not_suffice() -> None:
    assert not joined(class_link("hashtags"), class_link("sources"), class_link("hours"))
    assert joined(class_link("hashtags"), class_link("sources"), class_link("links"))


def test_a_class_that_chance_may_have_made_does_not_count() -> None:
    assert not joined(class_link("texts"), class_link("sources", p=0.01))
    unknown = ClassLink("sources", 5, 0.9, None)
    assert not joined(class_link("texts"), unknown)
    assert not joined(class_link("texts", likeness=0.01), class_link("sources"))


def test_two_classes_must_hold_for_all_pairs_that_were_tried() -> None:
    few, many = class_link("texts"), class_link("sources")
    assert joined(few, many, campaigns=20)
    assert not joined(few, many, campaigns=60)
    assert 1 / draws_for(60) ** 2 * number_of_tests(60) <= 0.01


def test_the_interval_of_p_holds_it() -> None:
    assert upper_end(0, 999) == pytest.approx(1 - 0.025 ** (1 / 999))
    assert upper_end(999, 999) == 1.0
    assert upper_end(10, 999) > 10 / 999


accounts = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 7)), min_size=1, max_size=40, unique=True
)


@given(accounts, st.lists(st.floats(0.5, 9.0), min_size=8, max_size=8), st.booleans())
def test_likeness_is_that_of_slow_obvious_code(
    had: list[tuple[int, int]], rarity: list[float], owned: bool
) -> None:
    dense = np.zeros((10, 8))
    for account, feature in had:
        dense[account, feature] = rarity[feature]
    had_any = sparse.csr_matrix((dense > 0).astype(float))
    alone = np.arange(10.0) ** 2  # the length of what each did alone is its number
    others = (dense[:6] > 0).sum(axis=0).astype(float)  # accounts 0 to 5 are in no campaign
    features = LinkFeatures("texts", had_any, np.array(rarity), others, alone, owned)
    drawn = features.profiles(np.array([[0, 1, 2], [3, 4, 5]]), random=True)
    own = features.profiles(np.array([[6, 7, 8, 9]]), random=False)
    likeness, shared = features.alike(drawn, own)
    for row, members in enumerate(([0, 1, 2], [3, 4, 5])):
        a, b = dense[members].mean(axis=0), dense[6:].mean(axis=0)
        common = (a > 0) & (b > 0)
        if owned:
            inside = (dense[members] > 0).sum(axis=0)
            users = inside + (dense[6:] > 0).sum(axis=0)
            common &= users >= OWN * (others - inside)
        length_a = a @ a + sum(alone[members]) / 9
        length_b = b @ b + sum(alone[6:]) / 16
        lengths = np.sqrt(length_a * length_b) or 1.0
        assert likeness[row] == pytest.approx((a * b)[common].sum() / lengths)
        assert shared[row] == common.sum()


@given(accounts, st.booleans())
def test_random_groups_two_by_two_are_compared_as_one_by_one(
    had: list[tuple[int, int]], owned: bool
) -> None:
    matrix = np.zeros((10, 8))
    for account, feature in had:
        matrix[account, feature] = 1.0
    others = matrix.sum(axis=0)
    weights = np.arange(1.0, 9.0)
    features = LinkFeatures("texts", sparse.csr_matrix(matrix), weights, others, np.ones(10), owned)
    one = features.profiles(np.array([[0, 1, 2], [3, 4, 4]]), random=True)
    other = features.profiles(np.array([[5, 6], [7, 8]]), random=True)
    likeness, shared = features.alike(one, other)
    for row, (a, b) in enumerate((([0, 1, 2], [5, 6]), ([3, 4, 4], [7, 8]))):
        single = (features.profiles(np.array([each]), random=True) for each in (a, b))
        alone, count = features.alike(*single)
        assert likeness[row] == pytest.approx(alone[0])
        assert shared[row] == count[0]


def test_a_random_group_is_compared_alike_whatever_it_was_compared_with_before() -> None:
    rng = np.random.default_rng(0)
    matrix = sparse.csr_matrix((rng.random((60, 300)) < 0.3).astype(float))
    features = LinkFeatures("texts", matrix, rng.random(300), np.zeros(300), np.ones(60), True)
    one, other = (features.profiles(rng.integers(40, size=(9, 7)), random=True) for _ in "ab")
    own = features.profiles(np.arange(40, 60)[None], random=False)
    before = features.alike(one, own)
    features.alike(one, other)
    for first, again in zip(before, features.alike(one, own), strict=True):
        assert first.tolist() == again.tolist()


def with_groups(case: Case, groups: dict[str, list[str]]) -> None:
    """Make campaigns of these accounts, the first the strongest."""
    members = [
        {"campaign": name, "account": account, "bits": 1.0, "partners": 1}
        for name, accounts in groups.items()
        for account in accounts
    ]
    plain = dict.fromkeys(("posts", "ties", "posts_per_day", "filler"), 1)
    plain |= {"first_at": 0, "last_at": 0, "platforms": [], "languages": []}
    rows = [
        plain | {"campaign": name, "accounts": len(accounts), "bits": 100.0 - n}
        for n, (name, accounts) in enumerate(groups.items())
    ]
    case._store.replace(
        {
            "memberships": pa.Table.from_pylist(members, MEMBERSHIPS),
            "campaigns": pa.Table.from_pylist(rows, CAMPAIGNS),
            "attached": ATTACHED.empty_table(),
        }
    )


def desks(case: Case, made: World) -> dict[str, list[str]]:
    """Desks of operations 1 and 2 as C1 to C4, and the sellers as C5."""
    platforms = made.accounts.select(["account_id", "platform"]).to_pydict()
    platform = dict(zip(platforms["account_id"], platforms["platform"], strict=True))
    groups: dict[str, list[str]] = {}
    for row in made.labels.to_pylist():
        if row["operation"]:
            name = f"C{2 * row['operation'] + row['desk'] - 2}"
        elif row["group"] == "shop":
            name = "C5"
        else:
            continue
        who = case.pseudonym(platform[row["account_id"]], row["account_id"])
        groups.setdefault(name, []).append(who)
    return dict(sorted(groups.items()))


def found(case: Case) -> set[tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for row in find_operations(case._store).to_pylist():
        groups.setdefault(row["operation"], []).append(row["campaign"])
    return {tuple(group) for group in groups.values()}


@pytest.fixture(scope="module")
def made() -> World:
    return world(5, 3_000, 30_000, operation=(DESKS, DESKS))


@pytest.fixture(scope="module")
def case(made: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A world of two operations of two desks each, whose desks are campaigns."""
    with create_case(tmp_path_factory.mktemp("operations") / "case") as case:
        case.add(made.posts)
        case.add(made.accounts)
        extract(case._store)
        with_groups(case, desks(case, made))
        yield case


TOGETHER = {("C1", "C2"), ("C3", "C4"), ("C5",)}


def test_desks_of_one_operation_are_together_and_unrelated_ones_apart(case: Case) -> None:
    assert found(case) == TOGETHER
    links = case.sql("SELECT * FROM operation_links WHERE campaign_a = 'C1' AND link = 'texts'")
    (texts,) = links.to_pylist()
    assert texts["joined"]
    assert texts["likeness"] > texts["expected"]
    assert texts["p"] <= texts["p_high"]


def test_the_same_seed_gives_the_same_links(case: Case) -> None:
    find_operations(case._store, seed=3)
    first = case.sql("FROM operation_links")
    find_operations(case._store, seed=3)
    assert case.sql("FROM operation_links") == first


def test_operations_are_named_by_evidence_and_read_back(case: Case) -> None:
    find_operations(case._store)
    assert case.operations().to_pylist()[0] == {"operation": "O1", "campaign": "C1", "linked": 1}
    read = case_operations(case._store)
    assert [each.campaigns for each in read.several] == [("C1", "C2"), ("C3", "C4")]
    assert read.alone == ("C5",)
    assert {link.link for link in read.several[0].links} >= {"texts", "sources", "hours"}


def test_operations_keep_their_names_though_their_order_changes(case: Case, made: World) -> None:
    find_operations(case._store)
    keep_names(case._store)
    groups = desks(case, made)
    with_groups(case, {name: groups[name] for name in ("C5", "C4", "C3", "C2", "C1")})
    rows = find_operations(case._store).to_pylist()
    with_groups(case, groups)
    assert rows[0]["operation"] == "O2"
    named = {row["campaign"]: row["operation"] for row in rows}
    assert named == {"C1": "O1", "C2": "O1", "C3": "O2", "C4": "O2", "C5": "O3"}


def test_random_groups_have_no_account_in_common_and_no_member(case: Case) -> None:
    def nobody_special(
        everybody: pa.Array, members: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        return {name: np.zeros(len(everybody)) for name in members}

    parties = find_parties(case._store, ["C1", "C3"], nobody_special, seed=0)
    one, other = parties.draws("C1", 0, 50, 0), parties.draws("C3", 1, 50, 0)
    assert not set(one.ravel().tolist()) & set(other.ravel().tolist())
    inside = {n for members in parties.members.values() for n in members.tolist()}
    assert not inside & set(one.ravel().tolist())
    assert one.shape == (50, len(parties.members["C1"]))


def test_no_campaigns_are_no_operations(tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as empty:
        assert find_operations(empty._store).num_rows == 0
        assert case_operations(empty._store).several == ()


def part(made: World, tmp_path: Path, posts: pa.Table, accounts: pa.Table | None = None) -> Case:
    case = create_case(tmp_path / "case")
    case.add(posts)
    if accounts is not None:
        case.add(accounts)
    extract(case._store)
    with_groups(case, desks(case, made))
    return case


def test_one_campaign_is_an_operation_by_itself(made: World, tmp_path: Path) -> None:
    with part(made, tmp_path, made.posts.slice(0, 3_000)) as case:
        with_groups(case, {"C1": desks(case, made)["C1"]})
        assert found(case) == {("C1",)}


def test_without_other_accounts_chance_is_not_known_and_nothing_is_joined(
    made: World, tmp_path: Path
) -> None:
    inside = made.labels.filter(pc.is_valid(made.labels["operation"]))["account_id"]
    posts = made.posts.filter(pc.is_in(made.posts["account_id"], inside.combine_chunks()))
    with part(made, tmp_path, posts) as case:
        assert all(len(group) == 1 for group in found(case))
        (said,) = case_operations(case._store).unknown
        assert "What chance gives is not known" in said


def test_times_to_the_day_no_venues_and_no_profiles_leave_the_contents(
    made: World, tmp_path: Path
) -> None:
    days = pc.utf8_slice_codeunits(made.posts["created_at"], 0, 10)
    posts = made.posts.drop_columns(["created_at", "venue_id"]).append_column("created_at", days)
    with part(made, tmp_path, posts) as case:
        groups = found(case)
        links = Counter(case.sql("SELECT link FROM operation_links")["link"].to_pylist())
        said = case_operations(case._store)
    assert not {"hours", "venues", "profiles"} & set(links)
    assert groups <= TOGETHER | {(f"C{n}",) for n in range(1, 6)}
    for each in said.several:
        assert any("not known" in one for one in each.against)
