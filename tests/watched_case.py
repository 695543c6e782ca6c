"""Cases as a detection left them, put there by hand, day by day, for what alerts say of them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import TABLES
from demasque.traces import trace_ids
from demasque.watch import Alert, AlertOptions, AlertRules, find_alerts, keep_alerts
from demasque.watch.alerts.watched_campaign import WatchedCampaign, watched_campaigns
from demasque.wording import catalogue

DAY_0 = datetime(2026, 3, 2, tzinfo=UTC)


def day(n: float) -> datetime:
    return DAY_0 + timedelta(days=n)


class WatchedCase:
    """A case whose tables a test fills; ``round`` is one round of alerts over them."""

    def __init__(self, folder: Path, asked: AlertOptions | None = None) -> None:
        self.store = CaseStore.create(folder / "case")
        self.asked = asked or AlertOptions(strength="any")
        self.rules = AlertRules()
        self.posts: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self.number = 0
        self.accounts: set[str] = set()

    def post(
        self, account: str, at: float, text: str, *, lang: str = "en", site: str | None = None
    ) -> None:
        post = f"p_{len(self.posts):05}"
        self.accounts.add(account)
        self.posts.append(
            {
                "post": post, "account": account, "platform": "x", "posted_at": day(at),
                "time_precision": "second", "kind": "original", "text": text, "lang": lang,
                "source_file": "f" * 64, "source_line": 1,
            }
        )  # fmt: skip
        if site:
            self.links.append({"post": post, "position": 0, "url": f"https://{site}/"})

    def gone(self, accounts: Iterable[str], at: float) -> None:
        """These accounts are taken down by their network: their posts leave the tables."""
        out = set(accounts)
        self.posts = [each for each in self.posts if each["account"] not in out]
        rows = [
            {"kind": "takendown", "account": account, "made_at": day(at), "posts": 1}
            for account in sorted(out)
        ]
        self.put("tombstones", rows)

    def put(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        self.store.replace({table: pa.Table.from_pylist(list(rows), TABLES[table].schema)})

    def campaigns(self, **members: Sequence[str]) -> None:
        """What a detection leaves: posts, their traces, and these campaigns."""
        self.put("posts", self.posts)
        there = {each["post"] for each in self.posts}
        self.put("links", [each for each in self.links if each["post"] in there])
        self._traces()
        self.put(
            "memberships",
            [
                {"campaign": name, "account": one, "bits": 9.0, "partners": 2, "stability": 1.0}
                for name, accounts in members.items()
                for one in accounts
            ],
        )
        self.put(
            "campaigns",
            [
                {
                    "campaign": name, "accounts": len(accounts), "posts": 9, "ties": 3,
                    "bits": 9.0, "first_at": DAY_0, "last_at": DAY_0, "platforms": ["x"],
                    "languages": ["en"], "posts_per_day": 1.0, "filler": 0.0,
                }
                for name, accounts in members.items()
            ],
        )  # fmt: skip

    def _traces(self) -> None:
        urls = {each["post"]: each["url"].removeprefix("https://") for each in self.links}
        events, traces = [], []
        for each in self.posts:
            values = [("text", each["text"]), ("url", urls.get(each["post"]))]
            for kind, value in values:
                if value is None:
                    continue
                trace = _trace(kind, value)
                said = {"kind": kind, "trace": trace}
                events.append(
                    said
                    | {"account": each["account"], "at": each["posted_at"], "post": each["post"]}
                )
                traces.append((kind, trace, value))
        self.put("events", events)
        rows = [{"kind": k, "trace": t, "value": v} for k, t, v in sorted(set(traces))]
        self.put("traces", rows)

    def round(self, at: float) -> list[Alert]:
        """Alerts of a round that were not there yet; finished twice, it changes nothing."""
        self.number += 1
        found = find_alerts(self.store, self.asked, self.rules, self.number, day(at))
        fresh = keep_alerts(self.store, found)
        if fresh:
            self._again(at)
        for alert in fresh:
            self.names_nobody(alert)
        return list(fresh)

    def state(self, campaign: str) -> WatchedCampaign:
        """What the rounds so far remember of a campaign."""
        return watched_campaigns(self.store)[campaign]

    def _again(self, at: float) -> None:
        kept = self.store.sql("FROM watched_campaigns"), self.store.sql("FROM watched_traces")
        found = find_alerts(self.store, self.asked, self.rules, self.number, day(at))
        assert keep_alerts(self.store, found) == ()
        assert self.store.sql("FROM watched_campaigns") == kept[0]
        assert self.store.sql("FROM watched_traces") == kept[1]

    def names_nobody(self, alert: Alert) -> None:
        """No account of the case stands in any word or figure of an alert, in any language."""
        said = [alert.subject, alert.record(), *alert.about, *map(str, alert.figures.values())]
        for language in ("en", "fr"):
            words = catalogue(language).say
            said += [words(alert.what), words(alert.how_sure)]
            said += [words(each) for each in (*alert.innocent, *alert.evidence)]
        assert not [name for name in self.accounts if any(name in each for each in said)]


@cache
def _trace(kind: str, value: str) -> int:
    return int(trace_ids(kind, pa.chunked_array([[value]]))[0].as_py())


def kinds(alerts: Iterable[Alert]) -> list[str]:
    return [alert.kind for alert in alerts]
