"""Public holidays, by the package ``holidays`` (the extra ``schedules``), if it is there."""

from collections.abc import Iterable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any


def installed() -> bool:
    """Whether the package is there."""
    return find_spec("holidays") is not None


def known_calendar(code: str) -> bool | None:
    """Whether there is a calendar of this code (ISO 3166); None where the package is missing."""
    if not installed():
        return None
    return code.upper() in _package().list_supported_countries()


def public_holidays(code: str, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of a calendar in some years. Needs the package."""
    return frozenset(_package().country_holidays(code, years=list(years)))


def _package() -> Any:
    return import_module("holidays")
