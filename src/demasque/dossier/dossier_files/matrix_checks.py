"""Checks of entries of files that belong to the matrix of hypotheses."""

from collections.abc import Mapping
from typing import Any, Final

from demasque.dossier.dossier_files.entry_fields import only_fields
from demasque.dossier.hypotheses.admiralty import Credibility, Reliability
from demasque.dossier.hypotheses.cell_values import CellValue
from demasque.dossier.judging_by_people.judgement_rules import words_of
from demasque.errors import UsageError

_ROW: Final = ("campaign", "what", "source", "reliability", "credibility", "cause", "says")
_READING: Final = ("campaign", "row", "says", "because")
_OPTIONAL: Final = ("cause", "because")


def checked_hypothesis(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A hypothesis: of a campaign, with a title and what it says."""
    fields = ("campaign", "title", "says")
    only_fields(body, fields)
    for field in fields:
        words_of(body.get(field), field)
    return body


def checked_evidence(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row of the matrix, or how a person reads one."""
    fields = _READING if "row" in body else _ROW
    only_fields(body, fields)
    for field in fields:
        if field != "says" and not (field in _OPTIONAL and body.get(field) is None):
            words_of(body.get(field), field)
    if "row" not in body:
        _one_of(body["reliability"], [each.value for each in Reliability], "reliability")
        _one_of(body["credibility"], [each.value for each in Credibility], "credibility")
    says = body.get("says")
    if not isinstance(says, dict):
        raise UsageError("Say something in {what}: it is empty.", what="says")
    for mark in says.values():
        _one_of(mark, [each.value for each in CellValue], "says")
    return body


def _one_of(given: object, known: list[str], field: str) -> None:
    if given not in known:
        raise UsageError(
            "{option}: {given} is none of {known}.",
            option=field,
            given=repr(given),
            known=", ".join(known),
        )
