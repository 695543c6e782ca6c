"""A labelled world of posts for the whole pipeline: who did what, and the truth about it."""

from collections.abc import Sequence
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
from demasque.simulate.own_words import Own
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
    operation: Operation | tuple[Operation, ...] | None = None,
    benign: Benign | None = None,
    start: int = START,
    names: str = "account",
) -> World:
    """Return a world of exactly ``accounts`` accounts and ``posts`` posts over ``days`` days.

    It begins at ``start`` (seconds since the epoch, UTC), and its accounts are called ``names`` and
    a number; worlds of one name have ids in common that mean nothing.

    Operations in a tuple, one or several, have nothing to do with each other, nor has an operation
    with that of a world of another seed, unless they are of one ``identity``; ``labels`` then says
    in columns more to which ``operation`` (from 1) and ``desk`` (from 1) an account belongs.

    Same arguments, same bytes. Raises ``UsageError`` for a world too small for what is in it.
    """
    several = isinstance(operation, tuple)
    operations = operation if isinstance(operation, tuple) else (operation or Operation(),)
    benign = benign or _fitting(accounts)
    if accounts < FEWEST_ACCOUNTS or posts < FEWEST_POSTS or days < 1:
        raise UsageError(
            f"a world has at least {FEWEST_ACCOUNTS} accounts, {FEWEST_POSTS} posts and 1 day; "
            f"asked for were {accounts}, {posts} and {days}"
        )
    span = Span(start, days)
    cast = _cast(seed, accounts, operations, benign, start)
    draft, desks = _draft(seed, cast, span, posts, operations)
    sized = [asdict(replace(each, accounts=each.size(accounts))) for each in operations]
    parameters = {
        "seed": seed,
        "accounts": accounts,
        "posts": posts,
        "days": days,
        "start": start,
        "names": names,
        "operation": sized if several else sized[0],
        "benign": asdict(benign),
    }
    told = desks if several else {}
    made = tables(np.random.default_rng([seed, 15]), cast, in_order(draft), told, names)
    return World(*made, parameters)


def _fitting(accounts: int) -> Benign:
    """Return benign groups that leave most of a small world to everybody else."""
    whole = Benign()
    fit = min(1.0, accounts / 2_000)
    sizes = {name: max(round(size * fit), 3) for name, size in asdict(whole).items()}
    return Benign(**sizes)


def _cast(
    seed: int, accounts: int, operations: Sequence[Operation], benign: Benign, start: int
) -> Cast:
    rng = np.random.default_rng([seed, 10])
    venues = int(np.clip(accounts // 300, 9, 90)) // 9 * 9
    staffs = [each.size(accounts) for each in operations]
    sizes = {**benign.sizes, OPERATION: sum(staffs)}
    if venues + sum(sizes.values()) > accounts // 2:
        raise UsageError(
            f"{sum(sizes.values())} accounts of groups and {venues} venues need a world of at "
            f"least {2 * (venues + sum(sizes.values()))} accounts, not {accounts}"
        )
    cast = make_cast(rng, accounts, venues, sizes, start)
    for each, members in zip(operations, _staffs(cast, staffs), strict=True):
        dress(rng, cast, members, each.new, start)
    return cast


def _staffs(cast: Cast, sizes: Sequence[int]) -> list[Array]:
    """Return the accounts of each operation."""
    return np.split(cast.members(OPERATION), np.cumsum(sizes)[:-1])


def _draft(
    seed: int, cast: Cast, span: Span, posts: int, operations: Sequence[Operation]
) -> tuple[Draft, dict[str, Array]]:
    """Return all posts as numbers: venues', organic, benign, the operations'; parents are rows.

    And, by account, the operation and the desk (-1: none).
    """
    streams = [np.random.default_rng([seed, stream]) for stream in (11, 12, 13, 14)]
    feed = venue_posts(streams[0], cast, max(posts // 40, 4 * cast.venues), span)
    staffs = _staffs(cast, [each.size(len(cast)) for each in operations])
    placed = [
        round(each.posts * posts) if len(members) else 0
        for each, members in zip(operations, staffs, strict=True)
    ]
    # What groups place grows with the world, up to what a newsroom or an office does in a day.
    per_day = float(np.clip(posts / span.days / 1_400, 0.2, 10.0))
    friendly = benign_posts(streams[1], cast, span, per_day)
    rest = posts - len(feed["at"]) - len(friendly["at"]) - sum(placed)
    if rest < posts // 3:
        raise UsageError(
            f"{posts} posts leave {max(rest, 0)} to organic accounts over {span.days} days; "
            "ask for more posts, fewer days or smaller groups"
        )
    organic = organic_posts(streams[2], cast, rest, span, feed)
    draft = join(organic, friendly)
    seats = {name: np.full(len(cast), -1) for name in ("operation", "desk")}
    for number, (each, members) in enumerate(zip(operations, staffs, strict=True)):
        rng = streams[3] if not number else np.random.default_rng([seed, 14, number])
        own = Own.of(each.identity, each.season, each.kept, seed, number)
        hostile, desk = operation_posts(
            rng, each, cast, members, span, placed[number], feed, len(draft["at"]), own
        )
        draft = join(draft, hostile)
        seats["operation"][members], seats["desk"][members] = number + 1, desk + 1
    return draft, seats
