"""Headings of platforms' own rules, kept one file per platform: what a referral may point at.

A file of TOML (https://toml.io): ``platforms``, as cases call them; ``name``, as a letter
addresses the receiver; and one ``[[policy]]`` or more with ``title``, ``link``, ``language`` (of
the page) and ``checked``, the day on which somebody last read the page.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from demasque.errors import Sentence, UsageError

OLD_DAYS: Final = 365
"""Days after which a heading is said to be old: platforms reword their rules about every year."""


@dataclass(frozen=True, slots=True)
class PlatformPolicy:
    """One heading of a platform's own rules. ``language`` is a code."""

    title: str
    link: str
    language: str
    checked: date

    def is_old(self, today: date) -> bool:
        """Whether more than ``OLD_DAYS`` have gone by since somebody read it."""
        return (today - self.checked).days > OLD_DAYS


@dataclass(frozen=True, slots=True)
class PlatformPolicies:
    """The headings of one receiver, which may run several platforms."""

    platforms: tuple[str, ...]
    name: str
    policies: tuple[PlatformPolicy, ...]


def kept_policies(platform: str) -> PlatformPolicies | None:
    """The headings that ship with the program for a platform; None where none are kept."""
    return next((each for each in _kept() if platform in each.platforms), None)


@cache
def _kept() -> tuple[PlatformPolicies, ...]:
    folder = files("demasque.publish.referral") / "policies"
    found = sorted(folder.iterdir(), key=lambda each: each.name)
    return tuple(
        _checked(tomllib.loads(each.read_text("utf-8")), each.name)
        for each in found
        if each.name.endswith(".toml")
    )


def read_policies(path: Path, today: date | None = None) -> PlatformPolicies:
    """Read a file of headings that an analyst keeps. ``today``: the day itself unless given.

    Raises:
        UsageError: it cannot be read, lacks a field, or was read on a day to come; says which.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError("{path} is not TOML: it is not UTF-8.", path=path) from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError("{path} is not TOML: {reason}.", path=path, reason=error) from error
    read = _checked(told, str(path))
    _refuse_future(read, path, today or datetime.now(UTC).date())
    return read


def _refuse_future(read: PlatformPolicies, path: Path, today: date) -> None:
    for each in read.policies:
        # East of Greenwich the next day begins up to a day before it does in UTC.
        if each.checked > today + timedelta(days=1):
            raise UsageError(
                "{path}, field {field}: {reason}.",
                path=path,
                field=f"policy, checked ({each.title})",
                reason=Sentence("{day} has not come yet", day=each.checked),
            )


def _checked(told: Mapping[str, Any], path: str) -> PlatformPolicies:
    listed = told.get("policy")
    platforms = told.get("platforms")
    if not isinstance(platforms, list) or not platforms or not all(map(_is_word, platforms)):
        raise _lacking(path, "platforms")
    if not _is_word(told.get("name")):
        raise _lacking(path, "name")
    if not isinstance(listed, list) or not listed:
        raise _lacking(path, "policy")
    return PlatformPolicies(
        tuple(platforms), told["name"], tuple(_policy(each, path) for each in listed)
    )


def _policy(told: Any, path: str) -> PlatformPolicy:
    row = told if isinstance(told, dict) else {}
    for field in ("title", "link", "language"):
        if not _is_word(row.get(field)):
            raise _lacking(path, field)
    if not row["link"].startswith("https://"):
        raise _lacking(path, "link")
    checked = row.get("checked")
    if not isinstance(checked, date) or isinstance(checked, datetime):
        raise _lacking(path, "checked")
    return PlatformPolicy(row["title"], row["link"], row["language"], checked)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _lacking(path: str, field: str) -> UsageError:
    return UsageError(
        "{path}: the field {field} is missing or is not what it should be. A file of headings "
        "holds platforms (a list), name, and for each policy title, link (https), language and "
        "checked (a day, 2026-11-26).",
        path=path,
        field=field,
    )
