"""``demasque watch``: take what arrives, look it through, and say what is new."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.commands.watching.alert_terms import (
    DIGEST_AFTER,
    USUAL_ALARMS,
    AlertFiles,
    AtomFiles,
    Desktop,
    DigestAfter,
    FalseAlarms,
    LibraryFolder,
    MailTo,
    RulesFile,
    SmtpFile,
    Strength,
    Strengths,
    Webhooks,
    WebhookSecret,
)
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.sentences import Seconds, Sentence

if TYPE_CHECKING:
    from demasque.watch import Round, WatchOptions

EXAMPLES: Final = (
    "demasque watch protest --inbox inbox/",
    "demasque watch protest --inbox inbox/ --every 1h --horizon P30D --health 127.0.0.1:9090",
    "demasque watch protest --inbox inbox/ --once",
)

Every = Annotated[
    str,
    typer.Option(
        "--every",
        metavar="LENGTH",
        help=text("Between the beginnings of two rounds: 90s, 10m, 1h, or PT10M."),
    ),
]
InboxFolder = Annotated[
    Path | None,
    typer.Option(
        "--inbox",
        metavar="FOLDER",
        help=text("Folder into which files arrive. Without it: CASE-inbox, beside the case."),
        show_default=False,
    ),
]
Discard = Annotated[
    bool,
    typer.Option(
        "--discard",
        help=text("Delete exports once the case has its copy, instead of moving them to taken/."),
    ),
]
Horizon = Annotated[
    str,
    typer.Option(
        "--horizon",
        metavar="DURATION",
        help=text("How far back to look from the newest post: P14D, P6W; all looks at all posts."),
    ),
]
Once = Annotated[
    bool, typer.Option("--once", help=text("Do one round and end, for cron and the like."))
]
HealthAddress = Annotated[
    str | None,
    typer.Option(
        "--health",
        metavar="ADDRESS",
        help=text(
            "Answer /healthz and /metrics (Prometheus) to this machine at 127.0.0.1:PORT. Needs "
            "pip install 'demasque[watch]'."
        ),
        show_default=False,
    ),
]


def command(
    case: CasePath,
    every: Every = "10m",
    inbox: InboxFolder = None,
    discard: Discard = False,
    horizon: Horizon = "P14D",
    once: Once = False,
    strength: Strength = Strengths.COORDINATION,
    false_alarms: FalseAlarms = USUAL_ALARMS,
    rules: RulesFile = None,
    library: LibraryFolder = None,
    alerts: AlertFiles = None,
    atom: AtomFiles = None,
    webhook: Webhooks = None,
    webhook_secret: WebhookSecret = None,
    mail_to: MailTo = None,
    smtp: SmtpFile = None,
    desktop: Desktop = False,
    digest_after: DigestAfter = DIGEST_AFTER,
    health: HealthAddress = None,
    lang: Lang = Language.EN,
) -> int:
    """Watch until Ctrl-C; 1 where ``--once`` met files that could not be read."""
    from demasque.watch import AlertOptions, SinkOptions, WatchOptions

    screen = Screen(lang.value)
    sinks = SinkOptions(
        say=screen.say,
        alerts=tuple(alerts or ()),
        atom=tuple(atom or ()),
        webhooks=tuple(webhook or ()),
        webhook_secret=webhook_secret,
        mail_to=tuple(mail_to or ()),
        smtp=smtp,
        desktop=desktop,
        digest_after=digest_after,
    )
    asked = WatchOptions.checked(
        case,
        every,
        inbox,
        None if horizon == "all" else horizon,
        lang.value,
        health,
        discard=discard,
        alerts=AlertOptions(strength=strength.value, false_alarms=false_alarms, library=library),
        rules=rules,
        sinks=sinks,
    )
    return watch_until_told(screen, case, asked, once)


def watch_until_told(screen: Screen, case: Path, asked: "WatchOptions", once: bool) -> int:
    """Watch until a signal comes; 1 where ``once`` met files that could not be read."""
    from demasque.watch import watch

    rejected: list[str] = []

    def told(done: "Round") -> None:
        rejected.extend(done.rejected)
        show_round(screen, done)
        # Who asked for one round waits for a word; cron, which mails what is said, does not.
        if once and done.number is None and screen.err.is_terminal:
            screen.note(Sentence("Nothing new is in {inbox}.", inbox=asked.inbox))

    if not once:
        screen.note(
            Sentence(
                "Watching {case}: files in {inbox} are taken every {every}. Ctrl-C ends it.",
                case=case,
                inbox=asked.inbox,
                every=Seconds(asked.every),
            )
        )
    with stop_at_signals() as stop, screen.progress() as progress:
        watch(case, asked, stop=stop, once=once, tell=screen.note, told=told, progress=progress)
    if stop.is_set():
        screen.note(Sentence("The watch has ended."))
    return int(once and bool(rejected))


def show_round(screen: Screen, done: "Round") -> None:
    """One line for a round that had anything to do, then what needs words; otherwise nothing."""
    if done.number is None:
        return
    files = Sentence.counted("{n} file", "{n} files", len(done.taken))
    posts = Sentence.counted("{n} post", "{n} posts", max(done.posts, 0))
    screen.say(
        screen.words.text(
            "Round {number}: {files} taken, {posts} new; campaigns: {campaigns}. It took {time}.",
            number=done.number,
            files=files,
            posts=posts,
            campaigns=done.figures.campaigns,
            time=Seconds(round(sum(done.seconds.values()), 1)),
        )
    )
    if done.finished is not None:
        screen.note(
            Sentence("Round {number} had been cut short; it is finished.", number=done.finished)
        )
    for name, reason in done.rejected.items():
        screen.warn(
            Sentence("{name} went to rejected/: {reason}", name=name, reason=Sentence(reason))
        )
    for sentence in done.doubts:
        screen.warn(sentence)


@contextmanager
def stop_at_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C or SIGTERM sets; a second one interrupts at once, as ever."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    earlier = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def heard(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for number in earlier:
        signal.signal(number, heard)
    try:
        yield stop
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
