"""Alerts in words, in the reader's language: one in full, or many summed up."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from demasque.sentences import Sentence
from demasque.watch.alerts.alert import ALERT_KINDS, Alert
from demasque.wording import Wording

FOREMOST: Final = 3
"""Alerts in full at the head of a summary: what fits a screen (tried: 1, 3, 5)."""

_TITLE: Final = 150
"""Characters: a subject line that mail programs show whole is shorter, and none refuses this."""

_TURN: Final = (
    "regenerated",
    "seen-again",
    "new-campaign",
    "campaign-moved",
    "campaign-grew",
    "rule",
    "rate",
    "feed-silent",
    "feed-changed",
)
"""What is told first in a summary: what was known and is back, then what is new, then changes,
then figures, then feeds."""

_WEIGHTS: Final = ("rung", "likelihood", "confidence", "accounts", "posts", "count")
"""Figures of alerts, from the one that says most of how much there is to look at."""

_UNWRITTEN: Final = re.compile(
    "[^\u0020-\u007e\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""Ends of lines, what steers a terminal, what turns the direction of text, and what is no text."""


@dataclass(frozen=True)
class AlertText:
    """A message for people: ``title`` is one line, ``body`` are lines."""

    title: str
    body: str


def text_of(alerts: Sequence[Alert], words: Wording) -> AlertText:
    """Word one alert in full; several summed up."""
    if len(alerts) == 1:
        return AlertText(title_of(alerts[0], words), _in_full(alerts[0], words))
    return AlertText(summary_title(alerts, words), _summed_up(alerts, words))


def title_of(alert: Alert, words: Wording) -> str:
    """Say in one line what an alert is."""
    return _shortened(plain(words.say(alert.what)))


def summary_title(alerts: Sequence[Alert], words: Wording) -> str:
    """Say in one line how many alerts there are, by kind."""
    counts = Counter(alert.kind for alert in alerts)
    kinds = [_counted(kind, counts[kind]) for kind in ALERT_KINDS if counts[kind]]
    whole = Sentence.counted("{n} alert: {kinds}", "{n} alerts: {kinds}", len(alerts), kinds=kinds)
    return _shortened(plain(words.say(whole)))


def foremost(alerts: Sequence[Alert]) -> list[Alert]:
    """Return the alerts that a summary tells in full: by kind, by weight, the latest first."""
    return sorted(alerts, key=_turn)[:FOREMOST]


def plain(text: str) -> str:
    """Text as one line, without what steers terminals or is no text: words of posts may hold it."""
    return re.sub(" {2,}", " ", _UNWRITTEN.sub(" ", text)).strip()


def _turn(alert: Alert) -> tuple[float | str, ...]:
    weights = [alert.figures.get(name, 0) for name in _WEIGHTS]
    known = [0 if isinstance(weight, str) else -weight for weight in weights]
    return (_TURN.index(alert.kind), *known, -alert.noticed_at.timestamp(), alert.id)


def _shortened(line: str) -> str:
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"


def _in_full(alert: Alert, words: Wording) -> str:
    noticed = words.time(alert.noticed_at, seconds=False)
    lines = [plain(words.say(alert.what)), ""]
    if alert.since is not None:
        since = words.time(alert.since, seconds=False)
        lines.append(words.text("Since {since}, noticed {at} (UTC).", since=since, at=noticed))
    else:
        lines.append(words.text("Noticed {at} (UTC).", at=noticed))
    sure = plain(words.say(alert.how_sure))
    lines.append(words.text("How sure: {sentence}", sentence=sure))
    lines += _listed(words.text("Innocent explanations:"), alert.innocent, words)
    lines += _listed(words.text("Where to look:"), alert.evidence, words)
    lines.append(words.text("Alert {id}, round {round}", id=alert.id, round=str(alert.round)))
    return "\n".join(lines)


def _listed(heading: str, sentences: Sequence[Sentence], words: Wording) -> list[str]:
    said = [f"- {plain(words.say(sentence))}" for sentence in sentences]
    return [heading, *said] if said else []


def _summed_up(alerts: Sequence[Alert], words: Wording) -> str:
    first = foremost(alerts)
    parts = [summary_title(alerts, words), *(_in_full(alert, words) for alert in first)]
    told = {alert.id for alert in first}
    others = [
        f"- {words.time(alert.noticed_at, seconds=False)}: {title_of(alert, words)} ({alert.id})"
        for alert in alerts
        if alert.id not in told
    ]
    if others:
        parts.append("\n".join([words.text("The others:"), *others]))
    return "\n\n".join(parts)


def _counted(kind: str, n: int) -> Sentence:
    match kind:
        case "new-campaign":
            return Sentence.counted("{n} new campaign", "{n} new campaigns", n)
        case "campaign-grew":
            return Sentence.counted("{n} campaign that grew", "{n} campaigns that grew", n)
        case "campaign-moved":
            return Sentence.counted("{n} campaign that moved", "{n} campaigns that moved", n)
        case "rate":
            return Sentence.counted("{n} unusual rate", "{n} unusual rates", n)
        case "seen-again":
            return Sentence.counted("{n} known thing again", "{n} known things again", n)
        case "regenerated":
            return Sentence.counted("{n} return after a removal", "{n} returns after a removal", n)
        case "rule":
            return Sentence.counted("{n} match of a rule", "{n} matches of rules", n)
        case "feed-silent":
            return Sentence.counted("{n} silent feed", "{n} silent feeds", n)
        case _:
            return Sentence.counted("{n} changed feed", "{n} changed feeds", n)
