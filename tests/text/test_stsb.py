"""Pairs of sentences that people graded for likeness, in eight languages."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.text import find_copies

DATA = Path(__file__).parents[3] / "shared" / "data" / "stsb_multi_mt"
LANGUAGES = ("de", "en", "es", "fr", "it", "pt", "ru", "zh")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="stsb_multi_mt is not beside the project")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pair_graded_unlike_is_joined_as_a_copy(language: str) -> None:
    paths = [DATA / f"stsb-{language}-{part}.csv" for part in ("dev", "test")]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = list(csv.reader(lines))
    texts = [text for first, second, _ in pairs for text in (first, second)]
    table = pa.table({"post_id": [str(i) for i in range(len(texts))], "text": texts})
    family = find_copies(table).column("family").to_pylist()
    joined = [
        pair
        for pair, a, b in zip(pairs, family[::2], family[1::2], strict=True)
        if float(pair[2]) <= 1 and a == b
    ]
    assert joined == []
