"""Small worlds of events for hypothesis, and the same in the forms that the engine takes."""

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from demasque.coordination.cooccurrence.scan import Candidates
from demasque.coordination.events.index import Encoded, prepare

SECOND = 1_000_000
WINDOWS = (5 * SECOND, 30 * SECOND, 3600 * SECOND)

# Steps of the windows' own length, a microsecond off or exact, so that edges are hit all the time;
# before 1970, at an hour's turn, and in the year 2255.
moments = st.builds(
    lambda era, step, unit, off: era + step * unit + off,
    st.sampled_from([0, 0, 0, 3599 * SECOND, -4_000_000_000 * SECOND, 9_000_000_000 * SECOND]),
    st.integers(-2, 5),
    st.sampled_from(WINDOWS),
    st.sampled_from([0, 0, 0, -1, 1]),
)


def worlds(accounts=5, traces=4, size=30):
    """Lists of events (account, trace, at in microseconds), in no order, repeats included."""
    event = st.tuples(st.integers(0, accounts - 1), st.integers(0, traces - 1), moments)
    return st.lists(event, max_size=size)


def encoded(events, accounts=None):
    """The same as dense codes; `accounts` counts also those who are silent."""
    account, trace, at = (np.array([e[i] for e in events], dtype=np.int64) for i in range(3))
    return Encoded(
        account=account.astype(np.int32),
        trace=trace.astype(np.int32),
        at=at,
        accounts=accounts if accounts is not None else int(account.max(initial=-1)) + 1,
        traces=int(trace.max(initial=-1)) + 1,
    )


def ready(events, accounts=None):
    return prepare(encoded(events, accounts))


def candidates(pairs, shared):
    a, b = (np.array([pair[i] for pair in pairs], dtype=np.int32) for i in (0, 1))
    return Candidates(a, b, np.array(shared, dtype=np.int64))


def table(events):
    """The same as an Arrow table with the columns of find_ties."""
    return pa.table(
        {
            "account_id": pa.array([event[0] for event in events], pa.int64()),
            "trace_id": pa.array([event[1] for event in events], pa.int64()),
            "posted_at": pa.array([event[2] for event in events], pa.timestamp("us", "UTC")),
        }
    )
