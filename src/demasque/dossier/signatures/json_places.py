"""Reading JSON from strangers: every value is looked at, and what is wrong is said with its place.

Nothing is taken for granted: sizes are bounded before anything is built, names may not stand twice,
and a number is a whole one between bounds or it is refused.
"""

import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from demasque.errors import Sentence, UsageError

LARGEST: Final = 32 * 2**20
"""Bytes of a file: some fifteen times what a signature of a hundred accounts takes."""

MOST: Final = 2**53
"""Whole numbers above are not the same in every program that reads JSON."""


class WrongError(Exception):
    """Something in the file that it may not hold: where, and why."""

    def __init__(self, place: str, reason: Sentence) -> None:
        super().__init__(place, reason)
        self.place, self.reason = place, reason


def read_json(path: str | os.PathLike[str]) -> Any:
    """What a JSON file of at most :data:`LARGEST` bytes holds.

    Raises:
        UsageError: it cannot be read, or is too large.
        WrongError: it is no JSON, or a name stands in it twice.
    """
    text = _content(Path(path))
    try:
        return json.loads(
            text.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        line = Sentence("line {line}", line=error.lineno)
        raise WrongError(line, Sentence("this is no JSON.")) from error
    except RecursionError as error:
        raise WrongError("", Sentence("lists are nested too deep.")) from error
    except ValueError as error:  # bytes that are no UTF-8; a number of thousands of digits
        raise WrongError("", Sentence("this is no JSON.")) from error


def _content(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise UsageError("{path} is a folder, and no signature.", path=path)
        if not stat.S_ISREG(about.st_mode):
            raise UsageError("{path} is no file.", path=path)
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    except ValueError as error:  # a name with a NUL
        raise UsageError("{path} is no file.", path=path) from error
    if len(text) > LARGEST:
        raise UsageError(
            "{path} is larger than {most} MB, which no signature is.",
            path=path,
            most=LARGEST // 2**20,
        )
    return text


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise WrongError(shown(name), Sentence("it stands there twice."))
            seen.add(name)
    return found


def _no_number(word: str) -> NoReturn:
    raise WrongError("", Sentence("{word} is no number that may stand there.", word=word))


def shown(name: str) -> str:
    """A name from a file, as an error may show it: short, and without commands to a screen."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= 40 else f"{plain[:40]}…"


def members(value: Any, place: str, needed: Sequence[str], others: Sequence[str] = ()) -> Any:
    """An object that has all of ``needed`` and nothing that is in neither list."""
    found = mapping(value, place)
    for name in needed:
        if name not in found:
            raise WrongError(inside(place, name), Sentence("it is missing."))
    for name in found:
        if name not in needed and name not in others:
            raise WrongError(inside(place, name), Sentence("this version knows of no such name."))
    return found


def mapping(value: Any, place: str) -> Mapping[str, Any]:
    """An object, and no other value."""
    if not isinstance(value, dict):
        raise WrongError(place, Sentence("an object should stand here."))
    return value


def listed(value: Any, place: str) -> Sequence[Any]:
    """A list, and no other value."""
    if not isinstance(value, list):
        raise WrongError(place, Sentence("a list should stand here."))
    return value


def whole(value: Any, place: str, least: int = 0, most: int = MOST) -> int:
    """A whole number between bounds; true and 1.0 are none."""
    if type(value) is not int or not least <= value <= most:
        raise WrongError(
            place,
            Sentence(
                "a whole number from {least} to {most} should stand here.", least=least, most=most
            ),
        )
    return value


def words(value: Any, place: str, longest: int, form: re.Pattern[str] | None = None) -> str:
    """A text of one line, not longer than so many characters, of a form where one is given."""
    if not isinstance(value, str):
        raise WrongError(place, Sentence("a text should stand here."))
    if len(value) > longest:
        raise WrongError(
            place, Sentence("it is longer than {longest} characters.", longest=longest)
        )
    if not value.isprintable():
        raise WrongError(place, Sentence("it has characters that cannot be shown."))
    if form is not None and form.fullmatch(value) is None:
        raise WrongError(place, Sentence("{value} cannot stand here.", value=repr(shown(value))))
    return value


def inside(place: str, name: str | int) -> str:
    """The place of a member or an item: ``features.words[3]``."""
    if isinstance(name, int):
        return f"{place}[{name}]"
    return f"{place}.{shown(name)}" if place else shown(name)
