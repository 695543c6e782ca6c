"""What a comparison promises: what is linked, what is not, and in which words."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

import demasque
from compared_cases import messages, write_case
from demasque.dossier import Comparison, Grade, rubric_sentence
from demasque.dossier.comparison.comparing_groups import (
    independent_causes,
    without_mere_conduct,
)
from demasque.dossier.comparison.comparison_values import CAUSES, CLASSES

OURS, THEIRS = messages(1, 20), messages(2, 20)
TAGS = [f"tag{n}" for n in range(12)]

Compared = Callable[..., Comparison]


@pytest.fixture
def compared(tmp_path: Path) -> Compared:
    """Make two cases, and compare their members."""

    def compare(one: dict[str, object], other: dict[str, object], **rest: object) -> Comparison:
        first = write_case(tmp_path / "one", seed=1, prefix="x", **one)  # type: ignore[arg-type]
        second = write_case(tmp_path / "other", seed=2, prefix="y", **other)  # type: ignore[arg-type]
        return demasque.compare(
            tmp_path / "one",
            tmp_path / "other",
            accounts=first,
            other_accounts=second,
            draws=199,
            **rest,  # type: ignore[arg-type]
        )

    return compare


def row(found: Comparison, kind: str) -> dict[str, object]:
    (one,) = [each for each in found.classes.to_pylist() if each["class"] == kind]
    return dict(one)


def test_the_same_words_and_the_same_tags_are_two_independent_links(compared: Compared) -> None:
    found = compared({"said": OURS, "tags": TAGS}, {"said": OURS, "tags": TAGS})
    assert row(found, "words")["counted"]
    assert row(found, "hashtags")["counted"]
    assert (found.independent >= 2, found.grade) == (True, Grade.SEVERAL)
    assert row(found, "words")["p"] == pytest.approx(1 / 200)
    assert found.classes.column_names[:6] == [
        "class", "likeness", "p", "p_low", "p_high", "counted",
    ]  # fmt: skip


def test_a_circle_that_shares_topics_but_makes_its_own_is_no_more_than_weak(
    compared: Compared,
) -> None:
    found = compared({"said": OURS, "tags": TAGS}, {"said": THEIRS, "tags": TAGS})
    assert row(found, "hashtags")["counted"]
    assert not row(found, "words")["counted"]
    assert (found.independent, found.grade) == (1, Grade.WEAK)


def test_groups_with_nothing_in_common_are_not_linked(compared: Compared) -> None:
    found = compared({"said": OURS, "tags": TAGS[:6]}, {"said": THEIRS, "tags": TAGS[6:]})
    assert (found.independent, found.grade) == (0, Grade.NONE)
    assert row(found, "words")["likeness"] == 0.0
    assert row(found, "media")["likeness"] is None


def test_one_greeting_that_everybody_writes_is_no_link(compared: Compared) -> None:
    greeting = ["happy easter to all of you from my family and from all my staff"]
    found = compared({"said": greeting}, {"said": greeting})
    assert row(found, "words")["likeness"] == 0.0
    assert found.independent == 0


def test_beside_too_few_others_nothing_is_said_of_chance(compared: Compared) -> None:
    found = compared({"said": OURS, "outsiders": 10}, {"said": OURS, "outsiders": 10})
    assert row(found, "words")["likeness"] > 0.5  # type: ignore[operator]
    assert row(found, "words")["p"] is None
    assert (found.independent, found.draws) == (0, 0)
    assert any("too few other accounts" in each for each in found.unknown)


def test_accounts_that_stand_in_both_cases_are_a_class_and_speak_for_nothing_else(
    tmp_path: Path,
) -> None:
    members = write_case(tmp_path / "one", seed=1, said=OURS)
    again = write_case(tmp_path / "other", seed=1, said=OURS, members=40)
    found = demasque.compare((tmp_path / "one", members), (tmp_path / "other", again), draws=199)
    assert row(found, "accounts")["likeness"] == 0.75
    assert row(found, "accounts")["counted"]
    assert [each["class"] for each in found.classes.to_pylist() if each["counted"]] == ["accounts"]
    assert any("nothing else to compare" in each for each in found.unknown)


def test_the_same_question_has_the_same_answer(compared: Compared, tmp_path: Path) -> None:
    first = compared({"said": OURS}, {"said": OURS})
    again = demasque.compare(
        tmp_path / "one",
        tmp_path / "other",
        accounts=[f"xm{n}" for n in range(30)],
        other_accounts=[f"ym{n}" for n in range(30)],
        draws=199,
    )
    assert again.classes.equals(first.classes)
    assert again.changes.equals(first.changes)


def test_two_groups_of_one_case_can_be_compared(tmp_path: Path) -> None:
    members = write_case(tmp_path / "one", seed=1, said=OURS, tags=TAGS)
    sides = (tmp_path / "one", members[:15]), (tmp_path / "one", members[15:])
    found = demasque.compare(sides[0], sides[1], draws=199)
    assert found.independent >= 2


@pytest.mark.parametrize("likeness", [0.1, 0.9])
def test_causes_count_once_circle_beside_what_is_made_conduct_beside_much_of_it(
    likeness: float,
) -> None:
    causes = sorted(set(CAUSES.values()))
    for size in range(len(causes) + 1):
        for chosen in itertools.combinations(causes, size):
            rows = [{"cause": cause, "likeness": likeness, "counted": True} for cause in chosen] * 2
            made = len({"words", "media", "accounts"} & set(chosen))
            circle, conduct = "circle" in chosen, "conduct" in chosen
            expected = made + circle + (conduct and likeness > 0.5) if made else int(circle)
            kept = without_mere_conduct([*rows, {**rows[0], "counted": False}] if rows else [])
            counted = [row["cause"] for row in kept if row["counted"]]
            assert independent_causes(counted) == expected
            assert ("conduct" in counted) == (conduct and bool(made) and likeness > 0.5)
    assert set(CAUSES) == set(CLASSES)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("independent", [0, 1, 2, 5])
def test_no_sentence_says_that_two_are_one_nor_who_they_are(lang: str, independent: int) -> None:
    found = Comparison(
        one="here:C1",
        other="there:C2",
        classes=pa.Table.from_pylist(
            [
                {"class": kind, "p": 0.001, "counted": bool(independent), "cause": "words"}
                for kind in CLASSES
            ]
        ),
        independent=independent,
        changes=pa.table({}),
        unknown=(),
        draws=999,
        seed=0,
        made_at=None,  # type: ignore[arg-type]
    )
    said = found.sentence(lang).lower()
    for word in (
        "same operation", "même opération", "identical", "identique", "actor", "acteur", "state",
        "état", "fake", "bot ", "faux", "fausse", "proves", "prouve",
    ):  # fmt: skip
        assert word not in said
    assert "here:c1" in said
    assert "there:c2" in said


def test_the_rubric_is_fixed() -> None:
    begins = [str(rubric_sentence("a", "b", n, ["words"])).split(":")[0] for n in (0, 1, 2, 3)]
    assert begins == ["No link", "Weak", *["Several independent links"] * 2]


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("nowhere", "one", "there is no such case or signature"),
        (("one", "C1"), "one", "There is no campaign C1 in one. Campaigns: none so far."),
        ("one", "one", "Say which campaign of one is compared"),
        (("one", ["a_none", "m0"]), "one", "no posts of a_none, m0"),
        (("one", ["xm0"]), "one", "two accounts at least"),
        (("one", ["xm0", "xm1"]), ("one", ["xm0", "xm1"]), "of the same accounts"),
    ],
)
def test_a_wrong_question_is_answered_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: object, other: object, message: str
) -> None:
    write_case(tmp_path / "one", seed=1, said=OURS, outsiders=60)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(demasque.UsageError, match=message.replace("(", r"\(")):
        demasque.compare(one, other, draws=199)  # type: ignore[arg-type]


def test_draws_have_bounds(tmp_path: Path) -> None:
    members = write_case(tmp_path / "one", seed=1, said=OURS, outsiders=60)
    sides = (tmp_path / "one", members[:15]), (tmp_path / "one", members[15:])
    for draws in (0, 198, 10_000):
        with pytest.raises(demasque.UsageError, match="random groups"):
            demasque.compare(sides[0], sides[1], draws=draws)
