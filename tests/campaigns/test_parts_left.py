"""The parts into which ties fall are those that slow, obvious code finds."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from demasque.campaigns.exclusions.parts_left import parts_left

ties = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda t: t[0] < t[1]))


@given(ties)
def test_parts_are_what_chains_of_ties_join(tied: set[tuple[int, int]]) -> None:
    parts: list[set[str]] = []
    for a, b in sorted(tied):
        joined = {f"a{a}", f"a{b}"}
        for part in [each for each in parts if each & joined]:
            parts.remove(part)
            joined |= part
        parts.append(joined)
    pairs = {
        "account_a": [f"a{a}" for a, _ in tied],
        "account_b": [f"a{b}" for _, b in tied],
        "bits": [1.0] * len(tied),
    }
    schema = pa.schema([("account_a", "string"), ("account_b", "string"), ("bits", "float64")])
    found = parts_left(pa.table(pairs, schema=schema))
    assert sorted(map(sorted, found)) == sorted(map(sorted, parts))
    assert [len(part) for part in found] == sorted(map(len, parts), reverse=True)
