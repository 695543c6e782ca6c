"""What undoing means: the reason that stands in the custody log, and where there is no way back."""

from demasque.sentences import Sentence
from demasque.web.sessions import Session
from demasque.wording import catalogue


def taken_back(session: Session) -> str:
    """The reason, in the language in which the person works."""
    return catalogue(session.lang).text("Taken back at once by who said it.")


def without_undo(done: Sentence, earlier: str) -> Sentence:
    """That something was written in the place of the entry ``earlier``, which cannot be undone.

    Withdrawing it does not bring back the entry that it superseded: neither would stand.
    """
    return Sentence(
        "{done} It takes the place of {earlier}. There is no undo: withdrawn, it would leave "
        "neither of the two standing.",
        done=done,
        earlier=earlier,
    )
