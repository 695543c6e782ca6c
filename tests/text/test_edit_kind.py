"""A wording is told as a copy of its exemplar or as a variant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.text import edit_kind, edit_kinds

MESSAGE = "The old lighthouse keeper has painted the wooden door green again"
CHINESE = "夜班公交司机终于修好了火车站后面那座木桥"
WORDS = st.lists(
    st.sampled_from(["a", "walk", "walks", "lake", "green", "湖", "我们"]), min_size=1, max_size=8
)


@pytest.mark.parametrize(
    "text",
    [
        MESSAGE,
        MESSAGE.upper() + "!!!",
        "@a @b " + MESSAGE + " https://a.example/x #sea",
        MESSAGE.replace("has", "@you has"),
        MESSAGE.replace("wooden", "wo\u200boden 😀"),
        MESSAGE.replace("green", "greeeen"),
        MESSAGE.replace("old lighthouse", "old, lighthouse"),
        "Breaking: " + MESSAGE,
        "Please share! " + MESSAGE,
        "Do you believe it? " + MESSAGE,
        "RT @a: " + MESSAGE,
        "Yes - " + MESSAGE,
        MESSAGE + ". Please share",
        MESSAGE[:40] + "… https://a.example/x",
        MESSAGE[:40] + "...",
        MESSAGE[:37],
        "Breaking: " + MESSAGE[:-13],
    ],
)
def test_what_leaves_the_words_as_they_are_is_a_copy(text: str) -> None:
    assert edit_kind(MESSAGE, text) == "copy"


@pytest.mark.parametrize(
    "text",
    [
        MESSAGE.replace("green", "red"),
        MESSAGE.replace("again", "today"),
        MESSAGE.replace("The", "An"),
        MESSAGE.replace("old ", ""),
        MESSAGE.replace("door", "front door"),
        MESSAGE.replace("wooden door", "door wooden"),
        MESSAGE.replace("keeper", "keepre"),
        MESSAGE.replace("has painted", "has not painted"),
        "Nobody says " + MESSAGE,
        MESSAGE + " tomorrow",
        "Breaking: " + MESSAGE.replace("green", "red"),
        MESSAGE[:-1],
        MESSAGE[:20],
        "The old! This is about other things",
        "",
    ],
)
def test_other_words_make_a_variant(text: str) -> None:
    assert edit_kind(MESSAGE, text) == "variant"


def test_scripts_without_spaces_are_told_apart_as_well() -> None:
    assert edit_kind(CHINESE, f"快讯：{CHINESE}！") == "copy"
    assert edit_kind(CHINESE, CHINESE[:15] + "…") == "copy"
    assert edit_kind(CHINESE, CHINESE.replace("终于", "")) == "variant"
    assert edit_kind(CHINESE, CHINESE.replace("木桥", "石桥")) == "variant"


def test_an_exemplar_that_is_cut_has_the_whole_message_for_a_copy() -> None:
    assert edit_kind(MESSAGE[:40] + "…", MESSAGE) == "copy"
    assert edit_kind("Breaking: " + MESSAGE, MESSAGE) == "copy"


@given(WORDS)
def test_a_text_is_a_copy_of_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert edit_kind(text, text) == edit_kind(text, f"Read: {text.upper()} 😀") == "copy"


@given(st.lists(st.tuples(st.text("ab. 湖…:#@", max_size=9), st.text(max_size=9)), max_size=5))
def test_many_are_told_as_each_is(pairs: list[tuple[str, str]]) -> None:
    assert edit_kinds(pairs) == [edit_kind(*pair) for pair in pairs]
