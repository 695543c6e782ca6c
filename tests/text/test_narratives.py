"""A campaign's narratives."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from demasque.text import NarrativeWording, label, narratives

START = datetime(2024, 5, 1, tzinfo=UTC)
ENGLISH, FRENCH = "the old lighthouse is green again", "le vieux phare est de nouveau vert"


def hours(n: int) -> datetime:
    return START + timedelta(hours=n)


def texts() -> pa.Table:
    shared = {"family": 7, "exemplar": "p1", "words": ENGLISH}
    return pa.Table.from_pylist(
        [
            {"family": 9, "exemplar": "p0", "words": FRENCH, "text": FRENCH, "lang": "fr"}
            | {"posts": 1, "similarity": 1.0, "first_at": hours(1), "last_at": hours(1)},
            shared
            | {"text": ENGLISH, "lang": None, "posts": 2, "similarity": 1.0}
            | {"first_at": hours(2), "last_at": hours(3)},
            shared
            | {"text": ENGLISH + " 😀", "lang": "de", "posts": 1, "similarity": 0.9}
            | {"first_at": START, "last_at": START},
        ]
    )


def test_narratives_are_families_with_counts_languages_times_and_wordings() -> None:
    first, second = narratives(texts())
    assert (first.family, first.label, first.exemplar, first.posts) == (7, ENGLISH, "p1", 3)
    assert (first.first_at, first.last_at) == (START, hours(3))
    assert first.languages == {"en": 2, "de": 1}
    assert first.written == 2
    assert first.wordings == (NarrativeWording(ENGLISH + " 😀", 1, 0.9, "copy"),)
    assert (second.exemplar, second.languages, second.wordings) == ("p0", {"fr": 1}, ())


def test_no_texts_tell_nothing() -> None:
    assert narratives(texts().slice(0, 0)) == []


def test_a_label_is_the_texts_own_words_shortened() -> None:
    assert label("short\n text") == "short text"
    assert label("word " * 40, 20) == "word word word word…"
    assert label("大家都很惊讶" * 40, 10) == "大家都很惊讶大家都…"
