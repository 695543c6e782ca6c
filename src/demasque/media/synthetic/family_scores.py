"""Families that a detector takes for synthetic, beside how many it would so take by mistake."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import DemasqueError, Sentence
from demasque.media.synthetic.detector_card import DetectorCard
from demasque.media.synthetic.synthetic_detector import SyntheticDetector
from demasque.media.words.readable_frames import frames_of, is_still
from demasque.progress import Progress, quiet
from demasque.schema import SYNTHETIC_DETECTORS, SYNTHETIC_SCORES
from demasque.sentences import Percent

FEWEST_FILES: Final = 2
"""Files of a family below which nothing is said: a detector never speaks of a single file."""

NOT_JUDGED: Final = Sentence(
    "Whether pictures or clips were made with AI is not judged: no detector was named. None ships "
    "with this program; open ones do little better than chance on new generators."
)
"""What there is to say without a detector."""


@dataclass(frozen=True)
class FilesScored:
    """What became of the files that a detector was to score."""

    files: int
    known: int  # scored by this detector before
    gone: int  # not where they were added from, or changed since

    def warnings(self) -> list[Sentence]:
        """What should be known of what was left out."""
        if not self.gone:
            return []
        return [
            Sentence.counted(
                "{n} picture or clip could not be judged: it is not where it was added from, or "
                "has changed.",
                "{n} pictures and clips could not be judged: they are not where they were added "
                "from, or have changed.",
                self.gone,
            )
        ]


@dataclass(frozen=True)
class FamilyScore:
    """A family of which ``files`` were scored, ``above`` of them from the card's threshold on."""

    family: str
    files: int
    above: int

    @property
    def mostly_above(self) -> bool:
        """Whether half of the files or more lie above: copies of one picture are one observation,
        so a family is one yes or no.
        """
        return 2 * self.above >= self.files


@dataclass(frozen=True)
class SyntheticFindings:
    """What one detector makes of the case's families, with its card."""

    detector: str
    card: DetectorCard
    families: tuple[FamilyScore, ...]

    @property
    def expected(self) -> float:
        """Families that would lie above by mistake, by the card, if none were synthetic."""
        return self.card.false_positive_rate * len(self.families)

    def sentences(self) -> list[Sentence]:
        """The result, how much of it chance gives, and the card."""
        card = self.card
        above = sum(family.mostly_above for family in self.families)
        return [
            Sentence.counted(
                "{n} family of {of} has half of its files or more from the threshold of {name} on. "
                "By its card some {expected} would, were none made with AI.",
                "{n} families of {of} have half of their files or more from the threshold of "
                "{name} on. By its card some {expected} would, were none made with AI.",
                above,
                of=len(self.families),
                name=card.name,
                expected=round(self.expected, 1),
            ),
            Sentence(
                "Its card: trained on {trained_on}; threshold {threshold}; false positive rate "
                "{rate}; source: {source}. The rate holds for pictures like those it was measured "
                "on, which these may not be.",
                trained_on=card.trained_on,
                threshold=f"{card.threshold:g}",
                rate=Percent(card.false_positive_rate),
                source=card.source,
            ),
            Sentence("Families of one file are not judged, and nothing is said of a single file."),
        ]


_FILES: Final = """
    SELECT media, exemplar, kind, count(*) OVER (PARTITION BY exemplar) AS files
    FROM media_families JOIN media_files USING (media)
    WHERE content = 'content' AND kind <> 'audio' ORDER BY exemplar, media"""
_SCENES: Final = """
    SELECT media, list("at" ORDER BY "at") AS moments
    FROM media_frames WHERE scene GROUP BY media"""
_SCORED: Final = "SELECT media FROM synthetic_scores WHERE detector = ?"
_LATEST: Final = (
    "SELECT detector, card FROM synthetic_detectors ORDER BY used_at DESC, detector LIMIT 1"
)
_SCORES: Final = """
    SELECT f.exemplar AS family, s.score
    FROM synthetic_scores s JOIN media_families f USING (media)
    WHERE s.detector = ? AND s.score IS NOT NULL AND f.content = 'content' ORDER BY ALL"""


def score_families(
    store: CaseStore,
    paths: Mapping[str, Path],
    detector: SyntheticDetector,
    progress: Progress = quiet,
) -> FilesScored:
    """Score the files of every family of two or more that this detector has not scored yet.

    A clip has the median score of its frames. ``paths`` say where files lie now. Raises
    DemasqueError where no detection has found families yet.
    """
    files = [row for row in store.sql(_FILES).to_pylist() if row["files"] >= FEWEST_FILES]
    looked_for = store.sql("SELECT 1 FROM media_families LIMIT 1").num_rows
    if not looked_for and store.findings_run() is None:
        raise DemasqueError(
            "{path} has no families of pictures or clips yet: run demasque detect {path} first.",
            path=store.path,
        )
    known = set(store.sql(_SCORED, [detector.id])["media"].to_pylist())
    scenes = {row["media"]: row["moments"] for row in store.sql(_SCENES).to_pylist()}
    waiting = [row for row in files if row["media"] not in known]
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(waiting):
        progress("judging pictures and clips", number, len(waiting))
        media, path = row["media"], paths.get(row["media"])
        if path is not None and is_still(path, media):
            score = _score(detector, path, row["kind"], scenes.get(media, []))
            rows.append({"media": media, "detector": detector.id, "score": score})
    _keep(store, detector, rows)
    return FilesScored(len(rows), len(files) - len(waiting), len(waiting) - len(rows))


def synthetic_findings(store: CaseStore) -> SyntheticFindings | None:
    """What the detector that was used last makes of the families; None where none was used."""
    used = store.sql(_LATEST).to_pylist()
    if not used:
        return None
    card = DetectorCard.of(json.loads(used[0]["card"]), Path(used[0]["detector"]))
    scores: dict[str, list[float]] = defaultdict(list)
    for row in store.sql(_SCORES, [used[0]["detector"]]).to_pylist():
        scores[row["family"]].append(row["score"])
    judged = [
        FamilyScore(family, len(found), sum(score >= card.threshold for score in found))
        for family, found in sorted(scores.items())
        if len(found) >= FEWEST_FILES
    ]
    judged.sort(key=lambda each: (-each.above / each.files, -each.files, each.family))
    return SyntheticFindings(used[0]["detector"], card, tuple(judged))


def _score(
    detector: SyntheticDetector, path: Path, kind: str, moments: list[float]
) -> float | None:
    given = (detector.score(pixels) for _, pixels in frames_of(path, kind, moments))
    scores = [score for score in given if score is not None]
    return median(scores) if scores else None


def _keep(store: CaseStore, detector: SyntheticDetector, rows: list[dict[str, Any]]) -> None:
    """Add scores to those that are kept, and the detector to those that were used."""
    scores = store.sql("SELECT media, detector, score FROM synthetic_scores")
    new = pa.Table.from_pylist(rows, schema=SYNTHETIC_SCORES)
    others = store.sql(
        "SELECT detector, card, used_at FROM synthetic_detectors WHERE detector <> ?",
        [detector.id],
    )
    card = json.dumps(detector.card.record(), ensure_ascii=False, sort_keys=True)
    used = {"detector": detector.id, "card": card, "used_at": datetime.now(UTC)}
    own = pa.Table.from_pylist([used], schema=SYNTHETIC_DETECTORS)
    store.replace(
        {
            "synthetic_scores": pa.concat_tables([scores.cast(SYNTHETIC_SCORES), new]),
            "synthetic_detectors": pa.concat_tables([others.cast(SYNTHETIC_DETECTORS), own]),
        }
    )
