"""What is made of a case's ties and events once they are found."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa

from demasque import campaigns, coordination, dossier, media
from demasque.api.options import DetectOptions
from demasque.errors import Sentence
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord


def gather(
    store: CaseStore,
    record: RunRecord,
    asked: DetectOptions,
    seed: int,
    progress: Progress = quiet,
    read: coordination.ReadOnce | None = None,
) -> pa.Table:
    """Find campaigns, which are returned, their company, operations, targets; incidents, waves.

    Accounts that people excluded are in none of it but incidents and waves. ``read`` has what was
    read to find the ties.
    """
    campaigns.find_campaigns(store, seed, progress)
    dossier.apply_decisions(store)
    progress("attaching", 0, None)
    found = campaigns.attach(
        store, asked.windows, asked.fdr, asked.kinds, seed, asked.memory, progress, read
    )
    record.note("attached", found.num_rows)
    operations = campaigns.find_operations(store, seed, progress)
    record.note("operations", len(operations["operation"].unique()))
    progress("eyes", 0, None)
    eyes = media.measure_avatars(store, progress)
    record.note("eyes", asdict(eyes))
    for sentence in eyes.warnings:
        record.warn(sentence)
    progress("placement", 0, None)
    record.note("targets", campaigns.place_campaigns(store, progress))
    if store.sql("SELECT count(*) AS n FROM events")["n"][0].as_py() > coordination.MOST_EVENTS:
        record.warn(
            Sentence(
                "Messages that a group pushes inside a crowd were not looked for: there are more "
                "than {most} events.",
                most=coordination.MOST_EVENTS,
            )
        )
    else:
        record.note("incidents", coordination.find_incidents(store, asked.fdr, progress).num_rows)
    progress("after a removal", 0, None)
    record.note("regenerated", dossier.find_regenerated(store).num_rows)
    record.note("waves", campaigns.find_waves(store, seed, progress).num_rows)
    progress("keeping findings", 0, None)
    return campaigns.campaigns_left(store)
