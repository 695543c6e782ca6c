"""What a watch remembers of a campaign from round to round: figures and names, no account."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from demasque.case import CaseStore
from demasque.watch.alerts.campaign_figures import CampaignFigures


@dataclass(frozen=True, kw_only=True)
class WatchedCampaign:
    """A campaign as a round left it. Times are UTC, of posts, unless said otherwise.

    ``accounts``, ``posts``, ``ties`` and ``last_at`` are of the last round that found it; ``found``
    is whether the last round did. ``told`` is whether it was told as a new campaign; ``judged`` are
    accounts, ties and posts when its strength was last looked at. ``told_accounts``,
    ``told_posts`` and ``told_at`` are what growth is compared with: the state that an alert last
    spoke of. ``known`` are its platforms, languages, ... by kind; ``unlisted`` targets that no list
    names, ``open`` innocent explanations that nothing spoke against when it was told.
    ``most``: the most accounts that it ever had; ``removed_at``: when platforms took them down;
    ``returned``: whether an alert said that others carry on since. ``kin``: campaigns that it was
    part of, or that were part of it; ``into``: the one that took it up and is watched instead.
    """

    campaign: str
    round: int
    accounts: int
    posts: int
    ties: int
    first_at: datetime
    last_at: datetime
    found: bool = True
    told: bool = False
    judged: tuple[int, int, int] = (0, 0, 0)
    told_accounts: int = 0
    told_posts: int = 0
    told_at: datetime | None = None
    known: Mapping[str, tuple[str, ...]]
    unlisted: int = 0
    open: tuple[str, ...] = ()
    most: int = 0
    removed_at: datetime | None = None
    returned: bool = False
    kin: tuple[str, ...] = ()
    into: str | None = None

    @classmethod
    def beginning(cls, figures: CampaignFigures, round: int) -> Self:
        """A campaign that no round saw before."""
        return cls(
            campaign=figures.campaign,
            round=round,
            accounts=figures.accounts,
            posts=figures.posts,
            ties=figures.ties,
            first_at=figures.first_at,
            last_at=figures.last_at,
            known={},
            most=figures.accounts,
        )

    def now(self, figures: CampaignFigures, round: int) -> "WatchedCampaign":
        """The same campaign with the figures of a later round."""
        return replace(
            self,
            round=round,
            accounts=figures.accounts,
            posts=figures.posts,
            ties=figures.ties,
            first_at=min(self.first_at, figures.first_at),
            last_at=figures.last_at,
            found=True,
            most=max(self.most, figures.accounts),
        )

    def with_kin(self, other: "WatchedCampaign") -> "WatchedCampaign":
        """The same campaign, of whose accounts some are or were the other one's."""
        kin = {*self.kin, *other.kin, other.campaign} - {self.campaign}
        return replace(self, kin=tuple(sorted(kin)))

    def row(self) -> dict[str, Any]:
        """Its row of ``watched_campaigns``."""
        said = asdict(self)
        del said["campaign"], said["round"]
        record = json.dumps(said, ensure_ascii=False, sort_keys=True, default=_written)
        return {"campaign": self.campaign, "round": self.round, "record": record}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Make it again from its row."""
        said = json.loads(row["record"])
        for name in ("first_at", "last_at", "told_at", "removed_at"):
            said[name] = None if said[name] is None else datetime.fromisoformat(said[name])
        for name in ("judged", "open", "kin"):
            said[name] = tuple(said[name])
        said["known"] = {kind: tuple(values) for kind, values in said["known"].items()}
        return cls(campaign=row["campaign"], round=row["round"], **said)


def watched_campaigns(store: CaseStore) -> dict[str, WatchedCampaign]:
    """What earlier rounds left, by campaign."""
    rows = store.sql("SELECT campaign, round, record FROM watched_campaigns ORDER BY campaign")
    return {row["campaign"]: WatchedCampaign.from_row(row) for row in rows.to_pylist()}


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
