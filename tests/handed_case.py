"""A case as it is when it is handed over: three platforms, venues of every kind, hostile words,
people's names, numbers and addresses, an account that was excluded, and a judgement."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import demasque
from copied_case import copied
from exports import THINGS

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLATFORMS = ("youtube", "x", "facebook")
MEMBERS = tuple(f"rawacct-op-{n:02d}" for n in range(24))
EXCLUDED = MEMBERS[-1]
ROUNDS = 9
VENUES = {
    "rawacct-ministry": ("department", "Ministry of Minutes"),
    "rawacct-gazette": ("media", "The Example Gazette"),
    "rawacct-member-of-house": ("politician", "Jeanne Exemple"),
    "rawacct-somebody": ("private_person", "Paul Particulier"),
}
PHONE, MAIL, HANDLE, SHOWN = "+1 613 555 0142", "paul@example.org", "@PaulRoy1987", "Op Erator"
SITE = "https://minutes.example.net/item/"
MESSAGES = (
    "The committee hides its minutes from everybody who asks for them, part {n}.",
    "Le comité cache son compte rendu à tous ceux qui le demandent, partie {n}.",
    "委员会向所有要求查看会议记录的人隐瞒会议记录，第{n}部分，请大家关注。",
    "تخفي اللجنة محضر اجتماعها عن كل من يطلبه منها، الجزء {n} من هذا الأسبوع.",
    '<script>alert("minutes")</script> & the <b>committee</b> of the ministry says {n} to all.',
    '=HYPERLINK("http://minutes.example") says the committee\'s line {n} about the minutes.',
    f"Call {PHONE} or write to {MAIL}, says {HANDLE} of the minutes, part {{n}}.",
)
STATUSES = ("removed", "suspended", "up", "restored", "error", "unknown", "removed")
COLUMNS = (
    "post_id", "account_id", "username", "display_name", "created_at", "text", "lang", "platform",
    "parent_id", "kind", "venue_id", "urls", "account_created_at", "followers", "user_tweets",
)  # fmt: skip

SECRETS = ("rawacct-", "rawpost-", "Zoe_Handle", SHOWN, "Paul Particulier", "Jeanne Exemple",
           PHONE, "613 555", MAIL, HANDLE, "PaulRoy1987")  # fmt: skip
"""What stands in no form unless original ids are revealed; names of persons not even then."""


def _small_talk(rng: random.Random) -> str:
    return " ".join(rng.sample(THINGS, 9)).capitalize() + "."


def rows(seed: int = 0) -> Iterator[dict[str, Any]]:
    """The posts of the export, in no order."""
    rng = random.Random(seed)
    numbers = iter(range(10**6))

    def post(account: str, at: datetime, text: str, platform: str, **more: Any) -> dict[str, Any]:
        member = account in MEMBERS
        return {
            "post_id": f"rawpost-{next(numbers):06d}",
            "account_id": account,
            "username": f"Zoe_Handle{rng.randrange(10**7, 10**8)}" if member else account[8:],
            "display_name": SHOWN if member else None,
            "created_at": at.isoformat(),
            "text": text,
            "lang": None,
            "platform": platform,
            "account_created_at": (
                START - timedelta(days=20, minutes=MEMBERS.index(account))
                if member
                else START - timedelta(days=300 + sum(account.encode()) * 7 % 2000)
            ).isoformat(),
            "followers": 2 if member else 150,
            "user_tweets": 60 if member else 2000,
        } | more

    venues = list(VENUES)
    for turn in range(ROUNDS):
        day = START + timedelta(days=turn, hours=turn % 5)
        for platform in PLATFORMS:
            for n, venue in enumerate(venues):
                text = f"{_small_talk(rng)} Statement {turn}."
                yield post(venue, day + timedelta(minutes=n), text, platform)
        text = MESSAGES[turn % len(MESSAGES)].format(n=turn)
        for n, member in enumerate(MEMBERS):
            at = day + timedelta(minutes=30, seconds=2 * n)
            venue = venues[0] if n % 4 else venues[turn % len(venues)]
            more = {"kind": "comment", "venue_id": venue, "urls": f"{SITE}{turn}"}
            yield post(member, at, text, PLATFORMS[n % 3], **more)
            later = at + timedelta(hours=2, minutes=7 * n)
            yield post(member, later, _small_talk(rng), PLATFORMS[n % 3])
    for n in range(60):
        for _ in range(5):
            at = START + timedelta(seconds=rng.randrange(ROUNDS * 86_400))
            yield post(f"rawacct-person-{n:02d}", at, _small_talk(rng), PLATFORMS[n % 3])


@dataclass
class HandedCase:
    """A case on disk, and the pseudonyms that tests ask for."""

    path: Path
    members: list[str] = field(default_factory=list)  # of C1, without the excluded one
    excluded: str = ""
    venues: dict[str, str] = field(default_factory=dict)  # raw id -> pseudonym, on x
    judgement: str = ""


def handed_case(folder: Path) -> HandedCase:
    """Put the case into ``folder``: added, detected, one account excluded, C1 judged."""
    return replace(copied(_made, folder), path=folder / "case")


def _made(folder: Path) -> HandedCase:
    export, listed = folder / "posts.csv", folder / "venues.csv"
    with export.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        out.writerows(sorted(rows(), key=lambda row: row["created_at"]))
    with listed.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(("platform", "account", "kind", "name"))
        lines.writerows(
            (platform, raw, kind, name)
            for raw, (kind, name) in VENUES.items()
            for platform in PLATFORMS
        )
    made = HandedCase(folder / "case")
    with demasque.create_case(made.path) as case:
        case.add(export)
        case.name_venues(listed)
        case.detect()
        platform = PLATFORMS[MEMBERS.index(EXCLUDED) % 3]
        made.excluded = case.pseudonym(platform, EXCLUDED)
        by = "A. Reader, Example Office"
        case.decide(made.excluded, "exclude", by=by, because="Known to us in person.")
        made.venues = {raw: case.pseudonym("x", raw) for raw in VENUES}
        made.judgement = case.judge(
            "C1", rung=3, by=by, likelihood="likely", confidence="moderate",
            because="The same site and the same words.", sources=["https://example.org/report"],
        ).id  # fmt: skip
        statuses = folder / "statuses.csv"
        statuses.write_text(
            "platform,account,status,date\n"
            + "".join(
                f"{PLATFORMS[n % 3]},{raw},{status},2026-03-0{5 + n % 3}\n"
                for n, (raw, status) in enumerate(zip(MEMBERS, STATUSES, strict=False))
            )
            + f"{platform},{EXCLUDED},removed,2026-03-06\n"
        )
        case.outcome(statuses)
        table = case.memberships()
        made.members = [
            each["account"]
            for each in table.to_pylist()
            if (each["campaign"], each["tier"]) == ("C1", "tied")
        ]
    return made
