"""LinkedIn as its website receives it ('Voyager'), captured by Zeeschuimer.

A post says only 'two weeks ago'. Its time is reckoned back from when it was captured and is marked
as estimated, so that no window is ever laid on it.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from demasque.sources.mapping.builder import Builder
from demasque.sources.mapping.cells import as_text
from demasque.sources.mapping.nested import at, first, mapping, records, text
from demasque.sources.mapping.timestamps.times import parse_time

_AGO = re.compile(r"(\d{1,4})\s*([a-zé.]+)", re.IGNORECASE)
_UNITS = {
    1 / 86_400: "s sec second seconds seconde secondes sekunde sekunden",
    1 / 1_440: "m min minute minutes minuten",
    1 / 24: "h u hour hours heure heures stunde stunden std",
    1.0: "d j t day days jour jours tag tage tagen",
    7.0: "w sem week weeks semaine semaines woche wochen",
    30.44: "mo mnd month months mois monat monate monaten",
    365.25: "y yr year years an ans année années jahr jahre jahren",
}
"""How LinkedIn calls units of so many days, in English, French, German and Dutch."""
_DAYS = {word: days for days, names in _UNITS.items() for word in names.split()}
_ACTIVITY = re.compile(r"urn:li:(?:activity|ugcPost|share):(\d+)")
_PROFILE = re.compile(r"linkedin\.com/((?:in|company|school|showcase)/[^/?#]+)")


def take_linkedin(out: Builder, line: int, item: dict[str, Any]) -> None:
    """One post or repost, and its author (a member or a company)."""
    who = _who(item)
    if who:
        out.account(
            line,
            account=who,
            avatar=None,
            bio=text(item, "actor.description.text"),
            platform="linkedin",
        )
    urn = as_text(first(item, "updateMetadata.urn", "preDashEntityUrn", "entityUrn"))
    found = _ACTIVITY.search(urn or "")
    words = mapping(item, "commentary.text")
    counts = mapping(item, "*socialDetail.*totalSocialActivityCounts")
    link = _link(item)
    repeats = _ACTIVITY.search(as_text(at(item, "*resharedUpdate.updateMetadata.urn")) or "")
    out.post(
        line,
        post=found[1] if found else None,
        account=who,
        posted_at=_when(item),
        text=text(words, "text"),
        kind="repost" if repeats else "original",
        parent=repeats[1] if repeats else None,
        links=[link] if link else None,
        hashtags=_hashtags(words) or None,
        engagement={
            "likes": counts.get("numLikes"),
            "reposts": counts.get("numShares"),
            "replies": counts.get("numComments"),
        },
        platform="linkedin",
        time_precision="estimated",
    )


def _who(item: Mapping[str, Any]) -> str | None:
    address = text(item, "actor.navigationContext.actionTarget") or ""
    found = _PROFILE.search(address)
    return found[1] if found else None


def _when(item: Mapping[str, Any]) -> datetime | None:
    """When it was captured, less the 'two weeks' that the page says; then, where it says nothing.

    It is an estimate either way.
    """
    captured = parse_time(at(item, "__import_meta.timestamp_collected"))
    found = _AGO.search(text(item, "actor.subDescription.text") or "")
    days = _DAYS.get(found[2].rstrip(".").casefold()) if found else None
    if captured is None or found is None or days is None:
        return captured
    try:
        return captured.astimezone(UTC) - timedelta(days=int(found[1]) * days)
    except OverflowError:
        return None


def _link(item: Mapping[str, Any]) -> str | None:
    address = first(
        item,
        "content.navigationContext.actionTarget",
        "content.articleComponent.navigationContext.actionTarget",
    )
    return address if isinstance(address, str) and address.startswith("http") else None


def _hashtags(words: Mapping[str, Any]) -> list[str]:
    """Hashtags in the old form of attributes and in the new one."""
    urns = [tag.get("trackingUrn") for tag in records(words, "attributes")]
    urns += [at(tag, "detailData.*hashtag.trackingUrn") for tag in records(words, "attributesV2")]
    return [urn.rsplit(":", 1)[-1] for urn in urns if isinstance(urn, str) and "hashtag" in urn]
