"""CooRTweet's own output on its own data, reproduced."""

import re
from collections import Counter
from pathlib import Path

import pyarrow.csv
import pytest

from demasque.compat import coortweet

DATA = Path(__file__).parents[3] / "shared" / "data" / "coortweet"
RUSSIAN = DATA / "russian_coord_tweets.parquet"
CASE = re.compile(
    r"ru_tw(?P<window>\d+)_mp(?P<least>\d+)_p(?P<percent>\d+)(_sub(?P<subgraph>1))?_"
    r"(?P<what>pairs|edges_canonical)\.csv"
)
GOLDEN = [path for path in sorted(DATA.glob("golden/*.csv")) if CASE.fullmatch(path.name)]

pytestmark = pytest.mark.skipif(
    not GOLDEN, reason="CooRTweet's golden files are not beside the project"
)


def rows(table):
    """Rows as R writes them: 15 significant digits."""
    return Counter(
        tuple(f"{value:.15g}" if isinstance(value, float) else value for value in row.values())
        for row in table.to_pylist()
    )


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_file(path):
    case = CASE.fullmatch(path.name)
    expected = pyarrow.csv.read_csv(path)
    got = coortweet.detect_groups(RUSSIAN, int(case["window"]), int(case["least"]))
    if case["what"] != "pairs":
        got = coortweet.generate_coordinated_network(
            got, int(case["percent"]) / 100, int(case["subgraph"] or 0)
        )
    assert got.column_names == expected.column_names
    assert rows(got) == rows(expected)
