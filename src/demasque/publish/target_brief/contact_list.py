"""Where people who were targeted may turn, by country: lists that ship, or a file of one's own.

docs/handover.md has the format. Facts in a list are somebody's, on a day: both are told with them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from demasque.errors import Sentence, UsageError

OLD_AFTER: Final = timedelta(days=365)
"""After which a list is to be checked before anybody relies on it."""

MOST_CONTACTS: Final = 5
LONGEST_WORDS: Final = 120
LONGEST_WAY: Final = 50
"""Characters of one text, and of a number or an address: so that all fits on two pages."""

_FOLDER: Final = files(__package__) / "contacts"
_REACHED: Final = ("phone", "email", "web")


@dataclass(frozen=True)
class Contact:
    """Whom to turn to, when: in words of the page's language. None where the list says nothing."""

    when: str
    who: str
    phone: str | None
    email: str | None
    web: str | None  # an address, without its https://
    form: bool  # whether it has a form on its site
    emergency: bool  # whether it is who to call in danger


@dataclass(frozen=True)
class ContactList:
    """The contacts of one country, when they were checked, and whose words they are."""

    country: str
    checked: date
    source: str
    contacts: tuple[Contact, ...]

    @property
    def emergency(self) -> str | None:
        """The number to call in danger; None where no contact is marked so."""
        return next((each.phone for each in self.contacts if each.emergency), None)

    def is_old(self, today: date) -> bool:
        """Whether it was checked more than a year before a day."""
        return today - self.checked > OLD_AFTER


def countries() -> tuple[str, ...]:
    """The countries whose lists ship, by their codes of two letters."""
    names = (each.name for each in _FOLDER.iterdir() if each.name.endswith(".json"))
    return tuple(sorted(name.removesuffix(".json").upper() for name in names))


def shipped_contacts(country: str, lang: str) -> ContactList:
    """The list of one country, worded in "en" or "fr". UsageError where there is none."""
    code = country.strip().upper()
    if code not in countries():
        raise UsageError(
            "There are no contacts for {country}. There are for: {known}. Of another country, name "
            "a list of your own with --contacts.",
            country=repr(country),
            known=list(countries()),
        )
    name = f"{code.lower()}.json"
    return _contacts(Path(name), (_FOLDER / name).read_text("utf-8"), lang)


def read_contacts(path: Path, lang: str, today: date | None = None) -> ContactList:
    """Read a list of one's own, worded in one language of it. ``today``: the day itself unless
    given.

    Raises:
        UsageError: the file cannot be read, or a field cannot be used, such as a day of checking
            that has not come yet: it says which.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("{path} cannot be read.", path=path) from error
    read = _contacts(path, content, lang)
    # East of Greenwich the next day begins up to a day before it does in UTC.
    if read.checked > (today or datetime.now(UTC).date()) + timedelta(days=1):
        reason = Sentence("{day} has not come yet", day=read.checked)
        raise _Fields(path, {}, "").unusable("checked", reason)
    return read


def _contacts(path: Path, content: str, lang: str) -> ContactList:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            "{path} is no JSON: docs/handover.md shows how a list of contacts is written.",
            path=path,
        ) from error
    read = _Fields(path, told if isinstance(told, dict) else {}, "")
    listed = read.told.get("contacts")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_CONTACTS:
        raise read.unusable("contacts", Sentence("a list of 1 to {n} is needed", n=MOST_CONTACTS))
    return ContactList(
        read.plain("country"),
        read.day("checked"),
        read.worded("source", lang),
        tuple(_contact(path, each, n, lang) for n, each in enumerate(listed, 1)),
    )


def _contact(path: Path, told: Any, n: int, lang: str) -> Contact:
    read = _Fields(path, told if isinstance(told, dict) else {}, f"contacts {n}, ")
    phone, email, web = (
        read.plain(name, LONGEST_WAY) if name in read.told else None for name in _REACHED
    )
    if phone is not None and not any(sign.isdigit() for sign in phone):
        raise read.unusable("phone", Sentence("a number is needed"))
    if email is not None and "@" not in email:
        raise read.unusable("email", Sentence("an e-mail address is needed"))
    emergency = read.flag("emergency")
    if emergency and phone is None:
        raise read.unusable("phone", Sentence("a number is needed"))
    return Contact(
        when=read.worded("when", lang),
        who=read.worded("who", lang),
        phone=phone,
        email=email,
        web=None if web is None else web.split("://")[-1],
        form=read.flag("form"),
        emergency=emergency,
    )


@dataclass(frozen=True)
class _Fields:
    """The fields of one object of a file; what cannot be used is said with its place."""

    path: Path
    told: Mapping[str, Any]
    place: str

    def plain(self, name: str, longest: int = LONGEST_WORDS) -> str:
        return self._checked(name, self.told.get(name), longest)

    def worded(self, name: str, lang: str) -> str:
        """A text in one language: ``{"en": ..., "fr": ...}``."""
        said = self.told.get(name)
        return self._checked(f"{name}, {lang}", said.get(lang) if isinstance(said, dict) else None)

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.plain(name))
        except ValueError as error:
            raise self.unusable(name, Sentence("a day such as 2025-03-06 is needed")) from error

    def flag(self, name: str) -> bool:
        said = self.told.get(name, False)
        if not isinstance(said, bool):
            raise self.unusable(name, Sentence("true or false is needed"))
        return said

    def _checked(self, name: str, said: object, longest: int = LONGEST_WORDS) -> str:
        words = " ".join(said.split()) if isinstance(said, str) else ""
        if not words:
            raise self.unusable(name, Sentence("nothing stands here"))
        if len(words) > longest:
            raise self.unusable(name, Sentence("more than {n} characters", n=longest))
        return words

    def unusable(self, name: str, reason: Sentence) -> UsageError:
        return UsageError(
            "{path}, field {field}: {reason}.",
            path=self.path,
            field=f"{self.place}{name}",
            reason=reason,
        )
