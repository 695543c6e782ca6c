"""What a world of traits promises: a trait that is present shows in the tables, an absent one not.

Plain statistics are looked at, none of the indicators that look for traits.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demasque.errors import UsageError
from demasque.schema import POST_KINDS
from demasque.simulate import OF_ACCOUNTS, TRAITS, TraitWorld, traits
from demasque.simulate.trait_worlds.made_faces import DEFAULT_PICTURE, SHORT_BIOS
from demasque.simulate.trait_worlds.programs import RARE
from demasque.simulate.trait_worlds.trait_world import ENDINGS, VARIANTS

SEEDS = (1, 2)
SIZES = {"accounts": 300, "posts": 7_500, "members": 24}
DAY = pd.Timedelta(days=1)


@cache
def world_of(seed: int, present: frozenset[str]) -> TraitWorld:
    return traits(seed, present, **SIZES)


@cache
def posts_of(seed: int, present: frozenset[str]) -> pd.DataFrame:
    made = world_of(seed, present)
    posts = made.posts.to_pandas()
    posts["at"] = pd.to_datetime(posts["created_at"])
    posts["member"] = posts["account_id"].isin(made.members)
    return posts


class Look:
    """One world, as its readers see it."""

    def __init__(self, seed: int, present: frozenset[str]) -> None:
        self.made = world_of(seed, present)
        self.posts = posts_of(seed, present)
        self.accounts = self.made.accounts.to_pandas()
        self.mine = self.accounts[self.accounts["account_id"].isin(self.made.members)]
        self.own = self.posts[self.posts["member"]]
        self.others = self.posts[~self.posts["member"]]
        self.begins = pd.Timestamp(self.made.parameters["begins"])


def made_within_three_days(look: Look) -> float:
    days = np.sort((pd.to_datetime(look.mine["created_at"]) - look.begins) / DAY)
    return float((np.searchsorted(days, days + 3.01) - np.arange(len(days))).max())


def woke(look: Look) -> float:
    """Members with a silence of forty days and more that ends when the campaign begins."""
    count = 0
    for _, at in look.own.sort_values("at").groupby("account_id")["at"]:
        ends = at[at.diff() >= 40 * DAY]
        count += bool(((ends - look.begins).abs() <= 10 * DAY).any())
    return float(count)


def changed_language(look: Look) -> float:
    before = look.own[look.own["at"] < look.begins - 4 * DAY].dropna(subset="lang")
    after = look.own[look.own["at"] > look.begins + 3 * DAY].dropna(subset="lang")
    first, then = (
        part.groupby("account_id")["lang"].agg(lambda said: said.value_counts().index[0])
        for part in (before, after)
    )
    both = first.index.intersection(then.index)
    return float((first[both] != then[both]).sum())


def shape(handle: str) -> str:
    return re.sub(r"\d+", lambda run: f"d{len(run[0])}", re.sub("[a-z]+", "L", handle))


def one_shape(look: Look) -> float:
    """How much more of the members' handles have one shape than of everybody else's."""
    inside = look.mine["username"].map(shape).value_counts(normalize=True)
    others = look.accounts[~look.accounts["account_id"].isin(look.made.members)]
    outside = others["username"].map(shape).value_counts(normalize=True)
    return float((inside - outside.reindex(inside.index).fillna(0.0)).max())


def same(values: pd.Series, but: set[str]) -> float:
    counts = Counter(value for value in values.dropna() if value not in but)
    return float(sum(count for count in counts.values() if count > 1))


def same_pictures(look: Look) -> float:
    liked = {value for value in look.accounts["avatar"].dropna() if "liked" in value}
    return same(look.mine["avatar"], {DEFAULT_PICTURE, *liked})


def same_bios(look: Look) -> float:
    return same(look.mine["bio"], set(SHORT_BIOS))


def bought(look: Look) -> float:
    return float(look.mine["followers"].between(9_000, 16_000).sum())


def at_their_most(look: Look) -> float:
    """Members whose days end at their own maximum more often than not."""
    daily = look.own.groupby(["account_id", look.own["at"].dt.date]).size()
    count = 0
    for _, days in daily.groupby(level=0):
        count += days.max() >= 3 and (days == days.max()).mean() >= 0.4
    return float(count)


def with_rare_programs(look: Look) -> float:
    main = look.own.dropna(subset="client").groupby("account_id")["client"]
    most = main.agg(lambda said: said.value_counts().index[0])
    return float(most[most.isin(RARE)].value_counts().max() if most.isin(RARE).any() else 0)


def follow_one_another(look: Look) -> float:
    follows = look.made.follows.to_pandas()
    mine = follows[follows["account_id"].isin(look.made.members)]
    inside = mine["followed_id"].isin(look.made.members).groupby(mine["account_id"]).mean()
    return float((inside >= 0.75).sum())


def on_one_small_host(look: Look) -> float:
    small = look.mine["account_host"].dropna()
    counts = small[small.str.startswith("small")].value_counts()
    return float(counts.max() if len(counts) else 0)


def in_windows(posts: pd.DataFrame) -> float:
    local = posts["at"] + pd.Timedelta(hours=8)
    minute = local.dt.hour * 60 + local.dt.minute
    weekend = local.dt.day_of_week >= 5
    evening = ~weekend & minute.between(20 * 60 + 30, 22 * 60 - 1)
    morning = weekend & minute.between(9 * 60 + 30, 10 * 60 + 29)
    afternoon = weekend & minute.between(15 * 60 + 30, 16 * 60 + 29)
    return float((evening | morning | afternoon).mean())


def ordered(look: Look) -> float:
    return in_windows(look.own) - in_windows(look.others)


def core(text: pd.Series) -> pd.Series:
    """Texts without what people hang on them."""
    for words in (*VARIANTS[1:], *ENDINGS[1:]):
        text = text.str.replace(words, "", regex=False)
    return text.str.replace(r"[^\w]+", " ", regex=True).str.strip()


def minutes_of_a_wave(look: Look) -> float:
    late = look.own[(look.own["at"] >= look.begins) & (look.own["kind"] == "original")]
    late = late.dropna(subset="text").assign(core=core(late["text"].dropna()))
    waves = late.groupby("core").agg(
        who=("account_id", "nunique"), a=("at", "min"), b=("at", "max")
    )
    waves = waves[waves["who"] >= 6]
    assert len(waves) >= 15
    return float(((waves["b"] - waves["a"]) / pd.Timedelta(minutes=1)).median())


def favour(look: Look) -> float:
    inside = look.own["venue_id"].dropna().value_counts(normalize=True)
    outside = look.others["venue_id"].dropna().value_counts(normalize=True)
    return float((inside - outside.reindex(inside.index).fillna(0.0)).max())


def most_in_an_hour(look: Look) -> float:
    """Members under one venue's posts in an hour, beyond their part in the crowd of that hour."""
    counts = [
        part.dropna(subset="venue_id")
        .groupby(["venue_id", part["at"].dt.floor("h")])["account_id"]
        .nunique()
        for part in (look.own, look.others)
    ]
    crowd = counts[1].reindex(counts[0].index).fillna(0.0)
    part = counts[0].sum() / counts[1].sum()
    return float((counts[0] - 2 * part * crowd).max())


def copied_words(look: Look) -> float:
    """The share of members' texts that somebody outside had written before."""
    worded = look.others[look.others["text"].str.len() >= 25]
    first = worded.groupby("text")["at"].min()
    own = look.own[look.own["text"].str.len() >= 25]
    return float((own["text"].map(first) < own["at"]).mean())


def answers_from_outside(look: Look) -> float:
    mine = set(look.own["post_id"])
    return float(look.others["parent_id"].isin(mine).sum())


def name_one_account(look: Look) -> float:
    named = look.own.dropna(subset="mentions").groupby("mentions")["account_id"].nunique()
    return float(named.max())


def passed_on(look: Look) -> float:
    """How many accounts outside wrote the commonest message, whatever they hung on it."""
    worded = look.others[look.others["text"].str.len() >= 60]
    texts = core(worded["text"]).str.replace(r" \w*topic\w+", "", regex=True)
    return float(worded.groupby(texts)["account_id"].nunique().max())


STATISTICS: dict[str, tuple[Callable[[Look], float], float, float]] = {
    # trait: statistic, at most where it is absent, at least where it is present
    "creation burst": (made_within_three_days, 5, 12),
    "dormant": (woke, 2, 9),
    "taken over": (changed_language, 2, 6),
    "naming grammar": (one_shape, 0.3, 0.4),
    "copied avatars": (same_pictures, 2, 11),
    "copied bios": (same_bios, 2, 11),
    "follower misfit": (bought, 2, 12),
    "posting ceiling": (at_their_most, 3, 9),
    "one client": (with_rare_programs, 3, 11),
    "closed ring": (follow_one_another, 1, 11),
    "one host": (on_one_small_host, 4, 12),
    "ordered hours": (ordered, 0.1, 0.3),
    "batches": (minutes_of_a_wave, -10.0, -2.0),
    "favoured venue": (favour, 0.25, 0.35),
    "flood": (most_in_an_hour, 5, 7),
    "copied filler": (copied_words, 0.1, 0.14),
    "echo chamber": (answers_from_outside, -60, -25),
    "named target": (name_one_account, 6, 20),
    "hoax wave": (passed_on, 40, 80),
}


def test_every_trait_is_looked_at() -> None:
    assert set(STATISTICS) == set(TRAITS)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("trait", TRAITS)
def test_a_trait_shows_where_it_is_present_and_only_there(trait: str, seed: int) -> None:
    statistic, most, least = STATISTICS[trait]
    everything = frozenset(TRAITS)
    sign = -1.0 if least <= 0 else 1.0  # of two, less is what shows
    for present in (frozenset({trait}), everything):
        assert sign * statistic(Look(seed, present)) >= least
    for present in (frozenset(), everything - {trait}):
        assert sign * statistic(Look(seed, present)) <= most


@pytest.mark.parametrize("seed", SEEDS)
def test_labels_name_the_accounts_that_show_a_trait(seed: int) -> None:
    made = world_of(seed, frozenset(TRAITS))
    members = set(made.members)
    assert made.bearers("hoax wave").isdisjoint(members)
    for trait in OF_ACCOUNTS:
        assert made.bearers(trait) < members
        assert len(made.bearers(trait)) == 12
    assert made.bearers("ordered hours") == members
    assert not world_of(seed, frozenset()).labels.num_rows


def test_half_of_the_traits_are_drawn_and_each_for_itself() -> None:
    drawn = [traits(seed, **SIZES).present for seed in range(40)]
    counts = Counter(trait for present in drawn for trait in present)
    assert all(8 <= counts[trait] <= 32 for trait in TRAITS)
    assert len(set(drawn)) == 40


def test_sizes_are_exact_and_times_lie_in_the_world() -> None:
    for present in (frozenset(), frozenset(TRAITS)):
        made, posts = world_of(1, present), posts_of(1, present)
        assert (made.posts.num_rows, made.accounts.num_rows) == (7_500, 300)
        assert len(made.members) == 24
        assert posts["post_id"].is_unique
        assert set(posts["kind"]) <= set(POST_KINDS)
        assert posts["at"].between("2024-03-04T00:00Z", "2024-07-01T23:59:59Z").all()
        assert posts["account_id"].isin(made.accounts["account_id"].to_pylist()).all()


def test_nobody_reacts_before_there_is_something_or_to_himself() -> None:
    for present in (frozenset(), frozenset(TRAITS)):
        posts = posts_of(2, present)
        both = posts.merge(posts, left_on="parent_id", right_on="post_id", suffixes=("", "_of"))
        assert len(both) == posts["parent_id"].notna().sum()
        assert (both["at"] > both["at_of"]).all()
        assert (both["account_id"] != both["account_id_of"]).all()
        comments = both["kind"] == "comment"
        assert (both["venue_id"][comments] == both["account_id_of"][comments]).all()


@pytest.mark.parametrize("file_format", ["csv", "ndjson"])
def test_same_arguments_give_same_bytes(tmp_path: Path, file_format: str) -> None:
    first = traits(9, **SIZES).write(tmp_path / "a", file_format)
    again = traits(9, **SIZES).write(tmp_path / "b", file_format)
    other = traits(10, **SIZES).write(tmp_path / "c", file_format)
    assert set(first) == {"posts", "accounts", "follows", "labels", "parameters"}
    for name, path in first.items():
        assert path.read_bytes() == again[name].read_bytes()
        assert path.read_bytes() != other[name].read_bytes()


def test_an_unknown_trait_and_a_small_world_are_refused() -> None:
    with pytest.raises(UsageError, match="creation burst"):
        traits(1, {"burst"})
    with pytest.raises(UsageError, match="creation burst"):
        world_of(1, frozenset()).bearers("burst")
    with pytest.raises(UsageError, match="members"):
        traits(1, accounts=300, members=100)
    with pytest.raises(UsageError, match="15 posts"):
        traits(1, accounts=300, posts=300)
