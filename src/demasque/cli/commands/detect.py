"""``demasque detect``: find ties and the campaigns they form."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from demasque.cli.commands.campaigns import show_campaigns, show_incidents, show_set_aside
from demasque.cli.rush_lines import show_rushes
from demasque.cli.screen import Screen
from demasque.cli.spark_engine_options import (
    EngineName,
    Engines,
    Inputs,
    Master,
    WorkFolder,
    begin_session,
    check_engine,
    detect_on_spark,
)
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.cli.wave_lines import show_waves
from demasque.sentences import Sentence

if TYPE_CHECKING:
    from demasque.api import Case, Findings
    from demasque.wording import Wording

EXAMPLES: Final = (
    "demasque detect protest",
    "demasque detect protest --window 10s --window 1h --fdr 0.001",
    "demasque detect protest --kind url --kind text",
    "demasque detect protest --engine spark --master spark://host:7077 --input /exports "
    "--work /shared/work",
)

VALUE_SHOWN: Final = 40
"""Characters shown of a trace's value."""

Windows = Annotated[
    list[str] | None,
    typer.Option(
        "--window",
        metavar="LENGTH",
        help=text(
            "How close in time two uses of one thing must be: 10s, 5min, 1h, 1d. Give it several "
            "times to try several; each pair is judged by the one that says most. Without it: 60s "
            "and 10min, but only 60s for reposts and replies."
        ),
    ),
]
Fdr = Annotated[
    float,
    typer.Option("--fdr", help=text("Share of false ties to be expected among those found.")),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        help=text(
            "Kind of trace to look at (several times for several): url, hashtags, hashtag, text, "
            "repost, reply, media, picture_text. All but hashtag are usual."
        ),
    ),
]
Seed = Annotated[int, typer.Option("--seed", help=text("Seed of the division into campaigns."))]
Memory = Annotated[
    str | None,
    typer.Option(
        "--memory",
        metavar="SIZE",
        help=text(
            "Memory to make do with, such as 4GB: what is not at work waits on disk. What is found "
            "is the same. With --engine spark: what this machine may use beside Spark."
        ),
    ),
]
WithoutRules = Annotated[
    list[str] | None,
    typer.Option(
        "--without-rule",
        metavar="NAME",
        help=text(
            "Rule of the normal form of words to do without (several times for several): "
            "entities, compatibility, invisible, links, leading_mentions, emoji, punctuation, "
            "marks, lookalikes, case, traditional, repeats, spacing, mentions, edge_hashtags."
        ),
    ),
]
Expansions = Annotated[
    Path | None,
    typer.Option(
        "--expansions",
        metavar="FILE",
        help=text(
            "CSV or TSV file of two columns, short address and full address, to read shortened "
            "links by. Nothing is fetched."
        ),
    ),
]
Speech = Annotated[
    Path | None,
    typer.Option(
        "--speech",
        metavar="FOLDER",
        help=text(
            "Folder of a faster-whisper model that writes down what is said in clips, once each. "
            "Nothing is downloaded."
        ),
    ),
]

Horizon = Annotated[
    str | None,
    typer.Option(
        "--horizon",
        metavar="DURATION",
        help=text(
            "Look only at posts of so long before the newest one, such as P14D (ISO 8601). Words "
            "and traces that are known from before are not read again."
        ),
    ),
]


def command(
    case: CasePath,
    window: Windows = None,
    fdr: Fdr = 0.01,
    kind: Kinds = None,
    seed: Seed = 0,
    memory: Memory = None,
    without_rule: WithoutRules = None,
    expansions: Expansions = None,
    speech: Speech = None,
    horizon: Horizon = None,
    engine: EngineName = Engines.HERE,
    master: Master = None,
    input: Inputs = None,
    work: WorkFolder = None,
    lang: Lang = Language.EN,
) -> None:
    """Detect, and print what was found."""
    check_engine(engine, master, input, work, speech, horizon)
    from demasque.api import open_case

    screen = Screen(lang.value)
    session = begin_session(master) if engine is Engines.SPARK else None
    new = session is not None
    with open_case(case, create=new, on_wait=screen.note, on_doubt=screen.warn) as opened:
        with screen.progress() as progress:
            asked: dict[str, Any] = {
                "fdr": fdr,
                "kinds": kind,
                "seed": seed,
                "without_rules": without_rule or (),
                "expansions": expansions,
                "progress": progress,
            }
            if session is not None:
                asked |= {"inputs": input, "work_folder": work, "driver_memory": memory}
                findings = detect_on_spark(opened, session, window, **asked)
            else:
                findings = opened.detect(
                    window, memory=memory, speech=speech, horizon=horizon, **asked
                )
        show_all(screen, opened, findings)
        screen.say(screen.words.text("Next: demasque report {case} -o report.html", case=str(case)))


def show_all(screen: Screen, opened: "Case", findings: "Findings") -> None:
    """Ties, campaigns, and what else was found in the same run."""
    show_findings(screen, findings)
    show_campaigns(screen, opened)
    show_set_aside(screen, opened)
    for sentence in findings.renamed:
        screen.say(screen.words.say(sentence))
    show_incidents(screen, opened)
    show_waves(screen, opened)
    show_rushes(screen, opened)


def _shown(words: "Wording", kind: str, value: str) -> str:
    """A trace as it is called, or the beginning of its value."""
    from demasque.publish import trace_name

    name = trace_name(kind, value)
    return value[:VALUE_SHOWN] if name is None else words.say(name)


def show_findings(screen: Screen, findings: "Findings") -> None:
    """What was looked at by kind, the number of tied pairs, and what should be known of the run."""
    words, detection = screen.words, findings.detection
    headings = (
        words.text("Kind of trace"),
        words.text("Windows"),
        words.text("Ties"),
        words.text("Most used"),
        words.text("Uses"),
    )
    most_used = {trace.kind: trace for trace in reversed(detection.most_used)}
    rows = [
        (
            kind,
            ", ".join(words.duration(length) for length in windows),
            detection.ties[kind],
            _shown(words, kind, most_used[kind].value) if kind in most_used else "",
            most_used[kind].uses if kind in most_used else None,
        )
        for kind, windows in detection.windows.items()
    ]
    if rows:
        screen.table(headings, rows)
    screen.say(
        words.plural(
            "{n} pair of accounts is tied beyond chance: {ties} counted by kind of trace. "
            "Accounts with posts: {accounts}.",
            "{n} pairs of accounts are tied beyond chance: {ties} counted by kind of trace. "
            "Accounts with posts: {accounts}.",
            detection.pairs,
            ties=Sentence.counted("{n} tie", "{n} ties", sum(detection.ties.values())),
            accounts=detection.accounts_seen,
        )
    )
    for sentence in detection.warnings:
        screen.warn(words.say(sentence))
