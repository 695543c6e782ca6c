"""What people read exists in every language, completely, and fits the place it is put in."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from demasque import wording
from demasque.errors import UsageError
from demasque.sentences import Percent, Seconds, Sentence
from demasque.wording import catalogue

PACKAGE = Path(wording.__file__).parent
KEYWORDS = {"plural": (1, 2), "counted": (1, 2)} | dict.fromkeys(
    ("text", "Sentence", "DemasqueError", "UsageError")
)


def extracted() -> set[str | tuple[str, ...]]:
    with (PACKAGE / "locale" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(PACKAGE, methods, options, KEYWORDS)
    return {sentence for _, _, sentence, _, _ in found}


def french() -> Catalog:
    with (PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "demasque.po").open("rb") as file:
        return read_po(file, locale="fr")


def forms(entry: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else tuple(entry)


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_sentence_has_its_french() -> None:
    done = {entry.id for entry in french() if entry.id and all(forms(entry.string))}
    assert extracted() - done == set()


def test_nothing_in_the_catalogue_is_doubtful_or_unused() -> None:
    catalog = french()
    assert [entry.id for entry in catalog if entry.id and entry.fuzzy] == []
    assert list(catalog.obsolete) == []
    assert {entry.id for entry in catalog if entry.id} - extracted() == set()


def test_a_translation_fills_the_same_places() -> None:
    for entry in french():
        if entry.id:
            wanted = {frozenset(places(form)) for form in forms(entry.id)}
            assert {frozenset(places(form)) for form in forms(entry.string)} <= wanted, entry.id


def test_both_plural_forms_are_there() -> None:
    for entry in french():
        if isinstance(entry.id, tuple):
            assert len(forms(entry.string)) == 2, entry.id


def test_numbers_and_times_follow_the_language() -> None:
    english, french_words = catalogue("en"), catalogue("fr")
    moment = datetime(2016, 3, 4, 13, 5, 9, tzinfo=UTC)
    assert english.number(12345.678) == "12,345.7"
    assert french_words.number(12345.678) == "12\u202f345,7"
    assert english.percent(0.123, 1) == "12.3%"
    assert french_words.percent(0.12) == "12\u00a0%"
    assert english.date(moment) == english.date(date(2016, 3, 4)) == "4 Mar 2016"
    assert french_words.date(moment) == "4 mars 2016"
    assert english.time(moment) == "4 Mar 2016, 13:05:09"
    assert english.time(moment, seconds=False) == "4 Mar 2016, 13:05"
    assert english.duration(5400) == "1.5 hours"
    assert french_words.duration(5400) == "1,5\u00a0heure"
    assert french_words.listing(["a", "b", "c"]) == "a, b et c"


def test_values_are_written_as_the_language_writes_them() -> None:
    words = catalogue("en")
    inner = Sentence.counted("{n} post", "{n} posts", 1200)
    assert words.text("{who}: {what}", who=["a", "b"], what=inner) == "a and b: 1,200 posts"
    assert words.say(Sentence("in {x}", x=date(2016, 3, 4))) == "in 4 Mar 2016"


def test_an_unknown_language_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="en, fr"):
        catalogue("tlh")


def test_an_error_is_worded_in_the_readers_language() -> None:
    error = UsageError("{path}: there is no such file.", path="a.csv")
    assert str(error) == "a.csv: there is no such file."
    assert catalogue("fr").say(error.sentence) == "a.csv : ce fichier n’existe pas."
    inner = Sentence("{name} is {what}.", name="b", what=Sentence("a picture"))
    assert inner == "b is a picture."
    assert catalogue("fr").say(inner) == "b est une image."
    assert Sentence("{n} rows", n=1234) == "1,234 rows"
    assert UsageError("as {it} is").sentence == "as {it} is"


def test_a_sentence_follows_its_number_in_either_language() -> None:
    one, many = (Sentence.counted("{n} post", "{n} posts", n) for n in (1, 1200))
    assert (one, many) == ("1 post", "1,200 posts")
    assert catalogue("en").say(one) == "1 post"
    assert catalogue("fr").say(many) == "1\u202f200 publications"
    assert catalogue("fr").say(Sentence.counted("{n} post", "{n} posts", 0)) == "0 publication"


def test_a_sentence_is_plain_english_where_no_language_is_known() -> None:
    sentence = Sentence(
        "{share} within {gap} on {days}",
        share=Percent(0.25),
        gap=Seconds(90.0),
        days=[date(2016, 3, 4), date(2016, 3, 5)],
    )
    assert sentence == "25% within 90 s on 2016-03-04, 2016-03-05"
    assert catalogue("en").say(sentence) == "25% within 1.5 minutes on 4 Mar 2016 and 5 Mar 2016"


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence("{name} is {what}.", name="b", what="a picture"),
        Sentence.counted("{n} post", "{n} posts", 3),
        Sentence("as {it} is"),
    ],
)
def test_a_recorded_sentence_is_said_again(sentence: Sentence) -> None:
    again = Sentence.recorded(json.loads(json.dumps(sentence.record())))
    assert again == sentence
    for language in ("en", "fr"):
        assert catalogue(language).say(again) == catalogue(language).say(sentence)
