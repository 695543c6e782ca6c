"""The name of the person who says something: it stands in the custody log for good, as it is."""

import re

import pyarrow as pa

from demasque import privacy
from demasque.case import CaseStore
from demasque.dossier.written.kept_words import kept_body
from demasque.errors import UsageError


def signing_name(store: CaseStore, by: str) -> str:
    """A person's name and office on one line.

    A name of plain words is not looked for among accounts: who judges says so under a name, and an
    account may be called like anybody.

    Raises:
        UsageError: it is empty, or holds a personal detail, an @name, an address of an account's
            page, or an id of an account that no person is called by.
    """
    person = " ".join(by.split())
    if not person:
        raise UsageError("Say who judges: a name, and the office.")
    column = pa.array([person], pa.string())
    if (
        privacy.masked_column(column, pa.nulls(1, pa.string()))[1]
        or len(privacy.mentioned(column)[0])
        or privacy.profiles_in(person)
        or _holds_id(store, person)
    ):
        raise UsageError(
            "The name of who says it stays in the custody log for good: give a name and an office, "
            "no e-mail address, telephone number or account."
        )
    return person


def _holds_id(store: CaseStore, person: str) -> bool:
    signed = " ".join(word for word in person.split() if re.search(r"[\d_]", word))
    return kept_body(store, {"who": signed}, noted=False) != {"who": signed}
