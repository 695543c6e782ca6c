"""``demasque claim list``: the ledger."""

from typing import Final

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "list"
HELP: Final = text("List claims, oldest first, with what was shown for each and what it answers.")
EXAMPLES: Final = ("demasque claim list protest",)


def command(case: CasePath, lang: Lang = Language.EN) -> None:
    """List claims."""
    from demasque.api import open_case
    from demasque.dossier import EvidenceShown, Relation

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        claims = opened.claims().to_pylist()
        unreadable = opened.unreadable_claims()
    if unreadable:
        screen.warn(
            words.text(
                "These entries of the journal are no claims that can be read: {entries}.",
                entries=list(unreadable),
            )
        )
    if not claims:
        screen.say(words.text("There are no claims in the ledger of this case."))
        return
    headings = (
        words.text("Claim"),
        words.text("Day"),
        words.text("Who"),
        words.text("What"),
        words.text("About"),
        words.text("Evidence shown"),
        words.text("Stands to"),
    )
    rows = [
        (
            each["claim"],
            words.date(each["when"]),
            each["who"],
            each["what"],
            each["about"],
            words.say(EvidenceShown(each["evidence"]).sentence),
            "; ".join(
                f"{words.say(relation.sentence)} {other}"
                for relation in Relation
                for other in each[relation.value]
            ),
        )
        for each in claims
    ]
    screen.table(headings, rows)
