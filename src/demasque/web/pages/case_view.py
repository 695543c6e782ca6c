"""The case: what is in it, what is missing, what was rejected."""

from typing import Final

from demasque.sentences import Sentence
from demasque.web.views import Asked, Shown, View


def _read(asked: Asked) -> Shown:
    return Shown(
        Sentence("The case {name}", name=asked.edition.case),
        {"overview": asked.edition.overview},
        {"rejects": lambda: asked.edition.store.sql("SELECT * FROM rejects ORDER BY ALL")},
    )


CASE: Final = View("case", "/", "case.html", _read, menu=Sentence("Case"))
