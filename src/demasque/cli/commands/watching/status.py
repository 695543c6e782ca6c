"""``demasque status``: how a case and its watch are doing."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language
from demasque.sentences import Sentence

if TYPE_CHECKING:
    from demasque.watch import CaseStatus

EXAMPLES: Final = ("demasque status protest",)


def command(case: CasePath, lang: Lang = Language.EN) -> None:
    """Show the state of a case."""
    from demasque.watch import case_status

    screen = Screen(lang.value)
    status = case_status(case)
    show_figures(screen, status)
    show_watch(screen, status)
    show_feeds(screen, status)
    show_sinks(screen, status)


def show_figures(screen: Screen, status: "CaseStatus") -> None:
    """What the case holds, and as of when."""
    words, figures = screen.words, status.figures
    if status.at_work:
        screen.note(
            Sentence("A command is working on this case: the figures are from before it.")
            if figures is not None
            else Sentence("A command is working on this case: its figures are not to be had now.")
        )
    if figures is None:
        return
    never = words.text("never")
    screen.table(
        (words.text("The case"), ""),
        [
            (words.text("Posts"), words.number(figures.posts)),
            (words.text("Accounts"), words.number(figures.accounts)),
            (words.text("Campaigns"), words.number(figures.campaigns)),
            (words.text("Last detection"), _time(screen, figures.detected_at, never)),
            (words.text("Open alerts"), words.number(sum(figures.open_alerts.values()))),
        ],
    )


def show_watch(screen: Screen, status: "CaseStatus") -> None:
    """Whether the case is watched, by whom, and how that goes."""
    words, watch = screen.words, status.watch
    if watch is None:
        screen.say(words.text("Nobody watches this case, nor did so far."))
        return
    never = words.text("never")
    if status.watched:
        state = words.text("since {time}, process {pid}", time=watch.since, pid=str(watch.pid))
    else:
        state = words.text("nobody now; the last one began {time}", time=watch.since)
    rows = [
        (words.text("Watched"), state),
        (words.text("Inbox"), str(watch.inbox)),
        (words.text("Files waiting"), words.number(status.waiting)),
        (words.text("Files rejected"), words.number(status.rejected)),
        (words.text("Rounds every"), words.duration(watch.every)),
        (words.text("Last round with work to do"), _last_round(screen, status)),
        (words.text("Last look"), _time(screen, watch.ended_at, never)),
    ]
    if status.watched and watch.at_work_since is not None:
        rows.append((words.text("Round at work"), _time(screen, watch.at_work_since, never)))
    elif status.watched and watch.next_at is not None:
        rows.append((words.text("Next round"), _time(screen, watch.next_at, never)))
    screen.table((words.text("The watch"), ""), rows)
    if watch.problem is not None:
        screen.warn(watch.problem)


def show_feeds(screen: Screen, status: "CaseStatus") -> None:
    """How each feed is doing that writes into the inbox."""
    words = screen.words
    if not status.feeds:
        return
    headings = (
        words.text("Feed"),
        words.text("Runs"),
        words.text("Last record"),
        words.text("Posts kept"),
        words.text("Gaps"),
    )
    never, yes, no = words.text("never"), words.text("yes"), words.text("no")
    rows = [
        (
            feed.network,
            yes if feed.running else no,
            _time(screen, feed.last_record_at, never),
            feed.kept,
            feed.gaps,
        )
        for feed in status.feeds
    ]
    screen.table(headings, rows)


def show_sinks(screen: Screen, status: "CaseStatus") -> None:
    """What keeps alerts from whom they go to, if anything does."""
    words = screen.words
    for sink in status.sinks:
        if sink.trouble is not None:
            waiting = Sentence.counted("{n} alert waits", "{n} alerts wait", sink.waiting)
            said = Sentence(
                "{sink}: {waiting}. {why}", sink=sink.title, waiting=waiting, why=sink.trouble
            )
            screen.warn(words.say(said))


def _last_round(screen: Screen, status: "CaseStatus") -> str:
    watch = status.watch
    if watch is None or watch.last_round is None or watch.last_at is None:
        return screen.words.text("none so far")
    return screen.words.text(
        "{number}, {time}: {files}, {posts}",
        number=watch.last_round,
        time=watch.last_at,
        files=Sentence.counted("{n} file", "{n} files", watch.last_files),
        posts=Sentence.counted("{n} post", "{n} posts", watch.last_posts),
    )


def _time(screen: Screen, moment: datetime | None, never: str) -> str:
    return never if moment is None else screen.words.time(moment)
