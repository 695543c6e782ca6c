"""Where chance cannot be read, a comparison says so, and not that there is no link."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from demasque.dossier import Comparison


@pytest.mark.parametrize(("lang", "begin"), [("en", "Not known: "), ("fr", "Inconnu : ")])
def test_an_unknown_chance_is_no_missing_link(lang: str, begin: str) -> None:
    classes = pa.table({"class": ["words"], "p": pa.nulls(1, pa.float64()), "counted": [False]})
    found = Comparison(
        one="a",
        other="b",
        classes=classes,
        independent=0,
        changes=pa.table({}),
        unknown=(),
        draws=999,
        seed=0,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert found.sentence(lang).startswith(begin)
