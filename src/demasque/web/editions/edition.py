"""One state of the case, whole: what every page of it is read from."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Any

from demasque.campaigns import CampaignProfile, profiles
from demasque.case import SnapshotStore
from demasque.findings import (
    CampaignFindings,
    CampaignSummary,
    CaseFindings,
    CaseOverview,
    CaseParts,
    campaign_summaries,
    campaigns_in_full,
    case_overview,
    case_parts,
    findings_of,
    finished_runs,
)
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence
from demasque.web.editions.kept_values import KeptValues, figures_rest_on
from demasque.web.missing_pages import NotThereError


class Edition:
    """One state of the case. ``store`` is for reading only; results are kept as long as it is.

    ``number`` counts editions; pages and their CSV of one number are of one state. Figures of the
    edition ``before`` are kept where nothing happened on which they rest.
    """

    def __init__(self, store: SnapshotStore, number: int, before: "Edition | None" = None) -> None:
        self.store = store
        self.number = number
        self.case = store.path.resolve().name
        self._kept = KeptValues()
        self._profiling = Lock()
        self._rest_on = figures_rest_on(store.custody)
        self._figures = KeptValues()
        if before is not None and before._rest_on == self._rest_on:
            self._figures = before._figures

    @property
    def overview(self) -> CaseOverview:
        """What the case holds, and what was found in all of it."""
        made: CaseOverview = self.figures_once("overview", lambda: case_overview(self.store))
        return made

    @property
    def summaries(self) -> tuple[CampaignSummary, ...]:
        """Its campaigns in one line each."""
        made: tuple[CampaignSummary, ...] = self.figures_once(
            "summaries", lambda: campaign_summaries(self.store)
        )
        return made

    @property
    def runs(self) -> tuple[Mapping[str, Any], ...]:
        """Records of its finished runs, oldest first."""
        made: tuple[Mapping[str, Any], ...] = self.once("runs", lambda: finished_runs(self.store))
        return made

    @property
    def parts(self) -> CaseParts:
        """All that was found but the campaigns in full: seconds on a large case."""
        before: CaseParts = self.figures_once("parts", lambda: case_parts(self.store))
        made: CaseParts = self.once("parts", lambda: case_parts(self.store, before))
        return made

    def prepare(self, progress: Progress = quiet) -> None:
        """Read what the first pages need."""
        progress("look", 0, 2)
        _ = self.overview
        progress("look", 1, 2)
        _ = self.summaries
        progress("look", 2, 2)

    def campaign(self, name: str) -> CampaignFindings:
        """One campaign in full. NotThereError if the case has none of this name."""
        self._check_there(name)
        made: CampaignFindings = self.figures_once(
            ("campaign", name), lambda: self._in_full([name])[0]
        )
        return made

    def profiled(self, names: Sequence[str]) -> list[CampaignProfile]:
        """Campaigns measured: each once, and those that were not yet all together."""
        with self._profiling:
            missing = [name for name in names if not self._figures.has(("profile", name))]
            made = {
                each.campaign: each for each in (profiles(self.store, missing) if missing else ())
            }
            return [
                self._figures.once(("profile", name), partial(made.get, name)) for name in names
            ]

    def read_together(self, names: Sequence[str]) -> None:
        """Read several campaigns in full: less work than one after another."""
        for each in self._in_full(names):
            self.figures_once(("campaign", each.profile.campaign), partial(_same, each))

    def found_with(self, name: str) -> CaseFindings:
        """The findings that give this campaign in full. NotThereError if the case has none."""
        self._check_there(name)
        made: CaseFindings = self.once(
            ("found", name),
            lambda: findings_of(self.store, self.parts, [self.campaign(name)]),
        )
        return made

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once in this edition."""
        return self._kept.once(key, make)

    def figures_once(self, key: object, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once as long as no figure changes.

        For what rests on the case's tables alone, not on what people said beside them: judgements,
        claims, the matrix, techniques, runs, exports.
        """
        return self._figures.once(key, make)

    def close(self) -> None:
        """Let go of the copy."""
        self.store.close()

    def _in_full(self, names: Sequence[str]) -> tuple[CampaignFindings, ...]:
        return campaigns_in_full(self.store, names, profiled=self.profiled(names))

    def _check_there(self, name: str) -> None:
        rows = self.store.sql("SELECT 1 FROM campaigns WHERE campaign = ?", [name])
        if not rows.num_rows:
            raise NotThereError(Sentence("This case has no group {name}.", name=name))


def _same(made: Any) -> Any:
    return made
