"""What the program says to people, in English and in French.

English sentences stand in the code and the templates; the French ones in
``locale/fr/LC_MESSAGES/demasque.po``, read when first asked for. A sentence reaches the reader by
one of four names, which are what the extraction looks for (``locale/babel.cfg`` has the command)::

    words = catalogue("fr")
    words.text("{count} accounts in {platform}", count=1200, platform="reddit")
    words.plural("{n} account", "{n} accounts", 1200)
    words.say(message("Tied by {kind}", kind=message("the same address")))
    words.say(messages("{n} post", "{n} posts", 3))

``message`` and ``messages`` make a sentence that is worded later, by whoever knows the reader's
language; so do errors and ``Sentence`` (:mod:`demasque.errors`), which are English text meanwhile.
Numbers and times among the values are written the way the language writes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from demasque.errors import Sentence, UsageError

LANGUAGES: Final = ("en", "fr")
"""Languages that are complete; the first is the one the sentences are written in."""

_LOCALE_FOLDER: Final = Path(__file__).parent / "locale"

Value = object
"""What may fill a place in a sentence: a str as it is; int, float, Percent, Seconds, date and
datetime as the language writes them; a Message worded first; a list or tuple joined with 'and'."""


@dataclass(frozen=True)
class Percent:
    """A share of one, to be written as a percentage."""

    share: float


@dataclass(frozen=True)
class Seconds:
    """A length of time, to be written in the unit that suits it."""

    seconds: float


@dataclass(frozen=True)
class Message:
    """A sentence still to be worded: its English form(s), and what fills its places."""

    singular: str
    plural: str | None = None
    n: int = 1
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)


def message(singular: str, /, **values: Value) -> Message:
    """Return a sentence to be worded later; ``values`` fill its ``{places}``."""
    return Message(singular, values=values)


def messages(singular: str, plural: str, n: int, /, **values: Value) -> Message:
    """Return a sentence whose form follows ``n``, which also fills the place ``{n}``."""
    return Message(singular, plural, n, {"n": n, **values})


class Wording:
    """Sentences, numbers and times in one language."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self._translations = translations
        self._locale = Locale.parse(language)

    def text(self, singular: str, /, **values: Value) -> str:
        """Word a sentence; without a translation it stays English."""
        return self._fill(self._translated(singular, None, 1), values)

    def plural(self, singular: str, plural: str, n: int, /, **values: Value) -> str:
        """Word a sentence in the form that ``n`` asks for; ``n`` fills the place ``{n}`` too."""
        return self._fill(self._translated(singular, plural, n), {"n": n, **values})

    def say(self, sentence: Message | str) -> str:
        """Word a sentence that :func:`message` or :func:`messages` made, or that rooms below give.

        Those give text, which is English: a :class:`Sentence` is put together anew from its form,
        other text is looked up as it stands.
        """
        if isinstance(sentence, Sentence):
            return self._fill(self._translated(sentence.form, None, 1), sentence.values)
        if isinstance(sentence, str):
            return self._translated(sentence, None, 1) if sentence else sentence
        form = self._translated(sentence.singular, sentence.plural, sentence.n)
        return self._fill(form, sentence.values)

    def number(self, value: float, digits: int = 1) -> str:
        """Write a number, whole ones without, others with at most ``digits`` decimals."""
        return str(format_decimal(round(value, digits), locale=self._locale))

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share of one as a percentage."""
        pattern = self._locale.percent_formats[None].pattern
        if digits:
            pattern = pattern.replace("0", "0." + "0" * digits)
        return str(format_percent(share, pattern, locale=self._locale))

    def date(self, moment: date) -> str:
        """Write a day, in UTC: 4 Mar 2016."""
        day = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
        return str(format_date(day, "d MMM y", locale=self._locale))

    def time(self, moment: datetime, *, seconds: bool = True) -> str:
        """Write a moment, in UTC, on a 24-hour clock: 4 Mar 2016, 13:05:09."""
        clock = "HH:mm:ss" if seconds else "HH:mm"
        return str(
            format_datetime(moment.astimezone(UTC), f"d MMM y, {clock}", locale=self._locale)
        )

    def duration(self, seconds: float) -> str:
        """Write a length of time in the largest unit that keeps it at one or more."""
        for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
            if seconds >= length:
                return self._length(seconds / length, unit)
        return self._length(seconds, "second")

    def language_name(self, code: str) -> str:
        """Name a language by its code, or give the code back where it has no name."""
        return str(self._locale.languages.get(code.replace("-", "_"), code))

    def listing(self, items: Sequence[str]) -> str:
        """Join with commas and an 'and' before the last."""
        return str(format_list(list(items), locale=self._locale))

    def _length(self, length: float, unit: str) -> str:
        return str(format_unit(round(length, 1), f"duration-{unit}", locale=self._locale))

    def _translated(self, singular: str, plural: str | None, n: int) -> str:
        if plural is None:
            return self._translations.gettext(singular)
        return self._translations.ngettext(singular, plural, n)

    def _fill(self, sentence: str, values: Mapping[str, Value]) -> str:
        if not values:
            return sentence
        return sentence.format_map({name: self._write(value) for name, value in values.items()})

    def _write(self, value: Value) -> str:
        match value:
            case Message() | Sentence():
                return self.say(value)
            case Percent(share):
                return self.percent(share)
            case Seconds(seconds):
                return self.duration(seconds)
            case list() | tuple():
                return self.listing([self._write(item) for item in value])
            case datetime():
                return self.time(value)
            case date():
                return self.date(value)
            case bool() | str():
                return str(value)
            case int() | float():
                return self.number(value)
            case _:
                return str(value)


@cache
def catalogue(language: str = LANGUAGES[0]) -> Wording:
    """Return the wording in ``language``: "en" or "fr".

    Raises:
        UsageError: the language is not one that the program speaks.
    """
    if language not in LANGUAGES:
        raise UsageError(
            "There is no wording in {language}. The languages are {known}.",
            language=repr(language),
            known=", ".join(LANGUAGES),
        )
    if language == LANGUAGES[0]:
        return Wording(language, NullTranslations())
    path = _LOCALE_FOLDER / language / "LC_MESSAGES" / "demasque.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Wording(language, GNUTranslations(compiled))
