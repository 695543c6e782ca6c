"""What a detector says of itself: without it, no number that it gives means anything."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from demasque.errors import UsageError

CARD: Final = "card.json"

_WORDS: Final = ("name", "trained_on", "source")
_CHANNELS: Final = 3
_LARGEST_SIDE: Final = 4_096  # pixels


@dataclass(frozen=True)
class DetectorCard:
    """The card of a detector (after Mitchell et al. 2019, "Model cards for model reporting").

    A picture of ``width`` x ``height`` pixels, values 0 to 1, less ``mean``, divided by ``std``
    (red, green, blue), gives a score, higher for what the detector takes for synthetic; with
    ``apply`` "sigmoid" or "softmax" (of which the class ``synthetic_class`` counts) made of raw
    outputs. From ``threshold`` on it says synthetic, as it does of the share
    ``false_positive_rate`` of pictures that are not.
    """

    name: str
    trained_on: str
    source: str
    threshold: float
    false_positive_rate: float
    width: int
    height: int
    mean: tuple[float, ...] = (0.0, 0.0, 0.0)
    std: tuple[float, ...] = (1.0, 1.0, 1.0)
    apply: str = "none"
    synthetic_class: int = 0

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a card (JSON); UsageError that names what is missing or makes no sense."""
        try:
            given = json.loads(path.read_text("utf-8"))
        except FileNotFoundError as error:
            raise UsageError(
                "{folder} holds no {card}: without a card a detector is not used. See "
                "docs/media.md.",
                folder=path.parent,
                card=path.name,
            ) from error
        except (OSError, ValueError) as error:
            raise UsageError(
                "{path} cannot be read as JSON: {reason}", path=path, reason=error
            ) from error
        return cls.of(given, path)

    @classmethod
    def of(cls, given: Any, path: Path) -> Self:
        """Look a card over; UsageError for what is missing or makes no sense."""
        if not isinstance(given, dict):
            raise UsageError("{path} is no card: it is not a JSON object.", path=path)
        names = cls.__dataclass_fields__
        values = {name: given[name] for name in names if name in given}
        card = {**values, **{n: tuple(values[n]) for n in ("mean", "std") if _listed(values, n)}}
        wrong = [
            name for name, fits in _CHECKS.items() if not fits(card.get(name, _ELSE.get(name)))
        ]
        if wrong:
            raise UsageError(
                "{path} is no whole card: {fields} is missing or makes no sense. See "
                "docs/media.md.",
                path=path,
                fields=", ".join(wrong),
            )
        return cls(**card)

    def record(self) -> dict[str, Any]:
        """The card as JSON."""
        return asdict(self)


def _listed(values: Mapping[str, Any], name: str) -> bool:
    return isinstance(values.get(name), list)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_side(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_SIDE


def _is_colour(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == _CHANNELS and all(map(_is_number, value))


_ELSE: Final = {"mean": (0.0,) * 3, "std": (1.0,) * 3, "apply": "none", "synthetic_class": 0}
_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(_WORDS, _is_word),
    "threshold": _is_number,
    # A detector that is never wrong was not measured.
    "false_positive_rate": lambda value: _is_number(value) and 0 < value < 1,
    "width": _is_side,
    "height": _is_side,
    "mean": _is_colour,
    "std": lambda value: _is_colour(value) and all(value),
    "apply": lambda value: value in ("none", "sigmoid", "softmax"),
    "synthetic_class": lambda value: isinstance(value, int) and value >= 0,
}
