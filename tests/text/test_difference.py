"""The marked difference between a copy and its exemplar."""

from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.text import disguises, marked_difference
from demasque.text.word_difference import TextDifference

WORDS = st.text("ab 我们,😀", max_size=30)


def test_added_and_removed_words_are_marked() -> None:
    assert marked_difference("we love this lake", "we all love this") == (
        TextDifference("same", "we "),
        TextDifference("added", "all "),
        TextDifference("same", "love this"),
        TextDifference("removed", " lake"),
    )


def test_what_was_there_stands_before_what_took_its_place() -> None:
    marks = [piece.mark for piece in marked_difference("the green door", "the red door")]
    assert marks == ["same", "removed", "added", "same"]


def test_scripts_without_spaces_are_marked_by_character() -> None:
    assert TextDifference("removed", "都") in marked_difference("我们大家都喜欢", "我们大家喜欢")


@settings(deadline=None)
@given(WORDS, WORDS)
def test_the_pieces_give_both_texts_back(exemplar: str, copy: str) -> None:
    pieces = marked_difference(exemplar, copy)
    assert "".join(piece.text for piece in pieces if piece.mark != "removed") == copy
    assert "".join(piece.text for piece in pieces if piece.mark != "added") == exemplar


def test_the_disguises_of_a_text_are_named() -> None:
    found = disguises("Неllo wоrld 😀 https://t.example/x")
    assert set(found) >= {"lookalikes", "emoji", "links", "case"}
    assert disguises("hello world") == ()


def test_what_joins_emoji_is_no_disguise() -> None:
    worn = disguises("the lake is warm ❤️👨‍👩‍👧")
    assert "emoji" in worn
    assert "invisible" not in worn
    assert "invisible" in disguises("the la\u200dke is warm")
