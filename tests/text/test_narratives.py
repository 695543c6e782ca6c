"""A campaign's narratives."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from demasque.text import LEADS, label, narratives

START = datetime(2024, 5, 1, tzinfo=UTC)


def test_narratives_are_families_with_counts_languages_times_and_translations() -> None:
    english, french = "the old lighthouse is green again", "le vieux phare est de nouveau vert"
    posts = pa.table(
        {
            "post": ["p1", "p2", "p3"],
            "text": [english, english + " 😀", french],
            "posted_at": [START + timedelta(hours=2), START, START + timedelta(hours=1)],
            "family": [7, 7, 9],
            "exemplar": ["p1", "p1", "p0"],
        }
    )
    leads = pa.table([[7], [9], pa.array([0.9], pa.float32()), ["model"]], schema=LEADS)
    first, second = narratives(posts, leads)
    assert (first.family, first.label, first.exemplar, first.posts) == (7, english, "p1", 2)
    assert (first.first_at, first.last_at) == (START, START + timedelta(hours=2))
    assert first.languages == {"en": 2}
    assert first.translations == (9,)
    assert (second.exemplar, second.languages, second.translations) == ("p3", {"fr": 1}, (7,))


def test_a_label_is_the_texts_own_words_shortened() -> None:
    assert label("short\n text") == "short text"
    assert label("word " * 40, 20) == "word word word word…"
    assert label("大家都很惊讶" * 40, 10) == "大家都很惊讶大家都…"
