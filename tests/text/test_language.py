"""Languages: the script rule, the list, and 'unknown' as an answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.errors import UsageError
from demasque.text import LANGUAGES, UNKNOWN, count_languages, languages_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the old lighthouse keeper painted his wooden door", "en"),
        ("le gardien du phare a repeint sa porte en bois", "fr"),
        ("el guardián del faro pintó su puerta de madera", "es"),
        ("смотритель маяка покрасил свою деревянную дверь, и мы рады", "ru"),
        ("доглядач маяка пофарбував свої дерев'яні двері", "uk"),
        ("حارس المنارة دهن باب بيته الخشبي", "ar"),
        ("灯塔看守人粉刷了他的木门", "zh"),
        ("燈塔看守人粉刷了他的木門", "zh"),
        ("灯台守が木の扉を塗った", "ja"),
        ("등대지기가 나무 문을 칠했다", "ko"),
        ("ο φαροφύλακας έβαψε την πόρτα", "el"),
        ("ok lol", UNKNOWN),
        ("xzqv kjhhgg wwrtp bbnm", UNKNOWN),
        ("😀😀😀", UNKNOWN),
        ("https://lighthouse.example/the/old/keeper/painted", UNKNOWN),
        ("@the_old_lighthouse_keeper_painted", UNKNOWN),
        ("1234567890", UNKNOWN),
        (None, UNKNOWN),
        ("ᚠᚢᚦᚨᚱᚲᚷᚹᚺᚾᛁᛃ", UNKNOWN),
    ],
)
def test_the_language_of_a_text(text: str | None, language: str) -> None:
    assert languages_of([text]) == [language]


def test_only_languages_of_the_list_are_answered() -> None:
    french = "le gardien du phare a repeint sa porte en bois"
    assert languages_of([french, "灯塔看守人粉刷了他的木门"], ["en"])[1] == UNKNOWN
    with pytest.raises(UsageError, match="klingon"):
        languages_of([french], ["en", "klingon"])


@settings(deadline=None)
@given(st.lists(st.text(max_size=40) | st.none(), max_size=5))
def test_any_text_gets_an_answer(texts: list[str | None]) -> None:
    assert all(found in (*LANGUAGES, UNKNOWN) for found in languages_of(texts))


def test_languages_are_counted_most_first() -> None:
    texts = ["the keeper painted his door", "灯塔看守人粉刷了", "the door is green again now"]
    assert list(count_languages(texts).items()) == [("en", 2), ("zh", 1)]
