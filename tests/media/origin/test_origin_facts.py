"""What a family's files say of where they come from, counted and in sentences."""

from pathlib import Path

from demasque.media import ORIGIN_NAMES, OriginFacts, origin_facts
from demasque.schema import MEDIA_FAMILIES, MEDIA_ORIGINS
from demasque.wording import catalogue
from hand_made import case_of, rows


def facts(folder: Path, said: list[tuple[str, str, str]]) -> dict[str, OriginFacts]:
    """Of a case in which m1 and m2 are one family, and m3 is on its own."""
    plain = {"exemplar": "m1", "content": "content", "how": [], "found_by": "pdq"}
    families = [plain | {"media": media} for media in ("m1", "m2")]
    names = ("media", "name", "value")
    tables = {
        "media_families": rows(MEDIA_FAMILIES, families),
        "media_origins": rows(
            MEDIA_ORIGINS, [dict(zip(names, each, strict=True)) for each in said]
        ),
    }
    with case_of(folder, tables) as store:
        return origin_facts(store)


def test_files_are_counted_by_family(tmp_path: Path) -> None:
    said = [
        ("m1", "encoder", "Lavf60"),
        ("m2", "encoder", "Lavf60"),
        ("m2", "credentials", "none"),
        ("m3", "encoder", "Lavf61"),
    ]
    found = facts(tmp_path, said)
    assert [(f.name, f.value, f.files, f.of) for f in found["m1"].facts] == [
        ("credentials", "none", 1, 2),
        ("encoder", "Lavf60", 2, 2),
    ]
    assert [f.value for f in found["m3"].facts] == ["Lavf61"]


def test_sentences_say_what_is_there_and_what_it_is_worth(tmp_path: Path) -> None:
    said = [
        ("m1", "credentials", "valid but signer not trusted"),
        ("m1", "signer", "Works of Test"),
        ("m1", "ai", "stated"),
        ("m1", "place", "left out"),
        ("m2", "credentials", "invalid"),
        ("m2", "encoder", "Lavf60"),
    ]
    sentences = facts(tmp_path, said)["m1"].sentences()
    assert [str(each) for each in sentences] == [
        "Content Credentials: valid but signer not trusted in 1 file, invalid in 1 file; signed "
        "by: Works of Test.",
        "1 file of 2 states that it was made with AI, in whole or in part. Anyone can write so, "
        "and most files made with AI do not say it.",
        "Named by the files themselves: Lavf60. Millions share a program, and platforms write "
        "their own.",
        "1 file names a place, which is not kept.",
    ]
    french = catalogue("fr")
    assert "dit avoir été fait avec une IA" in french.say(sentences[1])
    assert all(french.say(name) for name in ORIGIN_NAMES.values())


def test_no_credentials_prove_nothing_and_unread_ones_are_not_none(tmp_path: Path) -> None:
    (sentence,) = facts(tmp_path, [("m3", "credentials", "none")])["m3"].sentences()
    assert "says nothing" in sentence
    (tmp_path / "b").mkdir()
    assert facts(tmp_path / "b", [("m3", "container", "avi")])["m3"].sentences() == []
