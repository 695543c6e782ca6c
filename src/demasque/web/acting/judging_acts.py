"""Judgements of named persons: made, read by somebody else, withdrawn."""

from typing import Final

from demasque.api import Case
from demasque.assessment import CONFIDENCE_TERMS, LIKELIHOOD_TERMS, Rung
from demasque.dossier import Agreement
from demasque.sentences import Sentence
from demasque.web.acting.act import Act, Done, Posted
from demasque.web.acting.page_forms import (
    BECAUSE,
    BY,
    FormField,
    PageForm,
    chosen,
    separate_lines,
)
from demasque.web.acting.taking_back import taken_back, without_undo
from demasque.web.sessions import Undo

JUDGE: Final = PageForm(
    "judge",
    Sentence("Judge this group"),
    Sentence("Write the judgement down"),
    (
        FormField(
            "rung",
            Sentence("How far it goes"),
            Sentence("The program itself goes to rung 2 at most."),
            chosen(
                [
                    (str(int(each)), Sentence("{n} · {title}", n=int(each), title=each.title))
                    for each in Rung
                ]
            ),
            required=True,
        ),
        FormField(
            "likelihood",
            Sentence("Likelihood"),
            choices=chosen([(terms[0], each.words) for each, terms in LIKELIHOOD_TERMS.items()]),
            required=True,
        ),
        FormField(
            "confidence",
            Sentence("Confidence"),
            choices=chosen([(terms[0], each.words) for each, terms in CONFIDENCE_TERMS.items()]),
            required=True,
        ),
        BECAUSE,
        FormField("statement", Sentence("What exactly is judged"), Sentence("In your words.")),
        FormField("would_change", Sentence("What would change the judgement")),
        FormField(
            "sources",
            Sentence("Sources, one address a line"),
            Sentence("From rung 3 on a source is needed."),
            lines=2,
        ),
        FormField(
            "supersedes",
            Sentence("Judgement whose place it takes"),
            Sentence("Its id, such as J1a2b3c4d. That one stays, marked."),
        ),
        BY,
    ),
)
READ: Final = PageForm(
    "read",
    Sentence("Read it as a second reader"),
    Sentence("Write the reading down"),
    (
        FormField(
            "agrees",
            Sentence("Second reader"),
            choices=chosen([(each.value, each.words) for each in Agreement]),
            required=True,
        ),
        BECAUSE,
        BY,
    ),
)
WITHDRAW: Final = PageForm(
    "withdraw",
    Sentence("Withdraw it"),
    Sentence("Withdraw the judgement"),
    (BECAUSE, BY),
    (Sentence("It stays in the custody log, marked."),),
)


def _judge(case: Case, posted: Posted) -> Done:
    rung = posted.value("rung")
    by = posted.value("by")
    said = case.judge(
        posted.path["campaign"],
        rung=int(rung) if rung.isdecimal() and len(rung) == 1 else -1,
        by=by,
        likelihood=posted.value("likelihood"),
        confidence=posted.value("confidence"),
        because=posted.value("because"),
        sources=separate_lines(posted.value("sources")),
        statement=posted.value("statement") or None,
        would_change=posted.value("would_change") or None,
        supersedes=posted.value("supersedes") or None,
    )
    sentence = Sentence(
        "{id}: {campaign}, rung {rung} ({title}), judged by {person}.",
        id=said.id,
        campaign=said.campaign,
        rung=int(said.rung),
        title=said.rung.title,
        person=said.by,
    )
    if said.supersedes is not None:
        return Done(without_undo(sentence, said.supersedes))
    return Done(
        sentence,
        Undo(f"/judgements/{said.id}/withdraw", {"by": by, "because": taken_back(posted.session)}),
    )


def _read(case: Case, posted: Posted) -> Done:
    case.read_judgement(
        posted.path["judgement"],
        by=posted.value("by"),
        agrees=posted.value("agrees"),
        because=posted.value("because"),
    )
    return Done(
        Sentence("The reading of {judgement} is written down.", judgement=posted.path["judgement"])
    )


def _withdraw(case: Case, posted: Posted) -> Done:
    case.withdraw_judgement(
        posted.path["judgement"], by=posted.value("by"), because=posted.value("because")
    )
    return Done(
        Sentence(
            "{judgement} is withdrawn; it stays in the custody log, marked.",
            judgement=posted.path["judgement"],
        )
    )


JUDGING: Final = (
    Act("judge", "/campaigns/{campaign}/judge", _judge),
    Act("read-judgement", "/judgements/{judgement}/read", _read),
    Act("withdraw-judgement", "/judgements/{judgement}/withdraw", _withdraw),
)
"""Acts about judgements."""
