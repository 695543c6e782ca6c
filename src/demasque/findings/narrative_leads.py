"""Which narratives may say the same in other words? Leads, by a model calibrated on the case."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from demasque.case import CaseStore
from demasque.progress import Progress, quiet
from demasque.text import Calibration, Embedder, Narrative, calibrate, leads, linked

_CALIBRATED_ON: Final = 1_000  # a small model reads some hundred posts a second

# One post for each message, so that copies do not count as often as they were posted. Names of
# posts are keyed hashes, so that the first in their order are as good as drawn.
_TEXTS: Final = f"""
SELECT text FROM posts
WHERE post IN (SELECT coalesce(exemplar, post) FROM posts LEFT JOIN copies USING (post))
  AND length(text) >= 20 AND kind <> 'repost'
ORDER BY post LIMIT {_CALIBRATED_ON}"""


class Meaning(NamedTuple):
    """A model that tells which texts mean alike, and how alike they must be in this case."""

    embedder: Embedder
    calibration: Calibration


def calibrated(store: CaseStore, embedder: Embedder, progress: Progress = quiet) -> Meaning:
    """Calibrate a model on posts of the case.

    Raises:
        UsageError: the case has too few posts with words for that.
    """
    progress("meaning", 0, None)
    return Meaning(embedder, calibrate(embedder, store.sql(_TEXTS)["text"].to_pylist()))


def with_leads(
    campaigns: Sequence[Sequence[Narrative]], meaning: Meaning
) -> list[tuple[Narrative, ...]]:
    """The narratives of each campaign, linked to those that may say the same."""
    words = {each.family: each.words for narratives in campaigns for each in narratives}
    found = leads(list(words), list(words.values()), *meaning)
    return [tuple(linked(narratives, found)) for narratives in campaigns]
