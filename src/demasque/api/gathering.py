"""What is made of a case's ties and events once they are found."""

from dataclasses import asdict

import pyarrow as pa

from demasque.api.options import DetectOptions
from demasque.campaigns import (
    attach,
    campaigns_left,
    find_campaigns,
    find_operations,
    find_waves,
    place_campaigns,
)
from demasque.case import CaseStore, RunRecord
from demasque.coordination import MOST_EVENTS, find_incidents
from demasque.dossier import apply_decisions, find_regenerated
from demasque.errors import Sentence
from demasque.media import measure_avatars
from demasque.progress import Progress, quiet


def gather(
    store: CaseStore,
    record: RunRecord,
    asked: DetectOptions,
    seed: int,
    progress: Progress = quiet,
) -> pa.Table:
    """Find campaigns, which are returned, their company, operations, targets; incidents, waves.

    Accounts that people excluded are in none of it but incidents and waves.
    """
    find_campaigns(store, seed, progress)
    apply_decisions(store)
    progress("attaching", 0, None)
    found = attach(store, asked.windows, asked.fdr, asked.kinds, seed, asked.memory, progress)
    record.note("attached", found.num_rows)
    operations = find_operations(store, seed, progress)
    record.note("operations", len(operations["operation"].unique()))
    progress("eyes", 0, None)
    eyes = measure_avatars(store, progress)
    record.note("eyes", asdict(eyes))
    for sentence in eyes.warnings:
        record.warn(sentence)
    progress("placement", 0, None)
    record.note("targets", place_campaigns(store, progress))
    if store.sql("SELECT count(*) AS n FROM events")["n"][0].as_py() > MOST_EVENTS:
        record.warn(
            Sentence(
                "Messages that a group pushes inside a crowd were not looked for: there are more "
                "than {most} events.",
                most=MOST_EVENTS,
            )
        )
    else:
        record.note("incidents", find_incidents(store, asked.fdr, progress).num_rows)
    progress("after a removal", 0, None)
    record.note("regenerated", find_regenerated(store).num_rows)
    record.note("waves", find_waves(store, seed, progress).num_rows)
    progress("keeping findings", 0, None)
    return campaigns_left(store)
