"""A signature holds what a group has in common, and nothing of anybody in particular."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from demasque.case import CaseStore
from demasque.dossier import (
    AccountFeatures,
    ClassFeatures,
    Signature,
    make_signature,
    write_signature,
)
from demasque.dossier.signatures.account_features import SHARES
from demasque.dossier.signatures.feature_names import feature_hash
from demasque.dossier.signatures.group_features import features_of_groups
from demasque.errors import UsageError
from demasque.schema import ACCOUNTS, EVENTS, HASHTAGS, POSTS, TRACES
from hand_made import case_of, minutes, rows
from hand_made import world as small_world

MEMBERS = tuple(f"a_{letter * 16}" for letter in "bcdef")
OTHERS = tuple(f"a_{n:016d}" for n in range(60))


def world_of_tags(tags: Mapping[str, tuple[str, ...]]) -> dict[str, pa.Table]:
    """A post a tag and account; handles and texts that nobody should meet in a file."""
    posts: list[dict[str, object]] = []
    used: list[dict[str, object]] = []
    for account in (*MEMBERS, *OTHERS):
        for tag in tags.get(account, ()) or (None,):
            name = f"p_{len(posts):016d}"
            posts.append(
                {"post": name, "account": account, "posted_at": minutes(len(posts))}
                | {"text": f"Secret words of {account}", "platform": "x", "kind": "original"}
                | {"time_precision": "minute", "lang": "en"}
            )
            if tag is not None:
                used.append({"post": name, "tag": tag})
    return {"posts": rows(POSTS, posts), "hashtags": rows(HASHTAGS, used)}


def told(signature: Signature, kind: str) -> dict[str, tuple[int, int | None]]:
    return {
        row["feature"]: (row["accounts"], row["others"])
        for row in signature.features.to_pylist()
        if row["class"] == kind
    }


def in_folder(tables: Mapping[str, pa.Table]) -> Iterator[CaseStore]:
    with TemporaryDirectory() as folder, case_of(Path(folder), tables) as store:
        yield store


def test_a_tag_of_k_accounts_is_told_and_one_of_fewer_is_not(tmp_path: Path) -> None:
    tags = dict.fromkeys(MEMBERS[:3], ("ours", "OURS"))
    tags |= dict.fromkeys(MEMBERS[3:], ("two",))
    tags |= {OTHERS[0]: ("ours",)}
    with case_of(tmp_path, world_of_tags(tags)) as store:
        made = make_signature(store, MEMBERS, "M", draws=0)
        wide = make_signature(store, MEMBERS, "M", k=2, draws=0)
    # One other account has it: fewer than three, so how many is not said.
    assert told(made, "hashtags") == {feature_hash("hashtags", "ours"): (3, None)}
    assert told(wide, "hashtags")[feature_hash("hashtags", "two")] == (2, None)
    assert (made.accounts, made.outside) == (5, len(OTHERS))


def test_the_header_is_to_the_day_and_the_time_is_that_of_the_findings(tmp_path: Path) -> None:
    with case_of(tmp_path, small_world()) as store:
        members = [f"op{n:03d}" for n in range(8)]
        made = make_signature(store, members, "C1", draws=0)
        asked = make_signature(
            store, members, "C1", draws=0, made_at=datetime(2026, 5, 1, 12, 30, 5, 7, tzinfo=UTC)
        )
    assert made.first_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert made.platforms == {"facebook": 0.5, "x": 0.5}
    assert made.made_at == made.last_at  # nothing was detected: never the time of today
    assert asked.made_at == datetime(2026, 5, 1, 12, 30, 5, tzinfo=UTC)


def test_unusable_requests_are_refused(tmp_path: Path) -> None:
    with case_of(tmp_path, world_of_tags({})) as store:
        with pytest.raises(UsageError, match="Only 2 of these accounts have posts"):
            make_signature(store, [*MEMBERS[:2], "a_nobody"], "few")
        with pytest.raises(UsageError, match="k is 1, and must be 2 or more"):
            make_signature(store, MEMBERS, "one", k=1)
        with pytest.raises(UsageError, match="0 to 999 random groups, not 1,000"):
            make_signature(store, MEMBERS, "many", draws=1000)


def test_commands_to_a_screen_are_left_out_of_a_name(tmp_path: Path) -> None:
    with case_of(tmp_path, world_of_tags({})) as store:
        made = make_signature(store, MEMBERS, "a\x1b[31m b\n\u202ec", draws=0)
    assert made.name == "a[31m bc" or made.name == "a[31m b c"


def test_random_groups_come_with_it_and_with_the_seed(tmp_path: Path) -> None:
    tags = {account: ("common", f"own{n % 4}") for n, account in enumerate(OTHERS)}
    with case_of(tmp_path, world_of_tags(tags)) as store:
        made = make_signature(store, MEMBERS, "M", draws=20, seed=4)
        again = make_signature(store, reversed(MEMBERS), "M", draws=20, seed=4)  # type: ignore[arg-type]
        other = make_signature(store, MEMBERS, "M", draws=20, seed=5)
    assert made == again
    assert made.background != other.background
    assert made.draws == 20
    common = feature_hash("hashtags", "common")
    rows_of = [row for row in made.background.to_pylist() if row["feature"] == common]
    assert len(rows_of) == 20
    assert {row["accounts"] for row in rows_of} == {5}
    assert min(made.background["accounts"].to_pylist()) >= 3


def test_too_few_others_say_nothing_of_chance(tmp_path: Path) -> None:
    with case_of(tmp_path, small_world()) as store:
        made = make_signature(store, [f"op{n:03d}" for n in range(8)], "C1")
    assert (made.draws, made.background.num_rows) == (0, 0)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(MEMBERS + OTHERS[:6]), st.sampled_from(["one", "two", "three", "four"])
        ),
        max_size=40,
    ),
    st.integers(2, 4),
)
def test_nothing_below_k_and_no_word_or_name_is_in_the_bytes(
    used: list[tuple[str, str]], k: int
) -> None:
    tags: dict[str, tuple[str, ...]] = {}
    for account, tag in used:
        tags[account] = (*tags.get(account, ()), f"tag{tag}")
    for store in in_folder(world_of_tags(tags)):
        made = make_signature(store, MEMBERS, "M", k=k, draws=10)
        written = write_signature(made, store.path / "m.json").read_text("utf-8")
    having = Counter(tag for account in MEMBERS for tag in set(tags.get(account, ())))
    expected = {feature_hash("hashtags", tag): n for tag, n in having.items() if n >= k}
    assert {name: n for name, (n, _) in told(made, "hashtags").items()} == expected
    for tag, n in having.items():
        assert (feature_hash("hashtags", tag) in written) == (n >= k)
    for word in ("Secret", "secret", "tag", "a_", "p_", *MEMBERS, *OTHERS):
        assert word not in written.replace('"hashtags"', "")


@given(st.data())
def test_groups_are_counted_as_slow_obvious_code_counts_them(data: st.DataObject) -> None:
    accounts, names = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 5))
    size, draws = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 4))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    dense = np.where(rng.random((accounts, names)) < 0.5, rng.random((accounts, names)), 0.0)
    groups = rng.integers(accounts, size=(draws, size))
    k = data.draw(st.integers(1, 3))
    of_class = ClassFeatures(pa.array([f"{n:03d}" for n in range(names)]), sparse.csr_matrix(dense))
    features = AccountFeatures(
        pa.array([str(n) for n in range(accounts)]),
        pa.array(["x"] * accounts),
        pa.array(["en"] * accounts),
        *[np.zeros(accounts, np.int64)] * 3,
        {"hours": of_class},
    )
    (found,) = features_of_groups(features, groups, k)
    expected = []
    for draw, group in enumerate(groups):
        members = dense[sorted(set(group.tolist()))]
        speaking = (members > 0).any(axis=1).sum()
        for name in range(names):
            having = int((members[:, name] > 0).sum())
            if having >= k:
                share = round(members[:, name].sum() / speaking, 4)
                expected.append((draw, name, having, pytest.approx(share, abs=2e-4)))
    assert list(zip(found.group, found.feature, found.accounts, found.share, strict=True)) == (
        expected
    )


def test_only_classes_of_shares_have_shares(tmp_path: Path) -> None:
    with case_of(tmp_path, small_world()) as store:
        made = make_signature(store, [f"op{n:03d}" for n in range(8)], "C1", draws=0)
    for row in made.features.to_pylist():
        assert (row["share"] is not None) == (row["class"] in SHARES)
    assert {"words", "hours", "languages", "platforms"} <= set(made.features["class"].to_pylist())


def test_handles_and_their_lengths_below_k_stay(tmp_path: Path) -> None:
    tables = world_of_tags({})
    shapes = ["L5d4", "L5d4", "L7d4", "L9d4", None]
    tables["accounts"] = rows(
        ACCOUNTS,
        [
            {"account": account, "platform": "x", "handle_shape": shape}
            for account, shape in zip(MEMBERS, shapes, strict=True)
        ],
    )
    tables |= {"events": rows(EVENTS, []), "traces": rows(TRACES, [])}
    with case_of(tmp_path, tables) as store:
        made = make_signature(store, MEMBERS, "M", draws=0)
    assert told(made, "names") == {"pattern Ld4": (4, None)}
