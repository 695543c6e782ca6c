"""Which names of MISP's galaxy of DISARM techniques say what was accepted.

The galaxy holds version 1.3, the register version 1.6. A name is a statement: it is given only
where it says in MISP what a person accepted here.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from demasque.dossier.techniques.disarm_register import earlier_techniques, techniques

NAMED_ANEW: Final = frozenset(
    {
        "T0039",
        "T0049",
        "T0049.002",
        "T0049.004",
        "T0057",
        "T0097",
        "T0130.002",
        "T0133.001",
        "T0136.005",
    }
)
"""Techniques whose English name in the galaxy is another: the register's would be no tag of it."""

SAYING_MORE: Final = frozenset({"T0009", "T0090.003"})
"""Earlier names that say of accounts what the present ones do not ("Bot" for "Automated")."""

_ID: Final = re.compile(r"T\d{4}(\.\d{3})?")
_OPTIONAL: Final = re.compile(r"\(\+[^)]*\)")

Parts = frozenset[frozenset[str]]
"""Of each part, one of its ids has to be accepted."""


def galaxy_names(accepted: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names to tag, and the accepted ids that no name stands for; both in the order of ids.

    A technique that the galaxy has keeps its name. An earlier one, which version 1.6 has no more,
    is named where all parts of what corresponds to it now were accepted.
    """
    held = frozenset(accepted)
    names: dict[str, str] = {}
    said: set[str] = set()
    for id in held & techniques().keys():
        if techniques()[id].misp_uuid is not None and id not in NAMED_ANEW:
            names[id] = techniques()[id].name
            said.add(id)
    for id, parts in _earlier():
        if all(part & held for part in parts):
            names[id] = earlier_techniques()[id].name
            said |= {each for part in parts for each in part & held}
    return tuple(names[id] for id in sorted(names)), tuple(sorted(held - said))


def _earlier() -> Iterator[tuple[str, Parts]]:
    """Earlier techniques with what corresponds to them; of several of the same, the first."""
    given: set[Parts] = set()
    for id, each in sorted(earlier_techniques().items()):
        parts = None if each.now is None or id in SAYING_MORE else corresponding(each.now)
        if parts and parts not in given:
            given.add(parts)
            yield id, parts


def corresponding(now: str) -> Parts | None:
    """The parts of what corresponds to an earlier technique; None where they do not decide it.

    Parts are joined by "+", alternatives within one by "/" (".008" goes on with the id before);
    "(+...)" may be missing. Any other remark, or "*", is for people.
    """
    found = [_alternatives(part) for part in _OPTIONAL.sub("", now).split("+")]
    ids = [each for part in found for each in part]
    return frozenset(found) if all(_ID.fullmatch(each) for each in ids) else None


def _alternatives(part: str) -> frozenset[str]:
    found: list[str] = []
    for word in (each.strip() for each in part.split("/")):
        goes_on = word.startswith(".") and found
        found.append(found[-1].split(".")[0] + word if goes_on else word)
    return frozenset(found)
