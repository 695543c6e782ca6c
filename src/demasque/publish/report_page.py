"""The report: one HTML file that needs nothing else, in English or French."""

import os
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from demasque.assessment import Rung
from demasque.case import CaseStore
from demasque.findings import CAMPAIGNS_IN_FULL, POST_PAIRS, TIES, Meaning, read_findings
from demasque.progress import Progress, quiet
from demasque.publish.drawing.marked_texts import shortened
from demasque.publish.drawing.naming import (
    detail_name,
    kind_name,
    reason_name,
    rule_name,
    short,
    tiny,
    venue_kind_name,
)
from demasque.publish.replacing import new_file, refuse_folder
from demasque.publish.report_content import campaign_pages, reused_posts
from demasque.wording import Wording, catalogue

MEMBERS_LISTED: Final = 100
"""Accounts, and likewise venues, listed per campaign."""

_LIMITS: Final = {
    "campaigns": CAMPAIGNS_IN_FULL,
    "members": MEMBERS_LISTED,
    "ties": TIES,
    "post_pairs": POST_PAIRS,
    # On paper: evidence is sampled, and the file holds the rest.
    "printed_in_full": 3,  # groups
    "printed_narratives": 2,
    "printed_ties": 1,
}


def write_report(
    store: CaseStore,
    path: str | os.PathLike[str],
    lang: str = "en",
    progress: Progress = quiet,
    meaning: Meaning | None = None,
) -> Path:
    """Write the report of a case as one self-contained HTML file.

    Args:
        store: an open case; one without findings gets a report that says so.
        path: the file to write; an older one is replaced once the new one is complete.
        lang: "en" or "fr".
        progress: told the campaigns done.
        meaning: a model by which leads between messages are looked for; none without it.

    Returns:
        The path written. The same case gives the same bytes.

    Raises:
        UsageError: no wording in this language, or the path cannot be written.
    """
    words = catalogue(lang)
    target = Path(path)
    refuse_folder(target)
    found = read_findings(store, progress, meaning)
    template = _environment(words).get_template("report.html")
    text = template.render(
        report=found,
        pages=campaign_pages(found),
        reuse_posts=reused_posts(found.reuse),
        rungs=list(Rung),
        limits=_LIMITS,
    )
    with new_file(target) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
    return target


def _environment(words: Wording) -> Environment:
    environment = Environment(
        loader=PackageLoader("demasque.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals |= {
        "lang": words.language,
        "text": words.text,
        "plural": words.plural,
        "say": words.say,
        "kind_name": lambda kind: words.say(kind_name(kind)),
        "reason_name": lambda reason: words.say(reason_name(reason)),
        "style": _style,
    }
    environment.filters |= {
        "number": words.number,
        "amount": partial(_amount, words),
        "percent": words.percent,
        "hundredths": lambda value: words.number(value, 2),
        "day": words.date,
        "moment": words.time,
        "instant": lambda written: words.time(datetime.fromisoformat(written)),
        "minute": lambda at: words.time(at, seconds=False),
        "duration": words.duration,
        "language": words.language_name,
        "platform": lambda name: words.text("unknown platform") if name == "unknown" else name,
        "venue_kind": lambda kind: words.say(venue_kind_name(kind)),
        "detail_name": lambda kind: words.say(detail_name(kind)),
        "rule_name": lambda rule: words.say(rule_name(rule)),
        "listing": words.listing,
        "say": words.say,
        "short": short,
        "tiny": tiny,
        "shortened": shortened,
        "iso": datetime.isoformat,
    }
    return environment


def _amount(words: Wording, expected: float) -> str:
    """Write what chance gives, as closely as its size asks; a very small amount is not nothing."""
    if expected < 0.001:
        return f"< {words.number(0.001, 3)}"
    return words.number(expected, 0 if expected >= 100 else 1 if expected >= 1 else 3)


def _style() -> Markup:
    # Ours, not a reader's: the one thing that goes in unescaped.
    return Markup((Path(__file__).parent / "templates" / "report.css").read_text("utf-8"))
