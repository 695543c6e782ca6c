"""Files of a feed are not what they were: rows that cannot be used, or a field is gone."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scipy.stats import binom

from demasque.sentences import Percent, Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.kinds.feed_arrivals import feed_files
from demasque.watch.alerts.round_view import RoundView

FEWEST_FILES: Final = 5
"""Files of a feed before the round's own are compared with them (considered: 3 to 10)."""

FEWEST_ROWS: Final = 20
"""Rows of the round's files, together, below which shares say little (considered: 10 to 100)."""

JUMP: Final = 0.25
"""By how much a share must exceed the largest of earlier files (considered: 0.1 to 0.5)."""

_SURPRISE: Final = 1e-6
"""p of the share, had it stayed at that of the worst file (considered: 1e-3 to 1e-9)."""

_COUNTS: Final = """
    WITH asked AS (SELECT unnest(?::VARCHAR[]) AS source_file),
    refused AS (
        SELECT source_file, count(*) AS refused FROM rejects SEMI JOIN asked USING (source_file)
        GROUP BY source_file),
    kept AS (
        SELECT source_file, count(*) AS posts, count(*) FILTER (text IS NULL) AS no_text,
               count(*) FILTER (lang IS NULL) AS no_lang,
               count(*) FILTER (time_precision <> 'second') AS coarse
        FROM posts SEMI JOIN asked USING (source_file) GROUP BY source_file)
    SELECT source_file, coalesce(refused, 0) AS refused, coalesce(posts, 0) AS posts,
           coalesce(no_text, 0) AS no_text, coalesce(no_lang, 0) AS no_lang,
           coalesce(coarse, 0) AS coarse
    FROM asked LEFT JOIN refused USING (source_file) LEFT JOIN kept USING (source_file)"""

_LOOKED_AT: Final = {
    "refused": Sentence("rows that cannot be used"),
    "no_text": Sentence("posts without words"),
    "no_lang": Sentence("posts without a stated language"),
    "coarse": Sentence("posts whose time is not known to the second"),
}
"""What a file is compared by."""

Row = Mapping[str, Any]


def changed_feeds(view: RoundView) -> list[Alert]:
    """Tell of feeds of which the round's files differ from all before: once a round and feed."""
    alerts = []
    for feed, files in sorted(feed_files(view.store, view.round).items()):
        new = [row for row in files if row["round"] == view.round]
        old = [row for row in files if row["round"] < view.round]
        if new and len(old) >= FEWEST_FILES:
            counts = _counted(view, [*new, *old])
            changed = _changed(
                [counts[row["source_file"]] for row in new],
                [counts[row["source_file"]] for row in old],
            )
            if changed and not _told_before(view, feed, changed):
                alerts.append(_alert(view, feed, changed))
    return alerts


def _counted(view: RoundView, files: Sequence[Row]) -> dict[str, Row]:
    rows = view.store.sql(_COUNTS, [[row["source_file"] for row in files]]).to_pylist()
    return {row["source_file"]: row for row in rows}


def _changed(new: Sequence[Row], old: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """What jumped: the share in the new files, and the largest in an earlier one."""
    found = {}
    for name in _LOOKED_AT:
        total = sum(_of(row, name) for row in new)
        count = sum(row[name] for row in new)
        known = [row[name] / _of(row, name) for row in old if _of(row, name)]
        if total < FEWEST_ROWS or len(known) < FEWEST_FILES:
            continue
        share, worst = count / total, max(known)
        p = float(binom.sf(count - 1, total, min(worst + 0.01, 1.0)))
        if share - worst >= JUMP and p <= _SURPRISE:
            found[name] = (share, worst)
    return found


def _of(row: Row, name: str) -> int:
    """Of how many a count is: of all rows, or of the posts."""
    return int(row["posts"] + (row["refused"] if name == "refused" else 0))


_TOLD: Final = """
    SELECT json_extract_string(record, '$.figures.changed') AS changed FROM alerts
    WHERE kind = 'feed-changed' AND subject = ? AND round < ? ORDER BY round DESC LIMIT 1"""


def _told_before(view: RoundView, feed: str, changed: Mapping[str, object]) -> bool:
    """Whether the last alert on the feed spoke of the same: as long as it lasts it is no news."""
    rows = view.store.sql(_TOLD, (feed, view.round)).to_pylist()
    return bool(rows) and set(changed) <= set(rows[0]["changed"].split())


def _alert(view: RoundView, feed: str, changed: Mapping[str, tuple[float, float]]) -> Alert:
    name = max(changed, key=lambda each: changed[each][0] - changed[each][1])
    share, worst = changed[name]
    return Alert(
        kind="feed-changed",
        subject=feed,
        what=Sentence(
            "Files of the feed {feed} have changed: {what} are {share} now; before, at most "
            "{worst} of a file.",
            feed=feed,
            what=_LOOKED_AT[name],
            share=Percent(share),
            worst=Percent(worst),
        ),
        how_sure=Sentence("It is counted. Figures of what is found may change for that alone."),
        innocent=(Sentence("The network changed its format, or something else is collected now."),),
        evidence=(Sentence("demasque rejects {case}", case=view.case),),
        noticed_at=view.now,
        round=view.round,
        about=(str(view.round), *sorted(changed)),
        figures={"changed": " ".join(sorted(changed)), "share": share, "before": worst},
    )
