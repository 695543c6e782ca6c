"""A labelled world of posts for the whole pipeline: who did what, and the truth about it."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.errors import UsageError
from demasque.simulate.benign import Benign, benign_posts
from demasque.simulate.cast import GROUPS, OPERATION, Cast, make_cast
from demasque.simulate.cover import dress
from demasque.simulate.draft import Draft, in_order, join
from demasque.simulate.event_world import START
from demasque.simulate.operation import Operation, operation_posts
from demasque.simulate.organic import Span, organic_posts, venue_posts
from demasque.simulate.world_files import write_files
from demasque.simulate.world_tables import tables

Array = npt.NDArray[Any]

FEWEST_ACCOUNTS = 200
FEWEST_POSTS = 2_000
TABLES = ("posts", "accounts", "labels", "placements")


@dataclass(frozen=True)
class World:
    """Posts, accounts, and the truth, as Arrow tables in the columns that ``write`` writes.

    ``labels`` (account_id, group, unit) names every account's group, one of ``GROUPS``; ``unit``
    says ``venue``, ``new`` or ``taken over``, or is null. ``placements`` (post_id, group, wave)
    names the posts that a group placed together. ``parameters`` is what it was made from.
    """

    posts: pa.Table
    accounts: pa.Table
    labels: pa.Table
    placements: pa.Table
    parameters: dict[str, Any]

    def members(self, group: str) -> frozenset[str]:
        """Return the ids of a group's accounts. Raises ``UsageError`` for an unknown group."""
        if group not in GROUPS:
            raise UsageError(f"no group is called {group!r}; there are: {', '.join(GROUPS)}")
        chosen = self.labels.filter(pc.equal(self.labels["group"], group))
        return frozenset(chosen["account_id"].to_pylist())

    def write(
        self, folder: str | Path, file_format: Literal["csv", "ndjson"] = "ndjson"
    ) -> dict[str, Path]:
        """Write posts and accounts in ``file_format``, and the truth beside them, into ``folder``.

        Returns the paths by name: posts, accounts, labels, placements, parameters. The folder is
        made if need be; files of the same name are replaced, each in one step.
        """
        named = {name: getattr(self, name) for name in TABLES}
        return write_files(named, self.parameters, Path(folder), file_format)


def world(
    seed: int,
    accounts: int = 20_000,
    posts: int = 200_000,
    *,
    days: int = 14,
    operation: Operation | None = None,
    benign: Benign | None = None,
) -> World:
    """Return a world of exactly ``accounts`` accounts and ``posts`` posts over ``days`` days.

    Same arguments, same bytes. Raises ``UsageError`` for a world too small for what is in it.
    """
    operation = operation or Operation()
    benign = benign or _fitting(accounts)
    if accounts < FEWEST_ACCOUNTS or posts < FEWEST_POSTS or days < 1:
        raise UsageError(
            f"a world has at least {FEWEST_ACCOUNTS} accounts, {FEWEST_POSTS} posts and 1 day; "
            f"asked for were {accounts}, {posts} and {days}"
        )
    span = Span(START, days)
    cast = _cast(seed, accounts, operation, benign)
    draft = _draft(seed, cast, span, posts, operation)
    parameters = {
        "seed": seed,
        "accounts": accounts,
        "posts": posts,
        "days": days,
        "operation": asdict(replace(operation, accounts=operation.size(accounts))),
        "benign": asdict(benign),
    }
    made = tables(np.random.default_rng([seed, 15]), cast, in_order(draft))
    return World(*made, parameters)


def _fitting(accounts: int) -> Benign:
    """Return benign groups that leave most of a small world to everybody else."""
    whole = Benign()
    fit = min(1.0, accounts / 2_000)
    sizes = {name: max(round(size * fit), 3) for name, size in asdict(whole).items()}
    return Benign(**sizes)


def _cast(seed: int, accounts: int, operation: Operation, benign: Benign) -> Cast:
    rng = np.random.default_rng([seed, 10])
    venues = int(np.clip(accounts // 300, 9, 90)) // 9 * 9
    sizes = {**benign.sizes, OPERATION: operation.size(accounts)}
    if venues + sum(sizes.values()) > accounts // 2:
        raise UsageError(
            f"{sum(sizes.values())} accounts of groups and {venues} venues need a world of at "
            f"least {2 * (venues + sum(sizes.values()))} accounts, not {accounts}"
        )
    cast = make_cast(rng, accounts, venues, sizes, START)
    dress(rng, cast, cast.members(OPERATION), operation.new, START)
    return cast


def _draft(seed: int, cast: Cast, span: Span, posts: int, operation: Operation) -> Draft:
    """Return all posts as numbers: venues', organic, benign, the operation's; parents are rows."""
    streams = [np.random.default_rng([seed, stream]) for stream in (11, 12, 13, 14)]
    feed = venue_posts(streams[0], cast, max(posts // 40, 4 * cast.venues), span)
    members = cast.members(OPERATION)
    placed = round(operation.posts * posts) if len(members) else 0
    # What groups place grows with the world, up to what a newsroom or an office does in a day.
    per_day = float(np.clip(posts / span.days / 1_400, 0.2, 10.0))
    friendly = benign_posts(streams[1], cast, span, per_day)
    rest = posts - len(feed["at"]) - len(friendly["at"]) - placed
    if rest < posts // 3:
        raise UsageError(
            f"{posts} posts leave {max(rest, 0)} to organic accounts over {span.days} days; "
            "ask for more posts, fewer days or smaller groups"
        )
    organic = organic_posts(streams[2], cast, rest, span, feed)
    others = join(organic, friendly)
    hostile = operation_posts(
        streams[3], operation, cast, members, span, placed, feed, len(others["at"])
    )
    return join(others, hostile)
