"""A list of words is the analyst's, and read as written."""

from pathlib import Path

import pytest

from demasque.campaigns import read_lexicon
from demasque.errors import UsageError


def test_words_and_phrases_one_a_line(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("\ufeffLiar\n\n# a comment\n  leave   town \nliar\n", "utf-8")
    assert read_lexicon(path) == ("leave town", "liar")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "holds 0 words"), (b"caf\xe9", "no UTF-8"), (None, "cannot be read")],
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=says):
        read_lexicon(path)
