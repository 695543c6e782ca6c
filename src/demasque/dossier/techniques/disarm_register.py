"""The register of DISARM Red v1.6: which techniques there are, and what the program may propose.

It ships with the program, under a licence of its own (``register/LICENCE``: CC BY-SA 4.0).
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from rapidfuzz import fuzz, process, utils

from demasque.dossier.techniques.technique_values import EarlierTechnique, Policy, Technique
from demasque.errors import UsageError

REGISTER: Final = "DISARM Red v1.6"
"""What the register is called, with its version."""

ATTRIBUTION: Final = (
    "DISARM Red Framework v1.6, (c) DISARM Foundation, CC BY-SA 4.0, "
    "github.com/DISARMFoundation/DISARMframeworks"
)
"""What stands beside names and ids of the register wherever they are handed on."""

_NEAREST: Final = 3
"""Techniques that are named where somebody mistypes one."""


def _rows(name: str) -> list[dict[str, str]]:
    kept = resources.files("demasque.dossier.techniques").joinpath("register", name)
    return list(csv.DictReader(kept.read_text("utf-8").splitlines()))


@cache
def techniques() -> Mapping[str, Technique]:
    """Every technique, by its id, in the order of ids."""
    return {
        row["id"]: Technique(
            id=row["id"],
            name=row["name"],
            french=row["french"] or None,
            tactic=row["tactic"],
            tactic_name=row["tactic_name"],
            stix_id=row["stix_id"],
            misp_uuid=row["misp_uuid"] or None,
        )
        for row in _rows("disarm_red_v1.6.csv")
    }


@cache
def earlier_techniques() -> Mapping[str, EarlierTechnique]:
    """Techniques of version 1.3, which MISP's galaxy still has and version 1.6 has not, by id."""
    return {
        row["id"]: EarlierTechnique(row["id"], row["name"], row["now"] or None)
        for row in _rows("earlier_ids.csv")
    }


@cache
def _policies() -> Mapping[str, Policy]:
    return {row["id"]: Policy(row["policy"]) for row in _rows("proposal_policy.csv")}


def policy_of(technique: str) -> Policy:
    """Whether the program may propose a technique; one without a policy needs an analyst."""
    return _policies().get(technique, Policy.ANALYST)


def technique_named(word: str) -> Technique:
    """The technique of an id (T0084.001) or of a name, in English or French.

    Raises:
        UsageError: the register has none; it names the nearest, or what took an earlier id's place.
    """
    said = " ".join(word.split())
    known = techniques()
    if (found := known.get(said.upper())) is not None:
        return found
    for each in known.values():
        if said.casefold() in (each.name.casefold(), (each.french or each.name).casefold()):
            return each
    if (earlier := earlier_techniques().get(said.upper())) is not None:
        _refuse_earlier(earlier)
    raise UsageError(
        "{register} has no technique {word}. The nearest: {nearest}.",
        register=REGISTER,
        word=repr(said),
        nearest=[f"{each.id} {each.name}" for each in _nearest(said)],
    )


def _refuse_earlier(earlier: EarlierTechnique) -> None:
    if earlier.now is None:
        raise UsageError(
            "{id} ({name}) is of an earlier version of DISARM, and {register} has nothing of the "
            "same meaning.",
            id=earlier.id,
            name=earlier.name,
            register=REGISTER,
        )
    raise UsageError(
        "{id} ({name}) is of an earlier version of DISARM. {register} says instead: {now}.",
        id=earlier.id,
        name=earlier.name,
        register=REGISTER,
        now=earlier.now,
    )


def _nearest(word: str) -> list[Technique]:
    """By likeness of the id where it looks like one, of the names elsewhere."""
    known = techniques()
    like_id = word[:1].upper() == "T" and any(sign.isdigit() for sign in word)
    if like_id:
        texts = {each: each for each in known}
        ranked = process.extract(word.upper(), texts, scorer=fuzz.ratio, limit=_NEAREST)
    else:
        texts = {each.id: f"{each.name} {each.french or ''}" for each in known.values()}
        ranked = process.extract(
            word, texts, scorer=fuzz.WRatio, processor=utils.default_process, limit=_NEAREST
        )
    return [known[key] for _, _, key in ranked]
