"""The reason that stands in the custody log for what a person undid at once."""

from demasque.web.sessions import Session
from demasque.wording import catalogue


def taken_back(session: Session) -> str:
    """The reason, in the language in which the person works."""
    return catalogue(session.lang).text("Taken back at once by who said it.")
