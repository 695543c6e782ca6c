"""``demasque techniques``: which techniques of DISARM a campaign shows, and who accepts that."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.api import Case
    from demasque.dossier import CampaignTechnique
    from demasque.wording import Wording

EXAMPLES: Final = (
    "demasque techniques protest",
    "demasque techniques protest C1 --posts",
    'demasque techniques protest C1 --accept T0084.001 --by "A. Example, an office" '
    '--because "Word for word, nine times."',
    'demasque techniques protest C1 --reject T0150.008 --by "A. Example, an office" '
    '--because "Staff accounts of a ministry."',
    'demasque techniques protest C1 --undo T0150.008 --by "A. Example, an office"',
)

Campaign = Annotated[
    str | None,
    typer.Argument(metavar="CAMPAIGN", help=text("Name of a campaign, such as C1; all if none.")),
]
Accept = Annotated[
    str | None,
    typer.Option(
        "--accept", metavar="TECHNIQUE", help=text("Accept a technique: its id, or its name.")
    ),
]
Reject = Annotated[
    str | None, typer.Option("--reject", metavar="TECHNIQUE", help=text("Reject a technique."))
]
Undo = Annotated[
    str | None,
    typer.Option(
        "--undo",
        metavar="TECHNIQUE",
        help=text("Take back what this person said of a technique; it stays on record."),
    ),
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME, OFFICE", help=text("Who says it."))]
Because = Annotated[
    str | None, typer.Option("--because", metavar="TEXT", help=text("The reasons."))
]
Post = Annotated[
    list[str] | None,
    typer.Option(
        "--post",
        metavar="POST",
        help=text("With --accept: the pseudonym of a member's post that shows it; several times."),
        show_default=False,
    ),
]
Posts = Annotated[bool, typer.Option("--posts", help=text("Name the posts that show each."))]


def command(
    case: CasePath,
    campaign: Campaign = None,
    accept: Accept = None,
    reject: Reject = None,
    undo: Undo = None,
    by: By = None,
    because: Because = None,
    post: Post = None,
    posts: Posts = False,
    lang: Lang = Language.EN,
) -> None:
    """List techniques, or accept, reject or undo one."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    said = {"accept": accept, "reject": reject, "undo": undo}
    asked = {verb: technique for verb, technique in said.items() if technique is not None}
    _check(asked, campaign, by, because, post)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        for verb, technique in asked.items():
            _say(screen, opened, verb, str(campaign), technique, str(by), because, post)
        if not asked:
            _list(screen, opened, campaign, posts=posts)


def _check(
    asked: dict[str, str],
    campaign: str | None,
    by: str | None,
    because: str | None,
    post: list[str] | None,
) -> None:
    """Raise UsageError where what is asked for does not fit together."""
    if len(asked) > 1:
        raise UsageError("Give one of --accept, --reject and --undo.")
    if not asked and (by or because or post):
        raise UsageError("Say what of: --accept, --reject or --undo with a technique.")
    if not asked:
        return
    if campaign is None:
        raise UsageError("Name the campaign that the technique is of, such as C1.")
    if not by:
        raise UsageError("Say who says it: --by NAME, with the office.")
    if not because and "undo" not in asked:
        raise UsageError("Say why: --because TEXT.")
    if post and "accept" not in asked:
        raise UsageError("--post goes with --accept: posts that show the technique.")


def _say(
    screen: Screen,
    case: "Case",
    verb: str,
    campaign: str,
    technique: str,
    by: str,
    because: str | None,
    post: list[str] | None,
) -> None:
    words = screen.words
    if verb == "accept":
        said = case.accept_technique(
            campaign, technique, by=by, because=because or "", posts=post or []
        )
    elif verb == "reject":
        said = case.reject_technique(campaign, technique, by=by, because=because or "")
    else:
        said = case.undo_technique(campaign, technique, by=by)
    named = f"{said.technique.id} {said.technique.named(words.language)}"
    screen.say(_told(words, verb, named, campaign, said.by))
    _others(screen, case, campaign, said.technique.id, verb)


def _told(words: "Wording", verb: str, named: str, campaign: str, by: str) -> str:
    if verb == "accept":
        return words.text(
            "{technique} is accepted for {campaign}: written down.",
            technique=named,
            campaign=campaign,
        )
    if verb == "reject":
        return words.text(
            "{technique} is rejected for {campaign}: written down.",
            technique=named,
            campaign=campaign,
        )
    return words.text(
        "What {person} said of {technique} in {campaign} is taken back; it stays on record.",
        person=by,
        technique=named,
        campaign=campaign,
    )


def _others(screen: Screen, case: "Case", campaign: str, technique: str, verb: str) -> None:
    """Say where another person's rejection holds against what was just said."""
    against = [
        each
        for each in case.said_of_techniques()
        if each.stands
        and (each.campaign, each.technique.id) == (campaign, technique)
        and each.verdict.value == "reject"
    ]
    if against and verb != "reject":
        screen.note(
            screen.words.text(
                "{technique} stays rejected, by the word of {people}.",
                technique=technique,
                people=[each.by for each in against],
            )
        )


def _list(screen: Screen, case: "Case", campaign: str | None, *, posts: bool) -> None:
    words = screen.words
    found = case.classed(campaign)
    if not found:
        screen.say(
            words.text(
                "No technique is proposed: nothing was measured that DISARM has a name for, or "
                "chance is not ruled out."
            )
        )
        return
    headings = (
        words.text("Campaign"),
        words.text("Technique"),
        words.text("Standing"),
        words.text("What was seen"),
        words.text("Posts"),
    )
    screen.table(headings, [_row(words, each, posts=posts) for each in found])
    if any(each.standing.value == "proposed" for each in found):
        screen.note(
            words.text(
                "Proposed: the program measured something to which DISARM gives this name. That it "
                "was meant so only a person can say, with --accept or --reject."
            )
        )


def _row(words: "Wording", each: "CampaignTechnique", *, posts: bool) -> tuple[str, ...]:
    seen = [words.say(each.seen)] if each.seen is not None else []
    if each.by is not None and each.because is not None:
        seen.append(words.text("{person}: {words}", person=each.by, words=each.because))
    return (
        each.campaign,
        f"{each.technique.id} {each.technique.named(words.language)}",
        words.say(each.standing.words),
        " ".join(seen),
        " ".join(each.posts) if posts else words.number(len(each.posts)),
    )
