"""The most copied messages of a case, each as a wave: how it spread, by whom, unlike what."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns.messages.most_copied import most_copied
from demasque.campaigns.messages.several_waves import several_waves
from demasque.campaigns.messages.wave_spread import CARRIED, CARRIERS, ORDINARY, SPREAD
from demasque.case import CaseStore
from demasque.coordination import innocent_readings
from demasque.progress import Progress, quiet
from demasque.schema import WAVES


def find_waves(store: CaseStore, seed: int = 0, progress: Progress = quiet) -> pa.Table:
    """Find the waves of a case whose events were extracted; fills ``waves``, ``wave_messages``.

    Returns:
        Columns of ``demasque.schema.WAVES``: texts first, then links, then pictures; of each the
        one that most accounts left first. ``seed`` draws the texts that the threshold of close
        variants is read from. A case where nothing was left by three accounts has no wave.
    """
    progress("waves", 0, None)
    messages = most_copied(store, seed)
    store.replace({"wave_messages": messages})
    rows: dict[str, dict[str, Any]] = {}
    for query in (SPREAD, ORDINARY, CARRIERS):
        for row in store.sql(query).to_pylist():
            rows.setdefault(row["wave"], {}).update(row)
    _judge(store, messages, rows)
    waves = pa.Table.from_pylist(list(rows.values()), WAVES)
    store.replace({"waves": waves})
    return waves


def _judge(store: CaseStore, messages: pa.Table, rows: dict[str, dict[str, Any]]) -> None:
    """Add what is said of texts only: who carries several, and innocent readings."""
    texts = messages.filter(pc.equal(messages["kind"], "text"))
    waves = texts["wave"].unique().to_pylist()
    if not waves:
        return
    for wave, judged in zip(waves, several_waves(store.sql(CARRIED), len(waves)), strict=True):
        rows[wave].update(
            several=judged.several,
            several_expected=judged.expected,
            several_log10_p=judged.log10_p,
            innocent=[],
        )
    readings = innocent_readings(store, texts["wave"].to_pylist(), texts["trace"].to_pylist())
    for reading in readings.to_pylist():
        rows[reading["unit"]]["innocent"].append(reading["reason"])
