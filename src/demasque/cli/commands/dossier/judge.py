"""``demasque judge``: what a named person judges of a campaign, and what a second reader says."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.dossier import Judgement

EXAMPLES: Final = (
    'demasque judge protest C1 --rung 3 --by "A. Example, Example Office" --likelihood likely '
    '--confidence moderate --source https://example.org/report --because "Same sites."',
    'demasque judge protest --read J1a2b3c4d --by "B. Example" --agrees partly --because "..."',
    'demasque judge protest --withdraw J1a2b3c4d --by "A. Example" --because "..."',
)

Campaign = Annotated[
    str | None,
    typer.Argument(metavar="CAMPAIGN", help=text("Name of a campaign, such as C1.")),
]
RungNumber = Annotated[
    int | None,
    typer.Option(
        "--rung",
        help=text(
            "How far the judgement goes: 0 observation, 1 coordination, 2 indicators, 3 the same "
            "operation as a published one, 4 attribution."
        ),
        show_default=False,
    ),
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME, OFFICE", help=text("Who says it."))]
LikelihoodWords = Annotated[
    str | None,
    typer.Option(
        "--likelihood", metavar="DEGREE", help=text("A degree of ICD 203, such as 'very likely'.")
    ),
]
ConfidenceWords = Annotated[
    str | None, typer.Option("--confidence", metavar="LEVEL", help=text("low, moderate or high."))
]
Because = Annotated[str | None, typer.Option("--because", help=text("The reasons."))]
SourceLinks = Annotated[
    list[str] | None,
    typer.Option(
        "--source", metavar="LINK", help=text("A link to a source; may be given several times.")
    ),
]
What = Annotated[
    str | None, typer.Option("--what", help=text("What exactly is judged, in your words."))
]
WouldChange = Annotated[
    str | None, typer.Option("--would-change", help=text("What would change the judgement."))
]
Supersedes = Annotated[
    str | None,
    typer.Option(
        "--supersedes",
        metavar="JUDGEMENT",
        help=text("The judgement whose place this one takes; it stays, marked."),
    ),
]
Read = Annotated[
    str | None,
    typer.Option(
        "--read", metavar="JUDGEMENT", help=text("The judgement that a second reader has read.")
    ),
]
Agrees = Annotated[
    str | None,
    typer.Option(
        "--agrees",
        metavar="ANSWER",
        help=text("What the second reader says of it: yes, no or partly."),
    ),
]
Withdraw = Annotated[
    str | None,
    typer.Option(
        "--withdraw",
        metavar="JUDGEMENT",
        help=text("The judgement to take back; it stays, marked."),
    ),
]


def command(
    case: CasePath,
    campaign: Campaign = None,
    rung: RungNumber = None,
    by: By = None,
    likelihood: LikelihoodWords = None,
    confidence: ConfidenceWords = None,
    because: Because = None,
    source: SourceLinks = None,
    what: What = None,
    would_change: WouldChange = None,
    supersedes: Supersedes = None,
    read: Read = None,
    agrees: Agrees = None,
    withdraw: Withdraw = None,
    lang: Lang = Language.EN,
) -> None:
    """Judge a campaign, read a judgement as a second reader, or withdraw one."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    if sum(given is not None for given in (campaign, read, withdraw)) != 1:
        raise UsageError(
            "Give one of the three: the campaign to judge, --read JUDGEMENT or --withdraw "
            "JUDGEMENT."
        )
    needed = {"--by": by, "--because": because}
    judging = {"--rung": rung, "--likelihood": likelihood, "--confidence": confidence}
    more = {
        "--source": source or None,
        "--what": what,
        "--would-change": would_change,
        "--supersedes": supersedes,
    }
    if campaign is not None:
        _check({**judging, **needed}, {"--agrees": agrees})
    elif read is not None:
        _check({"--agrees": agrees, **needed}, {**judging, **more})
    else:
        _check(needed, {**judging, **more, "--agrees": agrees})
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if campaign is not None:
            said = opened.judge(
                campaign,
                rung=rung if rung is not None else -1,
                by=by or "",
                likelihood=likelihood or "",
                confidence=confidence or "",
                because=because or "",
                sources=source or (),
                statement=what,
                would_change=would_change,
                supersedes=supersedes,
            )
        elif read is not None:
            said = opened.read_judgement(
                read, by=by or "", agrees=agrees or "", because=because or ""
            )
        else:
            said = opened.withdraw_judgement(withdraw or "", by=by or "", because=because or "")
    _say(screen, said)


def _check(needed: Mapping[str, object], unwanted: Mapping[str, object]) -> None:
    """Raise UsageError where an option is missing, or is none of what was asked for."""
    missing = [name for name, value in needed.items() if value is None]
    if missing:
        raise UsageError("Missing: {options}.", options=missing)
    beside = [name for name, value in unwanted.items() if value is not None]
    if beside:
        raise UsageError("{options} does not go with this.", options=beside)


def _say(screen: Screen, said: "Judgement") -> None:
    words = screen.words
    screen.say(
        words.text(
            "{id}: {campaign}, rung {rung} ({title}), judged by {person}.",
            id=said.id,
            campaign=said.campaign,
            rung=int(said.rung),
            title=said.rung.title,
            person=said.by,
        )
    )
    screen.say(words.say(said.likelihood_sentence))
    screen.say(words.say(said.confidence_sentence))
    if said.supersedes is not None:
        screen.say(words.text("It takes the place of {earlier}.", earlier=said.supersedes))
    if said.withdrawal is not None:
        screen.say(words.text("Withdrawn by {person}.", person=said.withdrawal.by))
    for reading in said.readings:
        screen.say(
            words.text(
                "Second reader: {person} {agrees}.", person=reading.by, agrees=reading.agrees.words
            )
        )
