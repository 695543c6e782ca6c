"""What is made of a case's ties and events once they are found."""

import pyarrow as pa

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore, RunRecord
from demasque.coordination import MOST_EVENTS, find_incidents
from demasque.errors import Sentence
from demasque.progress import Progress, quiet


def gather(
    store: CaseStore, record: RunRecord, fdr: float, seed: int, progress: Progress = quiet
) -> pa.Table:
    """Find campaigns, which are returned, and incidents, which hang on no campaign."""
    campaigns = find_campaigns(store, seed, progress)
    if store.sql("SELECT count(*) AS n FROM events")["n"][0].as_py() > MOST_EVENTS:
        record.warn(
            Sentence(
                "Messages that a group pushes inside a crowd were not looked for: there are more "
                "than {most} events.",
                most=MOST_EVENTS,
            )
        )
    else:
        record.note("incidents", find_incidents(store, fdr).num_rows)
    return campaigns
