"""Rules of the analyst: which words, sites, media, ... to be told of, from how many posts on."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Self
from unicodedata import normalize

from demasque.case import CaseStore
from demasque.coordination import seconds
from demasque.errors import UsageError
from demasque.schema import VENUE_KINDS
from demasque.text import canonical_url
from demasque.watch.alerts.asked.refusing_accounts import refuse_account

INSTITUTIONS: Final = ("department", "media")
"""Kinds of venue that a rule and an alert may name. A politician and 'other' may be a person."""

FEWEST_ACCOUNTS: Final = 3
"""Accounts that an alert is about, at least: it is never about one, nor about two."""

assert set(INSTITUTIONS) < set(VENUE_KINDS)

_LISTS: Final = (
    "words", "hashtags", "sites", "media", "languages", "venues", "campaigns"
)  # fmt: skip
_MOST_RULES: Final = 200
_MOST_VALUES: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Posts to be told of, once there are enough.

    A post counts that holds one of ``words`` (in whatever case), ``hashtags``, ``sites`` (hosts,
    with those below them) or ``media`` (hashes), and is in one of ``languages``, stands at one of
    ``venues`` and is by a member of one of ``campaigns``, where these are named. ``posts`` by
    ``accounts`` within ``within_seconds`` are enough. ``rate``: whether a day with more of them
    than their own past explains is told, too.
    """

    name: str
    words: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    posts: int = 10
    accounts: int = FEWEST_ACCOUNTS
    within_seconds: float = 86_400.0
    rate: bool = True

    @property
    def within(self) -> timedelta:
        """The stretch in which so many posts are enough."""
        return timedelta(seconds=self.within_seconds)


@dataclass(frozen=True)
class AlertRules:
    """The rules of a file, in its order; none without a file."""

    rules: tuple[Rule, ...] = ()

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read rules from TOML: see ``Rules`` in docs/watch.md.

        Raises:
            UsageError: the file cannot be read, a rule says nothing that posts are looked through
                for, holds a word that is not known, or names an account.
        """
        try:
            said = tomllib.loads(path.read_text("utf-8-sig"))
        except OSError as error:
            raise UsageError(
                "{path} cannot be read: {reason}", path=path, reason=error.strerror or str(error)
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError("{path} is no TOML: {reason}", path=path, reason=error) from error
        listed = said.get("rule")
        if set(said) != {"rule"} or not isinstance(listed, list) or not listed:
            raise UsageError("{path} holds no rule: each begins with [[rule]].", path=path)
        if len(listed) > _MOST_RULES:
            raise UsageError("{path} holds more than {most} rules.", path=path, most=_MOST_RULES)
        rules = tuple(_rule(path, number, each) for number, each in enumerate(listed, start=1))
        _need_own_names(path, rules)
        return cls(rules)

    def check_venues(self, store: CaseStore) -> None:
        """UsageError for a venue that the analyst's list of the case does not name as an
        institution's."""
        known = institutions(store).values()
        for rule in self.rules:
            for venue in rule.venues:
                if venue not in known:
                    raise UsageError(
                        "The rule {rule} names the venue {venue}, which is no institution on the "
                        "case's list of venues. Name it there first, as one of: {kinds} (demasque "
                        "venues CASE FILE).",
                        rule=repr(rule.name),
                        venue=repr(venue),
                        kinds=", ".join(INSTITUTIONS),
                    )


def institutions(store: CaseStore) -> dict[str, str]:
    """Accounts that the analyst's list names as institutions', and their names."""
    rows = store.sql(
        "SELECT account, name FROM venue_list WHERE name IS NOT NULL "
        "AND kind IN (SELECT unnest(?::VARCHAR[])) ORDER BY account",
        [list(INSTITUTIONS)],
    ).to_pylist()
    return {row["account"]: row["name"] for row in rows}


def _need_own_names(path: Path, rules: tuple[Rule, ...]) -> None:
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                "{path} has two rules called {name}: give each a name of its own.",
                path=path,
                name=repr(name),
            )


def _rule(path: Path, number: int, said: object) -> Rule:
    place = f"{path}, rule {number}"
    if not isinstance(said, dict):
        raise UsageError("{place} is no table: it begins with [[rule]].", place=place)
    known = {each.name for each in fields(Rule)} - {"within_seconds"} | {"within"}
    for key in said:
        refuse_account(place, key, is_key=True)
        if key not in known:
            raise UsageError(
                "{place} says {key}, which no rule knows. Known: {known}.",
                place=place,
                key=repr(key),
                known=", ".join(sorted(known)),
            )
    lists: dict[str, Any] = {key: _list(place, key, said.get(key, [])) for key in _LISTS}
    if not any(lists.values()):
        raise UsageError(
            "{place} says nothing to look for: name {known}.", place=place, known=", ".join(_LISTS)
        )
    return Rule(name=_name(place, said), **lists, **_thresholds(place, said))


def _name(place: str, said: Mapping[str, Any]) -> str:
    name = said.get("name")
    if not isinstance(name, str) or not name.strip():
        raise UsageError('{place} has no name: say name = "...".', place=place)
    refuse_account(place, name)
    return " ".join(name.split())


def _list(place: str, key: str, said: object) -> tuple[str, ...]:
    given = [said] if isinstance(said, str) else said
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise UsageError('{place}: {key} is a list of words: ["...", "..."].', place=place, key=key)
    if len(given) > _MOST_VALUES:
        raise UsageError(
            "{place}: {key} holds more than {most} values.", place=place, key=key, most=_MOST_VALUES
        )
    made = []
    for word in given:
        refuse_account(place, word, is_site=key == "sites")
        made.append(_normal(place, key, word))
    return tuple(dict.fromkeys(made))


def _normal(place: str, key: str, word: str) -> str:
    """A value as posts are compared with it."""
    normal = " ".join(word.split())
    if key == "words":
        normal = normalize("NFC", normal).lower()
    elif key == "hashtags":
        normal = normalize("NFC", normal.lstrip("#＃")).lower()
    elif key == "sites":
        host, _, path = (canonical_url(_address(word)) or "").partition("/")
        if path or "." not in host:
            raise UsageError(
                "{place}: {word} is no site. Give its host alone, such as example.org.",
                place=place,
                word=repr(word),
            )
        normal = host
    elif key == "languages":
        normal = normal.lower()
    if not normal:
        raise UsageError("{place}: {key} holds an empty word.", place=place, key=key)
    return normal


def _address(word: str) -> str:
    return word.strip() if "://" in word else f"https://{word.strip()}"


def _thresholds(place: str, said: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, least in (("posts", 1), ("accounts", FEWEST_ACCOUNTS)):
        given = said.get(key, getattr(Rule, key))
        if type(given) is not int or given < least:
            raise UsageError(
                "{place}: {key} is a whole number of at least {least}.",
                place=place,
                key=key,
                least=least,
            )
        made[key] = given
    rate = said.get("rate", True)
    if not isinstance(rate, bool):
        raise UsageError("{place}: rate is true or false.", place=place)
    return made | {"rate": rate, "within_seconds": float(seconds(said.get("within", "24h")))}
