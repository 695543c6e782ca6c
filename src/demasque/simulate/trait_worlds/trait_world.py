"""A world in which a known campaign shows some traits, and not others."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import UsageError
from demasque.simulate.cast import PLATFORMS
from demasque.simulate.draft import Draft, in_order
from demasque.simulate.trait_worlds.campaign_waves import WAVES, campaign_waves
from demasque.simulate.trait_worlds.everyday_life import HOAX, everyday_posts, hoax_posts
from demasque.simulate.trait_worlds.following import follows
from demasque.simulate.trait_worlds.member_hours import change_hours, wakes
from demasque.simulate.trait_worlds.members_aims import aim_posts
from demasque.simulate.trait_worlds.programs import PROGRAMS, programs
from demasque.simulate.trait_worlds.reactions_inside import close_circles
from demasque.simulate.trait_worlds.trait_accounts import creation_times, trait_accounts
from demasque.simulate.trait_worlds.trait_kinds import ECHO_CHAMBER, TRAITS, present_traits
from demasque.simulate.trait_worlds.trait_stage import Stage, make_stage
from demasque.simulate.world_files import write_files
from demasque.simulate.world_tables import account_ids, iso, look_up, numbered, posts_table

Array = npt.NDArray[Any]

TABLES: Final = ("posts", "accounts", "follows", "labels")
FEWEST_ACCOUNTS: Final = 200
FEWEST_MEMBERS: Final = 5
FEWEST_DAYS: Final = 60
POSTS_EACH: Final = 15  # posts per account, at least

UNHEARD: Final = 1.5
"""Interest in a post of an echo chamber; that in others' grows with their following."""

VARIANTS: Final = (
    *("", "Passing this on: ", "From a friend: ", "Please read. ", "Copied: "),
    *("So I was told: ", "Not sure if true, but: "),
)
ENDINGS: Final = ("", " Pass it on!", " Please share.", " (copy, do not repost)", " Stay safe.")


@dataclass(frozen=True)
class TraitWorld:
    """Posts, accounts and follows in the columns that ``write`` writes, and the truth.

    ``members`` are the ids of the campaign's accounts, in order. ``present`` are the traits that
    are there, of ``TRAITS``; ``labels`` (account_id, trait) says who shows each; of 'hoax wave',
    who passed the message on. ``parameters`` is what it was made from, and what traits are about:
    ``begins`` (the campaign's first second, UTC), the venue that is favoured, ...
    """

    posts: pa.Table
    accounts: pa.Table
    follows: pa.Table
    labels: pa.Table
    members: tuple[str, ...]
    present: frozenset[str]
    parameters: dict[str, Any]

    def bearers(self, trait: str) -> frozenset[str]:
        """Return the ids of the accounts that show a trait. Raises ``UsageError`` for no trait."""
        if trait not in TRAITS:
            raise UsageError(f"no trait is called {trait!r}; there are: {', '.join(TRAITS)}")
        chosen = self.labels.filter(pc.equal(self.labels["trait"], trait))
        return frozenset(chosen["account_id"].to_pylist())

    def write(
        self, folder: str | Path, file_format: Literal["csv", "ndjson"] = "ndjson"
    ) -> dict[str, Path]:
        """Write posts, accounts and follows in ``file_format``, and the truth beside them.

        Returns the paths by name: posts, accounts, follows, labels, parameters. The folder is made
        if need be; files of the same name are replaced, each in one step.
        """
        named = {name: getattr(self, name) for name in TABLES}
        return write_files(named, self.parameters, Path(folder), file_format)


def traits(
    seed: int,
    present: Iterable[str] | None = None,
    *,
    accounts: int = 600,
    members: int = 30,
    posts: int = 15_000,
    days: int = 120,
    share: float = 0.5,
) -> TraitWorld:
    """Return a world of exactly ``accounts`` accounts and ``posts`` posts over ``days`` days.

    Args:
        seed: where chance comes from. Same arguments, same bytes.
        present: the traits that are there; None draws each with probability one half.
        accounts: all of them, the members included.
        members: the campaign's accounts.
        posts: of everybody.
        days: the campaign begins a little after half of them.
        share: which part of the members shows a trait that accounts have.

    Raises:
        UsageError: a trait that does not exist, or a world too small for what is in it.
    """
    chosen = present_traits(seed, present)
    _check_sizes(accounts, members, posts, days, share)
    stage = make_stage(seed, chosen, accounts, members, days, share)
    draft = _draft(stage, posts)
    rng = stage.rng("tables")
    ids = account_ids(rng, stage.cast)
    created = creation_times(stage)
    who, whom, since = follows(stage, created)
    counts = np.bincount(draft["author"], minlength=accounts)
    followed = np.bincount(who, minlength=accounts)
    about = trait_accounts(stage, ids, counts, created, followed, stage.span.end)
    return TraitWorld(
        _posts(rng, stage, draft, ids),
        about.take(pc.sort_indices(ids)),
        _follows(ids, who, whom, since),
        _labels(stage, ids),
        tuple(sorted(ids.take(pa.array(stage.members)).to_pylist())),
        chosen,
        _parameters(stage, ids, accounts, posts, share),
    )


def _check_sizes(accounts: int, members: int, posts: int, days: int, share: float) -> None:
    fits = accounts >= FEWEST_ACCOUNTS and FEWEST_MEMBERS <= members <= accounts // 5
    if not (fits and posts >= POSTS_EACH * accounts and days >= FEWEST_DAYS and 0 < share <= 1):
        raise UsageError(
            f"a world of traits has at least {FEWEST_ACCOUNTS} accounts, {POSTS_EACH} posts for "
            f"each, {FEWEST_DAYS} days and a share in 0 to 1, and {FEWEST_MEMBERS} to a fifth of "
            f"its accounts are members; asked for were {accounts} accounts, {posts} posts, {days} "
            f"days, a share of {share} and {members} members"
        )


def _draft(stage: Stage, posts: int) -> Draft:
    """Return all posts as numbers, in the order of time, with ``mention`` and ``client``."""
    awake = wakes(stage)
    draft = everyday_posts(stage, posts, campaign_waves(stage, awake), hoax_posts(stage))
    change_hours(stage, draft, awake)
    aim_posts(stage, draft)
    draft = in_order(draft)
    close_circles(stage, draft)
    draft["client"] = programs(stage, draft)
    return draft


def _posts(rng: np.random.Generator, stage: Stage, draft: Draft, ids: pa.Array) -> pa.Table:
    following = np.sqrt(np.maximum(stage.cast.followers[draft["author"]], 1))
    if ECHO_CHAMBER in stage.present:
        # Next to nobody takes notice but they themselves.
        noticed = UNHEARD * rng.gamma(1.0, 1.0, len(draft["at"])) / following
        draft["reach"] = np.where(stage.is_member[draft["author"]], noticed, draft["reach"])
    table = posts_table(rng, stage.cast, draft, ids, numbered("post-", np.arange(len(draft["at"]))))
    words = _variants(rng, draft, table["text"])
    columns = {
        "mentions": look_up(ids, draft["mention"]),
        "client": look_up(pa.array(PROGRAMS), draft["client"]),
    }
    table = table.set_column(table.column_names.index("text"), "text", words)
    for name, values in columns.items():
        table = table.append_column(name, values)
    return table


def _variants(rng: np.random.Generator, draft: Draft, text: pa.ChunkedArray) -> pa.Array:
    """Return the texts, those of the hoax with what people put before and after it."""
    hoax = draft["wave"] == HOAX
    parts = []
    for words in (VARIANTS, ENDINGS):
        number = np.where(hoax, rng.integers(0, len(words), len(hoax)), 0)
        parts.append(pa.array(words).take(pa.array(number)))
    whole = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    return pc.binary_join_element_wise(parts[0], whole, parts[1], "")


def _follows(ids: pa.Array, who: Array, whom: Array, since: Array) -> pa.Table:
    table = pa.table(
        {
            "account_id": ids.take(pa.array(who)),
            "followed_id": ids.take(pa.array(whom)),
            "platform": pa.repeat(PLATFORMS[0], len(who)),
            "followed_at": iso(since),
        }
    )
    return table.sort_by([("account_id", "ascending"), ("followed_id", "ascending")])


def _labels(stage: Stage, ids: pa.Array) -> pa.Table:
    names, traits_shown = [], []
    for trait in TRAITS:
        bearers = sorted(ids.take(pa.array(stage.bearers(trait))).to_pylist())
        names += bearers
        traits_shown += [trait] * len(bearers)
    columns = {"account_id": names, "trait": traits_shown}
    return pa.table(
        columns, schema=pa.schema([("account_id", pa.string()), ("trait", pa.string())])
    )


def _parameters(
    stage: Stage, ids: pa.Array, accounts: int, posts: int, share: float
) -> dict[str, Any]:
    about = {
        trait: ids[value].as_py() if isinstance(value, int) else value
        for trait, value in sorted(stage.truth.items())
        if trait in stage.present
    }
    return {
        "seed": stage.seed,
        "accounts": accounts,
        "members": len(stage.members),
        "posts": posts,
        "days": stage.span.days,
        "share": share,
        "waves": WAVES,
        "begins": iso(np.array([stage.begins]))[0].as_py(),
        "present": sorted(stage.present),
        "about": about,
    }
