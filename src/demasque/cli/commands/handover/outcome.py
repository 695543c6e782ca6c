"""``demasque outcome``: what became of what was handed over, and who came after."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.wording import Wording

if TYPE_CHECKING:
    from demasque.dossier import Outcome, Regenerated, StatusListing
    from demasque.findings import CaseOutcomes

SHOWN: Final = 20
LINES_SHOWN: Final = 20

EXAMPLES: Final = (
    "demasque outcome protest statuses.csv",
    "demasque outcome protest statuses.csv --referral F1a2b3c4",
)

StatusesPath = Annotated[
    Path, typer.Argument(metavar="FILE", help=text("The list, as CSV."), show_default=False)
]
Referral = Annotated[
    str | None,
    typer.Option(
        "--referral",
        metavar="ID",
        help=text("Only what this handover named; the custody log and refer give its id."),
        show_default=False,
    ),
]


def command(
    case: CasePath, file: StatusesPath, referral: Referral = None, lang: Lang = Language.EN
) -> None:
    """Take a list of statuses, and show what there is to say."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        taken = opened.outcome(file, referral=referral)
        found = opened.case_outcomes()
        if not opened.detected:
            screen.warn_undetected(case)
    _show_taken(screen, taken, referral)
    for warning in found.warnings:
        screen.warn(warning)
    asked = referral.strip() if referral else None
    rows = [each for each in found.rows if asked is None or each.referral == asked]
    _show_rows(screen, rows)
    if asked is None:
        for sentence in found.sentences:
            screen.say(screen.words.say(sentence))
    _show_waves(screen, found)


def _show_taken(screen: Screen, taken: "StatusListing", referral: str | None) -> None:
    words = screen.words
    known = sum(n for _, n in taken.statuses)
    screen.say(
        words.plural(
            "{n} line was taken; {new} of them said something new.",
            "{n} lines were taken; {new} of them said something new.",
            known,
            new=taken.new,
        )
    )
    if taken.unknown:
        screen.warn(
            words.plural(
                "{n} line speaks of what this case does not know, and was left out (line {lines}). "
                "Are platform and id right? Platforms of the case: {platforms}.",
                "{n} lines speak of what this case does not know, and were left out (lines "
                "{lines}). Are platforms and ids right? Platforms of the case: {platforms}.",
                len(taken.unknown),
                lines=_lines(taken.unknown),
                platforms=words.listing(taken.platforms) or "–",
            )
        )
    if taken.elsewhere:
        screen.warn(
            words.plural(
                "{n} line speaks of what {referral} does not name, and was left out (line "
                "{lines}).",
                "{n} lines speak of what {referral} does not name, and were left out (lines "
                "{lines}).",
                len(taken.elsewhere),
                referral=referral or "",
                lines=_lines(taken.elsewhere),
            )
        )


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:LINES_SHOWN])
    return shown + (", …" if len(lines) > LINES_SHOWN else "")


def _show_rows(screen: Screen, rows: Sequence["Outcome"]) -> None:
    words = screen.words
    headings = (
        words.text("Handed over"), words.text("Platform"), words.text("What"),
        words.text("Number"), words.text("Known"), words.text("Gone"), words.text("Share"),
        words.text("Time until gone"), words.text("Still up"), words.text("Taken back"),
        words.text("Mistakes"),
    )  # fmt: skip
    screen.table(headings, [_cells(each, words) for each in rows])


def _cells(each: "Outcome", words: Wording) -> tuple[str | float | None, ...]:
    low, high = each.share_low, each.share_high
    share = None
    if each.share is not None and low is not None and high is not None:
        interval = words.text("{low} to {high}", low=words.percent(low), high=words.percent(high))
        share = f"{words.percent(each.share)} ({interval})"
    return (
        each.referral or words.text("everything"),
        _platform(each.platform, words),
        words.text("accounts") if each.what == "account" else words.text("posts"),
        each.handed,
        each.known,
        _gone(each, words),
        share,
        None if each.median_seconds is None else words.duration(each.median_seconds),
        each.up,
        each.reversals,
        each.errors,
    )


def _gone(each: "Outcome", words: Wording) -> str | int:
    if not each.with_account:
        return each.gone
    apart = words.plural("{n} with its account", "{n} with their accounts", each.with_account)
    return f"{words.number(each.gone)} + {apart}"


def _platform(name: str | None, words: Wording) -> str:
    return words.text("unknown platform") if name in (None, "unknown") else str(name)


def _show_waves(screen: Screen, found: "CaseOutcomes") -> None:
    from demasque.findings import INNOCENT_READINGS

    words = screen.words
    for wave in found.waves:
        for sentence in wave.sentences:
            screen.say(words.say(sentence))
        headings = (
            words.text("Account"), words.text("Platform"), words.text("First post (UTC)"),
            words.text("What it carries"), words.text("Carried"), words.text("By chance"), "q",
            words.text("Campaign"),
        )  # fmt: skip
        screen.table(headings, [_new_cells(each, words) for each in wave.accounts[:SHOWN]])
        left = len(wave.accounts) - SHOWN
        if left > 0:
            screen.say(
                words.plural(
                    "{n} more is in the report and the exports.",
                    "{n} more are in the report and the exports.",
                    left,
                )
            )
    if found.waves:
        screen.say(words.say(INNOCENT_READINGS))


def _new_cells(each: "Regenerated", words: Wording) -> tuple[str | float | None, ...]:
    from demasque.findings import thing_name

    return (
        each.account,
        _platform(each.platform, words),
        words.time(each.first_at, seconds=False),
        words.listing([words.say(thing_name(kind)) for kind in each.kinds]),
        each.shared,
        words.number(each.expected, 2),
        words.number(each.q, 3) if each.q >= 0.001 else f"< {words.number(0.001, 3)}",
        each.now_in or "–",
    )
