"""What the program says to people, in English and in French.

English sentences stand in the code and the templates; the French ones in
``locale/fr/LC_MESSAGES/demasque.po``, read when first asked for. A sentence reaches the reader by
one of these names, which are what the extraction looks for (``locale/babel.cfg`` has the command)::

    words = catalogue("fr")
    words.text("{count} accounts in {platform}", count=1200, platform="reddit")
    words.plural("{n} account", "{n} accounts", 1200)
    words.say(Sentence("Tied by {kind}", kind=Sentence("the same address")))
    words.say(Sentence.counted("{n} post", "{n} posts", 3))
    raise DemasqueError("{path} is missing.", path=path)

A ``Sentence`` (:mod:`demasque.sentences`) is worded later, by whoever knows the reader's language;
an error holds one. Numbers and times among the values are written the way the language writes them.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from demasque.errors import UsageError
from demasque.sentences import Percent, Seconds, Sentence

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES: Final = ("en", "fr")
"""Languages that are complete; the first is the one the sentences are written in."""

_LOCALE_FOLDER: Final = Path(__file__).parent / "locale"


class Wording:
    """Sentences, numbers and times in one language."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self._translations = translations

    @cached_property
    def _locale(self) -> "Locale":
        from babel import Locale  # slow to import: many commands write no number

        return Locale.parse(self.language)

    def text(self, singular: str, /, **values: object) -> str:
        """Word a sentence; without a translation it stays English."""
        return self._fill(self._translated(singular, None, 1), values)

    def plural(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Word a sentence in the form that ``n`` asks for; ``n`` fills the place ``{n}`` too."""
        return self._fill(self._translated(singular, plural, n), {"n": n, **values})

    def say(self, sentence: str) -> str:
        """Word a :class:`Sentence` anew from its form; look other text up as it stands."""
        if not sentence:
            return sentence
        whole = Sentence(sentence)
        return self._fill(self._translated(whole.form, whole.plural, whole.n), whole.values)

    def number(self, value: float, digits: int = 1) -> str:
        """Write a number, whole ones without, others with at most ``digits`` decimals."""
        return self._written("numbers", "format_decimal", round(value, digits))

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share of one as a percentage."""
        pattern = self._locale.percent_formats[None].pattern
        if digits:
            pattern = pattern.replace("0", "0." + "0" * digits)
        return self._written("numbers", "format_percent", share, pattern)

    def date(self, moment: date) -> str:
        """Write a day, in UTC: 4 Mar 2016."""
        day = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
        return self._written("dates", "format_date", day, "d MMM y")

    def time(self, moment: datetime, *, seconds: bool = True) -> str:
        """Write a moment, in UTC, on a 24-hour clock: 4 Mar 2016, 13:05:09."""
        clock = "HH:mm:ss" if seconds else "HH:mm"
        return self._written(
            "dates", "format_datetime", moment.astimezone(UTC), f"d MMM y, {clock}"
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
        return self._written("lists", "format_list", tuple(map(str, items)))

    def _written(self, part: str, name: str, *given: Any) -> str:
        """What a function of Babel's makes of something, in this language."""
        return _by_babel(self._locale, part, name, repr(given), given)

    def _length(self, length: float, unit: str) -> str:
        return self._written("units", "format_unit", round(length, 1), f"duration-{unit}")

    def _translated(self, singular: str, plural: str | None, n: int) -> str:
        if plural is None:
            return self._translations.gettext(singular)
        return self._translations.ngettext(singular, plural, n)

    def _fill(self, sentence: str, values: Mapping[str, object]) -> str:
        if not values:
            return sentence
        return sentence.format_map(_Written(self, values))

    def write(self, value: object) -> str:
        """Write what fills a place the way the language writes it."""
        match value:
            case Sentence():
                return self.say(value)
            case Percent(share):
                return self.percent(share)
            case Seconds(seconds):
                return self.duration(seconds)
            case list() | tuple():
                return self.listing([self.write(item) for item in value])
            case datetime():
                return self.time(value)
            case date():
                return self.date(value)
            case bool() | str():
                return str(value)
            case int() | float():
                return self.number(value, 3)
            case _:
                return str(value)


@lru_cache(maxsize=8_192)
def _by_babel(locale: "Locale", part: str, name: str, shown: str, given: tuple[Any, ...]) -> str:
    """The same again is not worked out again; ``shown`` tells 0.0 from -0.0, and times by zone."""
    return str(getattr(import_module(f"babel.{part}"), name)(*given, locale=locale))


class _Written(dict[str, str]):
    """What fills the places of a sentence, each written when a place asks for it."""

    def __init__(self, words: Wording, values: Mapping[str, object]) -> None:
        self._words, self._values = words, values

    def __missing__(self, name: str) -> str:
        return self._words.write(self._values[name])


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
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = _LOCALE_FOLDER / language / "LC_MESSAGES" / "demasque.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Wording(language, GNUTranslations(compiled))
