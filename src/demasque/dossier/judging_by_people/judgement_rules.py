"""What a judgement must have before it is written down, whether typed or read from a file.

The rules: a reason; from rung 3 on a source that others can open, since there the program's own
findings end; a likelihood and a confidence of ICD 203, which never share a sentence.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from demasque.assessment import (
    CONFIDENCE_TERMS,
    LIKELIHOOD_TERMS,
    Rung,
    confidence_named,
    likelihood_named,
    plain_words,
)
from demasque.dossier.judging_by_people.judgement_values import Agreement
from demasque.errors import UsageError

_SENTENCES: Final = re.compile(r"(?<=[.!?…。！？])\s+|\n\s*\n|;\s")
_LEVELS: Final = "|".join(
    sorted({plain_words(term) for terms in CONFIDENCE_TERMS.values() for term in terms})
)
_CONFIDENCE: Final = re.compile(
    rf"\b(?:{_LEVELS})(?: degree of| level of)? (?:\w+ )?confidence\b"
    rf"|\bconfidence (?:is|was|level|:)? ?(?:{_LEVELS})\b"
    rf"|\b(?:degre|niveau) de confiance\b|\bconfiance (?:est |: ?)?(?:{_LEVELS})\b"
    rf"|\b(?:{_LEVELS}) confiance\b"
)
_DEGREES: Final = sorted(
    {plain_words(term) for terms in LIKELIHOOD_TERMS.values() for term in terms} - {"even"},
    key=lambda term: (-len(term), term),
)
_LIKELIHOOD: Final = re.compile(rf"\b(?:{'|'.join(map(re.escape, _DEGREES))})\b")


def rung_of(value: object) -> Rung:
    """A rung from a number. UsageError for one that the ladder does not have."""
    if type(value) is not int or not 0 <= value <= Rung.ATTRIBUTION:
        raise UsageError("There is no rung {value}. Rungs go from 0 to 4.", value=repr(value))
    return Rung(value)


def words_of(value: object, what: str) -> str:
    """What a person says, without blanks around it. ``what`` names it where it is empty or mixed.

    Raises:
        UsageError: nothing is said, or one sentence gives a likelihood and a confidence.
    """
    words = value.strip() if isinstance(value, str) else ""
    if not words:
        raise UsageError("Say something in {what}: it is empty.", what=what)
    for sentence in _SENTENCES.split(words):
        bare = plain_words(sentence)
        if (sure := _CONFIDENCE.search(bare)) and (likely := _LIKELIHOOD.search(bare)):
            raise UsageError(
                "{what}: one sentence gives a likelihood ({likely}) and a confidence ({sure}). "
                "They answer different questions: make two sentences of it.",
                what=what,
                likely=likely[0],
                sure=sure[0],
            )
    return words


def sources_of(links: Sequence[object], rung: Rung) -> list[str]:
    """Links that others can open, each once, in order.

    Raises:
        UsageError: one is no http(s) link; or there is none, from rung 3 on.
    """
    found: list[str] = []
    for link in links:
        address = link.strip() if isinstance(link, str) else ""
        if not _is_link(address):
            raise UsageError(
                "{link} is no source that others can open. Give a link that begins with "
                "http:// or https://.",
                link=repr(link),
            )
        if address not in found:
            found.append(address)
    if not found and not rung.by_program:
        raise UsageError(
            "Rung {rung} needs a source outside this case: a link, http or https (--source). "
            "What the program found is no source for it.",
            rung=int(rung),
        )
    return found


def checked_judgement(body: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a judgement in the form that is kept; what says whom it is about stays.

    Raises:
        UsageError: a rule is broken, or something that is needed is missing.
    """
    rung = rung_of(body.get("rung"))
    likelihood = likelihood_named(words_of(body.get("likelihood"), "likelihood"))
    confidence = confidence_named(words_of(body.get("confidence"), "confidence"))
    kept: dict[str, Any] = {"rung": int(rung)}
    if body.get("statement") is not None:
        kept["statement"] = words_of(body["statement"], "statement")
    kept["likelihood"] = LIKELIHOOD_TERMS[likelihood][0]
    kept["confidence"] = CONFIDENCE_TERMS[confidence][0]
    kept["because"] = words_of(body.get("because"), "because")
    if body.get("would_change") is not None:
        kept["would_change"] = words_of(body["would_change"], "would_change")
    sources = body.get("sources", ())
    kept["sources"] = sources_of(sources if isinstance(sources, list | tuple) else [sources], rung)
    return kept


def agreement_of(value: object) -> Agreement:
    """A second reader's answer. UsageError for one that is none."""
    known = [each.value for each in Agreement]
    if value not in known:
        raise UsageError(
            "A second reader agrees: {known}; not {value}.", known=known, value=repr(value)
        )
    return Agreement(value)


def same_person(one: str, other: str) -> bool:
    """Whether two people go by one name; what follows the first comma is the office."""
    return _name(one) == _name(other)


def _name(person: str) -> str:
    return plain_words(person.partition(",")[0])


def _is_link(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    outside = "." in host.strip(".") and not host.endswith((".localhost", ".local"))
    return parts.scheme in ("http", "https") and outside and not re.search(r"\s", address)
