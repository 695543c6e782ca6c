"""``demasque claim add``: enter a claim into the ledger."""

from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.claim.claim_terms import By
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "add"
HELP: Final = text(
    "Enter a claim: who claims what about whom, when and where, and what was shown for it.\n\n"
    "Posts of the case that hold one of the messages, words, links or hashtags named here carry "
    "the claim. How many do is shown apart, and never counts as evidence."
)
EXAMPLES: Final = (
    'demasque claim add protest --what "The group works for a state" --who "Agency A" '
    '--about "Group X" --when 2024-03-02 --where https://a.example/report --evidence documents '
    '--words "group x works for a state" --by "A. Example, Office"',
    'demasque claim add protest --what "The report is a hoax" --who "Agency B" --about "Agency A" '
    "--when 2024-04-15 --where https://b.example/reply --evidence assertion --answers K1a2b3c4d "
    '--narrative N3f2a --by "A. Example, Office"',
)

What = Annotated[
    str, typer.Option("--what", metavar="WORDS", help=text("What is claimed."), show_default=False)
]
Who = Annotated[
    str, typer.Option("--who", metavar="NAME", help=text("Who claims it."), show_default=False)
]
About = Annotated[
    str, typer.Option("--about", metavar="NAME", help=text("About whom."), show_default=False)
]
When = Annotated[
    str,
    typer.Option(
        "--when",
        metavar="DATE",
        help=text("The day on which it was claimed, such as 2024-07-08."),
        show_default=False,
    ),
]
Where = Annotated[
    str,
    typer.Option(
        "--where",
        metavar="LINK",
        help=text("The address of the page where it is claimed."),
        show_default=False,
    ),
]
Evidence = Annotated[
    str,
    typer.Option(
        "--evidence",
        metavar="none|assertion|documents|data|reproduced",
        help=text(
            "What was shown for it: none (nothing), assertion (evidence is said to exist), "
            "documents, data (open to check), reproduced (independently)."
        ),
        show_default=False,
    ),
]
Archived = Annotated[
    str | None,
    typer.Option("--archived", metavar="LINK", help=text("The address of a copy of that page.")),
]
Hash = Annotated[
    str | None, typer.Option("--sha256", metavar="HASH", help=text("The SHA-256 of that copy."))
]
Answers = Annotated[
    list[str] | None,
    typer.Option("--answers", metavar="CLAIM", help=text("A claim that it answers; repeatable.")),
]
Narrative = Annotated[
    list[str] | None,
    typer.Option(
        "--narrative",
        metavar="CODE",
        help=text("Posts with this message carry the claim: N3f2a, or W1; repeatable."),
    ),
]
Words = Annotated[
    list[str] | None,
    typer.Option(
        "--words",
        metavar="WORDS",
        help=text("Posts that hold these words in a row, in normal form, carry it; repeatable."),
    ),
]
Url = Annotated[
    list[str] | None,
    typer.Option(
        "--url", metavar="LINK", help=text("Posts that link to this page carry it; repeatable.")
    ),
]
Hashtag = Annotated[
    list[str] | None,
    typer.Option(
        "--hashtag", metavar="WORDS", help=text("Posts with this hashtag carry it; repeatable.")
    ),
]
Supersedes = Annotated[
    str | None,
    typer.Option(
        "--supersedes",
        metavar="CLAIM",
        help=text("The claim whose place this one takes; it stays in the journal."),
    ),
]


def command(
    case: CasePath,
    what: What,
    who: Who,
    about: About,
    when: When,
    where: Where,
    evidence: Evidence,
    by: By,
    archived: Archived = None,
    sha256: Hash = None,
    answers: Answers = None,
    narrative: Narrative = None,
    words: Words = None,
    url: Url = None,
    hashtag: Hashtag = None,
    supersedes: Supersedes = None,
    lang: Lang = Language.EN,
) -> None:
    """Enter a claim, and print its id."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        claim = opened.claim(
            what,
            who=who,
            about=about,
            when=when,
            where=where,
            evidence=evidence,
            by=by,
            answers=answers or (),
            archived=archived,
            sha256=sha256,
            narratives=narrative or (),
            words=words or (),
            urls=url or (),
            hashtags=hashtag or (),
            supersedes=supersedes,
        )
    screen.say(screen.words.text("Entered as {claim}.", claim=claim.id))
