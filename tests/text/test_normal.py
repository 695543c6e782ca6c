"""The normal form: what each rule promises, and that no text breaks it."""

import re
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.errors import UsageError
from demasque.text import (
    ALL_RULES,
    FAMILY_RULES,
    Rules,
    emoji_of,
    long_enough,
    long_enough_each,
    match_key,
    match_keys,
    two_forms,
)


@pytest.mark.parametrize(
    ("rule", "text", "key"),
    [
        ("entities", "bread &amp; butter &lt;3", "bread butter 3"),
        ("compatibility", "ｆｕｌｌ ①② ﬁne 𝐛𝐨𝐥𝐝 cafe\u0301", "full 12 fine bold café"),
        ("invisible", "zero\u200bwid\u00adth \u202eleft\u202c \ufeffmark", "zerowidth left mark"),
        ("links", "read https://a.example/b?c=1, now www.b.example", "read now"),
        ("links", "看这里https://t.example/abc大家好", "看这里大家好"),
        ("links", "see page.example/path here", "see here"),
        ("leading_mentions", "@one @two_2 .@three: hello", "hello"),
        ("leading_mentions", "RT @one: hello there", "hello there"),
        ("emoji", "he said 👍🏽 yes 👨‍👩‍👧 and ❤️", "he said yes and"),
        ("punctuation", "well... don’t (really) “stop”!!!", "well dont really stop"),
        ("marks", "z\u0353\u0341alg\u0336o كِتَابٌ كـــتاب", "źalgo كتاب كتاب"),
        ("lookalikes", "pаypаl Неllо", "paypal hello"),
        ("case", "HeLLo STRASSE Straße", "hello strasse strasse"),
        ("traditional", "臺灣裡面", "台湾里面"),
        ("repeats", "sooooo gooood 1000000", "soo good 1000000"),
        ("spacing", "a\u00a0 b\n\tc  你 好", "a b c你好"),
    ],
)
def test_each_rule_does_what_its_name_says_and_can_be_switched_off(
    rule: str, text: str, key: str
) -> None:
    assert match_key(text) == key
    assert match_key(text, ALL_RULES.without(rule)) != key


@pytest.mark.parametrize(
    "text", ["привет мир", "αθήνα", "сор хор нос", "a привет b", "東京タワー", "한국어 텍스트"]
)
def test_honest_words_of_one_script_survive(text: str) -> None:
    assert match_key(text).replace(" ", "") == text.replace(" ", "").replace("東", "东")


def test_a_mixed_word_is_folded_to_the_script_most_of_it_is_in() -> None:
    assert match_key("cтoлoвaя") == match_key("столовая")
    assert match_key("restаurаnt") == "restaurant"


def test_mentions_inside_stay_for_the_exact_key_and_go_for_families() -> None:
    assert match_key("thanks @a_12ab for this") == "thanks @a_12ab for this"
    assert match_key("thanks @a_12ab for this", FAMILY_RULES) == "thanks for this"


def test_hashtags_at_the_edges_go_for_families_while_enough_words_remain() -> None:
    assert match_key("#a we all love this lake #b #c", FAMILY_RULES) == "we all love this lake"
    assert match_key("我们都喜欢这个湖 #湖 #水", FAMILY_RULES) == "我们都喜欢这个湖"
    assert match_key("#话题# 我们都喜欢这个湖", FAMILY_RULES) == "我们都喜欢这个湖"
    assert match_key("love #lake #water", FAMILY_RULES) == "love lake water"
    assert match_key("we all love this #lake very much", FAMILY_RULES) == (
        "we all love this lake very much"
    )


def test_digits_are_kept() -> None:
    assert match_key("level 3") != match_key("level 5")
    assert match_key("call 0000111") == "call 0000111"


def test_missing_and_empty_texts_have_the_empty_key() -> None:
    assert match_keys([None, "", "😀", "https://a.example", "@a @b", "\ud800", "..."]) == [""] * 7


def test_emoji_are_kept_aside() -> None:
    assert emoji_of("go 🔥 now ☀️") == "🔥☀"


@pytest.mark.parametrize(
    ("key", "enough"),
    [
        ("abcdefghijkl", True),
        ("abcdefghijk", False),
        ("我们都喜欢", True),
        ("我们都喜", False),
        ("abcdef我们都", True),
        ("123456789012345", False),
        ("@abcdefghijklmnop", False),
        ("かきくけこさ", True),
        ("", False),
    ],
)
def test_long_enough_is_twelve_letters_or_five_han(key: str, enough: bool) -> None:
    assert long_enough(key) is enough


def test_long_enough_each_answers_one_by_one() -> None:
    answers = long_enough_each(["abcdefghijkl", None, "我们都喜欢"])
    assert answers.dtype == np.bool_
    assert answers.tolist() == [True, False, True]


def test_the_run_record_names_the_rules_and_their_version() -> None:
    record = Rules().without("case").as_record()
    assert record["off"] == ["case", "mentions", "edge_hashtags"]
    assert "lookalikes" in record["on"]  # type: ignore[operator]
    assert isinstance(record["version"], int)


def test_an_unknown_rule_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match=r"spelling.*The rules are: .*case"):
        Rules().without("spelling")


PLAIN = st.text("abcXYZ  .,!'-é臺湾好我3😀\u200b", max_size=40)


def slow_key(text: str) -> str:
    """The normal form, a rule at a time, for texts without addresses, mentions or mixed words."""
    text = unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("'", "")
    text = re.sub(r"[😀.,!\-]", " ", text).casefold().replace("臺", "台")
    text = re.sub(r" +", " ", text).strip()
    text = re.sub(r"(?<=[台湾好我]) | (?=[台湾好我])", "", text)
    return re.sub(r"([^\d ])\1{2,}", r"\1\1", text)


@settings(deadline=None)
@given(PLAIN)
def test_the_kernel_agrees_with_one_rule_at_a_time(text: str) -> None:
    assert match_key(text) == slow_key(text)


ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


PIECES = ["@a_bcd23", "@one:", "x@y", "＠two", "#tag", "＃tag", "#一些词#", "RT ", "www.b.example"]
PIECES += [
    "https://t.example/a b",
    "a.example/b",
    "words of some length",
    "臺灣裡面大家好",
    "pаypаl",
]
PIECES += ["&amp;", "Straße", "e\u0301", "ﬁ", "😀", " ", ",", "é"]
CLOTHED = st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(max_size=40)


@settings(deadline=None)
@given(st.lists(CLOTHED | st.none(), max_size=8), st.sampled_from([(), ("case",), ("links",)]))
def test_both_forms_at_once_are_those_made_one_by_one(
    texts: list[str | None], off: tuple[str, ...]
) -> None:
    rules, family_rules = ALL_RULES.without(*off), FAMILY_RULES.without(*off)
    keys = match_keys(texts, rules)
    bare = [re.sub("@a_[a-z2-7]+", "", key) for key in keys]
    expected = [key if long_enough(words) else None for key, words in zip(keys, bare, strict=True)]
    # An array that begins elsewhere, too.
    given_texts = pa.array([None, "before", *texts], pa.string()).slice(2)
    families, messages = two_forms(given_texts, rules, family_rules)
    assert families.to_pylist() == match_keys(texts, family_rules)
    assert messages.to_pylist() == expected
    # Rules that differ in more than mentions and hashtags.
    other = family_rules.without("emoji", "compatibility")
    assert two_forms(given_texts, rules, other)[0].to_pylist() == match_keys(texts, other)


@settings(max_examples=200, deadline=None)
@given(st.lists(ANYTHING | st.none(), max_size=8))
def test_any_text_has_a_key_and_its_company_does_not_matter(texts: list[str | None]) -> None:
    assert match_keys(texts) == [match_key(text) for text in texts]
    assert match_keys(texts, FAMILY_RULES) == [match_key(text, FAMILY_RULES) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "e" + "\u0301\u0323" * 300_000,
        "@a " * 200_000,
        "#a " * 200_000,
        "http://" * 100_000,
        "a." * 300_000,
        "&amp;" * 100_000,
        "@" * 500_000,
        "RT " * 200_000,
        "аa" * 300_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_megabyte_of_one_thing_is_read(text: str) -> None:
    assert len(match_key(text, FAMILY_RULES)) <= 2 * len(text)
