"""A case in which every page has something to show: what people said of it too, and its media.

``hostile`` puts markup and scripts into each place into which somebody else writes: an operator who
knows that analysts look, or a colleague who pastes.
"""

import csv
from base64 import b64decode
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

import demasque
from copied_case import copied
from demasque.api import open_case
from demasque.case import CaseStore
from handed_case import COLUMNS, PLATFORMS, SITE, START, VENUES, rows
from media_rows import media, media_tables

BY: Final = "A. Reader, Example Office"
CHINESE: Final = "会议记录"
NAMED: Final = '"><img src=x onerror=window.hit=1>'
"""Markup that can stand in the name of a file or folder, too."""
UNBROKEN: Final = '"><svg/onload=window.hit=1>'
WRITTEN: Final = f"{NAMED}</script><script>window.hit=1</script><b onclick='window.hit=1'>b</b>"
PICTURE: Final = b64decode(
    "UklGRkgAAABXRUJQVlA4IDwAAAAQAwCdASogABIAPu1qr1AzpiSiqAqqcB2JQBdgAwVKtOAA/syu/xBruotKYfeqqeat"
    "5oneJLGwn6mAAAA="
)
"""A picture of 32 by 18 pixels, as WebP."""


@dataclass
class WalkedCase:
    """A case on disk, and the names of what walks ask for."""

    path: Path
    members: list[str] = field(default_factory=list)  # of C1, the most strongly tied first
    code: str = ""  # of a message
    claim: str = ""
    venue: str = ""
    clip: str = media("clip")
    job: str = ""  # set by who starts one


def walked_case(folder: Path, *, hostile: bool = False) -> WalkedCase:
    """Put the case into ``folder``: added, detected, and much said of it."""
    if hostile:
        return _made(folder, hostile=True)
    return replace(copied(_made, folder), path=folder / "case")


def _made(folder: Path, hostile: bool = False) -> WalkedCase:
    made = WalkedCase(folder / (f"case{NAMED}" if hostile else "case"))
    export = folder / (f"posts{NAMED}.csv" if hostile else "posts.csv")
    _write_export(export, hostile=hostile)
    with demasque.create_case(made.path) as case:
        case.add(export, keep_profile_text=True)
        case.name_venues(_venue_list(folder, hostile=hostile))
        case.detect()
        members = case.sql(
            "SELECT account FROM memberships WHERE campaign = 'C1' ORDER BY bits DESC, account"
        )
        made.members = members["account"].to_pylist()
        made.code = case.narratives("C1")["code"][0].as_py()
        made.venue = case.pseudonym("x", next(iter(VENUES)))
        made.claim = _say(case, made, WRITTEN if hostile else "")
    with CaseStore.open(made.path) as store:
        store.replace(_media_tables(store))
    return made


def _write_export(path: Path, *, hostile: bool) -> None:
    columns = (*COLUMNS, "hashtags", "bio")
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns)
        out.writeheader()
        for n, row in enumerate(sorted(rows(), key=lambda row: row["created_at"])):
            out.writerow(_hostile(row, n) if hostile else row)
        out.writerow({"post_id": "none", "account_id": "nobody", "created_at": "no day"})


def _hostile(row: dict[str, Any], n: int) -> dict[str, Any]:
    marked = {
        "text": f"{row['text']} {WRITTEN}",
        "username": f"{row['username']}{NAMED}",
        "display_name": f"{row['display_name'] or ''}{WRITTEN}",
        "bio": WRITTEN,
        "hashtags": 'minutes"><svg/onload=window.hit=1>',
    }
    if row.get("urls"):
        marked["urls"] = (
            f'{row["urls"]}?q="><svg/onload=window.hit=1>' if n % 2 else "javascript:window.hit=1"
        )
    return row | marked


def _venue_list(folder: Path, *, hostile: bool) -> Path:
    path = folder / "venues.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(("platform", "account", "kind", "name"))
        for raw, (kind, name) in VENUES.items():
            for platform in PLATFORMS:
                lines.writerow((platform, raw, kind, name + (WRITTEN if hostile else "")))
    return path


def _say(case: demasque.Case, made: WalkedCase, more: str) -> str:
    """One thing of every kind that people say, with ``more`` in each; the id of a claim."""
    case.judge(
        "C1", rung=3, by=BY + more, likelihood="likely", confidence="moderate",
        because="The same site and the same words." + more,
        sources=["https://example.org/report"],
    )  # fmt: skip
    case.label(made.code, ("Hidden minutes" + more)[:120])
    case.decide(made.members[-1], "unsure", by=BY + more, because="Perhaps a person." + more)
    named = case.add_hypothesis("C1", "A choir" + more, says="They sing." + more, by=BY)
    case.add_evidence(
        "C1", "A programme is printed." + more, source="https://example.org/p", reliability="B",
        credibility=2, by=BY, says={named: "CC"},
    )  # fmt: skip
    page = {"when": "2026-03-05", "by": BY, "evidence": "assertion"}
    one = case.claim(
        "The minutes are hidden." + more, who="A group" + more, about="The ministry" + more,
        where="https://example.org/1", narratives=[made.code], **page,
    )  # fmt: skip
    two = case.claim(
        "They are not." + more, who="The ministry", about="A group",
        where="https://example.org/2", words=["committee"], **page,
    )  # fmt: skip
    case.link_claims(two.id, one.id, "corrects", by=BY)
    case.accept_technique("C1", "T0084.001", by=BY, because="One comment." + more)
    return one.id


def _media_tables(store: CaseStore) -> dict[str, pa.Table]:
    """The clip of `media_rows` in what members wrote, its other pictures in others' posts."""
    placed = store.sql(
        "SELECT post, account, 'comment' AS kind FROM posts SEMI JOIN memberships USING (account) "
        "WHERE kind = 'comment' ORDER BY post LIMIT 40"
    ).to_pylist()
    others = store.sql(
        "SELECT post FROM posts ANTI JOIN memberships USING (account) ORDER BY post LIMIT 5"
    )["post"].to_pylist()
    names = ("op000", "op001", "bystander1", "bystander2", "bystander3")
    placed += [
        {"post": post, "account": name, "kind": "original"}
        for post, name in zip(others, names, strict=True)
    ]
    made = media_tables(pa.Table.from_pylist(placed), lambda name, blurred: PICTURE)
    del made["avatar_files"]
    return made


def changed_later(path: Path) -> None:
    """Add what others wrote later, and detect anew: as another command would."""
    later = path.parent / "later.csv"
    with later.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        for n in range(8):
            for turn in range(6):
                out.writerow(
                    {
                        "post_id": f"later-{turn}-{n}",
                        "account_id": f"rawacct-later-{n}",
                        "created_at": START + timedelta(days=turn, hours=11, seconds=n),
                        "text": f"Whoever reads item {turn} of the new site learns all of it.",
                        "urls": f"{SITE}later/{turn}",
                        "platform": "x",
                    }
                )
    with open_case(path, wait_seconds=30.0) as case:
        case.add(later)
        case.detect()
