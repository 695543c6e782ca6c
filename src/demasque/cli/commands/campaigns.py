"""``demasque campaigns``: list what was found."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.sentences import Sentence

if TYPE_CHECKING:
    from demasque.api import Case

SHOWN: Final = 10
"""Each needs to be measured and judged before it can be listed."""

EXAMPLES: Final = ("demasque campaigns protest --limit 50",)

Limit = Annotated[int, typer.Option("--limit", min=1, help=text("Campaigns listed at most."))]


def command(case: CasePath, limit: Limit = SHOWN, lang: Lang = Language.EN) -> None:
    """List campaigns."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if not opened.detected:
            screen.warn_undetected(case)
            return
        show_campaigns(screen, opened, limit)
        show_set_aside(screen, opened)
        show_incidents(screen, opened)


def show_campaigns(screen: Screen, case: "Case", limit: int = SHOWN) -> None:
    """A table of campaigns, how many are not in it, and how many accounts stand with them all."""
    words = screen.words
    found = case.campaigns()
    if not found.num_rows:
        aside = case.set_aside()  # told by :func:`show_set_aside`
        if not aside:
            screen.say(words.text("No campaign was found."))
        for sentence in case.why_nothing():
            if sentence not in aside:
                screen.say(words.say(sentence))
        return
    operation = operations_shown(case)
    listed = found.slice(0, limit).to_pylist()
    _show_table(screen, case, listed, operation)
    if operation:
        screen.say(
            words.text(
                "Campaigns of one operation are more alike than chance gives, by links other than "
                "the ties inside them; who is behind them is not known. The report says by which."
            )
        )
    _show_rest(screen, found.num_rows - len(listed), sum(found["attached"].to_pylist()))


def _show_table(
    screen: Screen, case: "Case", listed: list[dict[str, Any]], operation: dict[str, str]
) -> None:
    words = screen.words
    shows_attached = any(row["attached"] for row in listed)
    headings = (
        words.text("Campaign"),
        *([words.text("Operation")] if operation else []),
        words.text("Accounts"),
        words.text("Posts"),
        words.text("Tied pairs"),
        *([words.text("Attached")] if shows_attached else []),
        words.text("From"),
        words.text("To"),
        words.text("Platforms"),
        words.text("What may be said"),
    )
    unknown = words.text("unknown platform")
    rungs = case.rungs([row["campaign"] for row in listed])
    rows = [
        (
            row["campaign"],
            *([operation[row["campaign"]]] if operation else []),
            row["accounts"],
            row["posts"],
            row["ties"],
            *([row["attached"]] if shows_attached else []),
            words.date(row["first_at"]),
            words.date(row["last_at"]),
            ", ".join(unknown if name == "unknown" else name for name in row["platforms"]),
            words.say(rungs[row["campaign"]].title),
        )
        for row in listed
    ]
    screen.table(headings, rows)


def _show_rest(screen: Screen, left: int, attached: int) -> None:
    """How many campaigns are not in the table, and how many accounts stand with all of them."""
    words = screen.words
    if left:
        screen.say(
            words.plural(
                "{n} more campaign is in the report and the exports.",
                "{n} more campaigns are in the report and the exports.",
                left,
            )
        )
    if attached:
        screen.say(
            words.plural(
                "{n} more account stands with a campaign without being a member: less sure, "
                "and counted nowhere else. The report and the exports name it apart.",
                "{n} more accounts stand with campaigns without being members: less sure, "
                "and counted nowhere else. The report and the exports name them apart.",
                attached,
            )
        )


def show_set_aside(screen: Screen, case: "Case") -> None:
    """How many accounts left each campaign by people's decisions, if any."""
    for sentence in case.set_aside():
        screen.say(screen.words.say(sentence))


def operations_shown(case: "Case") -> dict[str, str]:
    """The operation of each campaign, where any operation has several; nothing otherwise."""
    found = case.operations().to_pydict()
    alone = len(set(found["operation"])) == len(found["operation"])
    return {} if alone else dict(zip(found["campaign"], found["operation"], strict=True))


def show_incidents(screen: Screen, case: "Case") -> None:
    """How many messages a group pushes inside a crowd, if any: leads, which the report shows."""
    found = case.incidents()
    if found.num_rows:
        screen.say(
            screen.words.plural(
                "{n} message is carried by many and pushed by a few who share more besides "
                "({accounts} named): a lead, less sure than ties. The report and the exports "
                "show it apart.",
                "{n} messages are carried by many and pushed by a few who share more besides "
                "({accounts} named): leads, less sure than ties. The report and the exports "
                "show them apart.",
                len(set(found["incident"].to_pylist())),
                accounts=Sentence.counted(
                    "{n} account", "{n} accounts", len(set(found["account"].to_pylist()))
                ),
            )
        )
