"""A fortnight on the screen: files arrive, a watch looks through them, and says what is new."""

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from demasque.cli.demo_watch.told_and_true import PhaseTold, TruthBeside
from demasque.cli.screen import Screen
from demasque.sentences import Seconds, Sentence

if TYPE_CHECKING:
    from demasque.simulate import Fortnight
    from demasque.watch import Alert

FORTNIGHT_FOLDER: Final = "fortnight"
"""Of the demo's folder, where the watched case and its inbox are."""

STEP: Final = timedelta(hours=12)
"""Between two rounds, by the accelerated clock: 28 rounds are a minute or two (tried: 6 to 24)."""

FILE: Final = timedelta(hours=6)
"""Of a stream in one file."""

ACCOUNTS, POSTS = 500, 4_500
"""Of the world: small, so that a round takes two seconds or so."""


def watch_fortnight(screen: Screen, out: Path, seed: int, language: str) -> None:
    """Let a fortnight go by; then say what was told of it, and how to look at the case."""
    from demasque.api import create_case, open_case
    from demasque.simulate import fortnight
    from demasque.watch import MovedClock, WatchOptions, run_round

    folder = out / FORTNIGHT_FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    made = fortnight(seed, ACCOUNTS, POSTS)
    asked = WatchOptions.checked(folder / "case", inbox=folder / "inbox", language=language)
    with create_case(folder / "case") as case:
        truth = TruthBeside(case, made)
    _begin(screen, made)
    clock = MovedClock(made.begins)
    while clock.now() < made.ends:
        after = clock.now()
        clock.move_to(min(after + STEP, made.ends))
        arrived = made.write_until(asked.inbox, clock.now(), after, FILE)
        came = sum(path.read_bytes().count(b'"operation":"create"') for path in arrived)
        with screen.progress() as progress:
            done = run_round(folder / "case", asked, clock, progress)
        with open_case(folder / "case") as case:
            truth.hear(case, done.alerts, clock.now())
        day, stretch = (after - made.begins).days + 1, (after, clock.now())
        _show_round(screen, day, stretch, len(arrived), came, came - done.posts)
        _show_truth(screen, made, after, clock.now())
        _show_alerts(screen, done.alerts)
    _show_outcome(screen, truth)
    _show_way_on(screen, folder / "case")


def _begin(screen: Screen, made: "Fortnight") -> None:
    words = screen.words
    screen.say(
        words.text(
            "A simulated fortnight, nobody real in it: {accounts} accounts, {posts} posts, as a "
            "stream would bring them. A round every {step}, by an accelerated clock.",
            accounts=made.parameters["accounts"],
            posts=made.parameters["posts"],
            step=Seconds(STEP.total_seconds()),
        )
    )
    screen.say(words.text("What stands after “In truth” no watch could know."))


def _show_round(
    screen: Screen, day: int, stretch: tuple[datetime, datetime], files: int, came: int, left: int
) -> None:
    """Say what came in a stretch of time, and how many posts left: deleted, or of accounts gone."""
    begins, ends = stretch
    told = Sentence(
        "Day {day}, {time}: {files}, {posts}",
        day=day,
        time=f"{begins:%H:%M}–{ends:%H:%M}",
        files=Sentence.counted("{n} file", "{n} files", files),
        posts=Sentence.counted("{n} post", "{n} posts", came),
    )
    gone = Sentence.counted("{round}; {n} post left", "{round}; {n} posts left", left, round=told)
    screen.say(screen.words.say(gone if left else told))


def _show_truth(screen: Screen, made: "Fortnight", after: datetime, now: datetime) -> None:
    """Say what was true in a stretch of time."""
    first, second = made.phases
    happened = {
        first.begins: Sentence(
            "In truth, an operation begins: {accounts} accounts of one staff.",
            accounts=len(first.accounts),
        ),
        first.ends: Sentence(
            "In truth, the network took its {accounts} accounts down. Their posts leave the tables "
            "of the case.",
            accounts=len(first.accounts),
        ),
        second.begins: Sentence(
            "In truth, it is back: {accounts} new accounts, and most of its messages, clips and "
            "sites.",
            accounts=len(second.accounts),
        ),
    }
    for moment, sentence in happened.items():
        if after <= moment < now:
            screen.aside(f"    {screen.words.say(sentence)}")


def _show_alerts(screen: Screen, alerts: Sequence["Alert"]) -> None:
    words = screen.words
    for alert in alerts:
        said = words.text("ALERT {alert}: {what}", alert=alert.id, what=alert.what)
        screen.highlight(f"    {said}")
        screen.aside(f"      {words.say(alert.how_sure)}")


def _show_outcome(screen: Screen, truth: TruthBeside) -> None:
    """What was told of each phase, how soon, and how many of whom were found."""
    words = screen.words
    names = {
        "operation": words.text("the operation"),
        "return": words.text("its return under new names"),
    }
    headings = (
        words.text("In truth"),
        words.text("Began"),
        words.text("First alert"),
        words.text("Accounts found"),
    )
    screen.say("")
    screen.say(words.text("Against the truth:"))
    rows = [
        (
            names[told.phase.name],
            words.time(told.phase.begins, seconds=False),
            _first_alert(screen, told),
            words.text("{n} of {all}", n=len(told.found), all=len(told.members)),
        )
        for told in truth.phases
    ]
    screen.table(headings, rows)
    if truth.others:
        screen.warn(
            words.plural(
                "{n} account of other groups was in one of these campaigns.",
                "{n} accounts of other groups were in these campaigns.",
                len(truth.others),
            )
        )
    else:
        screen.say(words.text("No account of another group was in one of these campaigns."))


def _first_alert(screen: Screen, told: PhaseTold) -> str:
    if told.at is None:
        return screen.words.text("none")
    later = (told.at - told.phase.begins).total_seconds()
    return screen.words.text("after {time}", time=Seconds(later))


def _show_way_on(screen: Screen, case: Path) -> None:
    words = screen.words
    screen.say(words.text("The case is {case}. Look at it:", case=str(case)))
    for command in ("status", "alerts", "campaigns", "report"):
        screen.say(f"    demasque {command} {case}")
