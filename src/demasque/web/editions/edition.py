"""One state of the case, whole: what every page of it is read from."""

from collections.abc import Callable
from threading import RLock
from typing import Any

from demasque.case import CaseStore
from demasque.findings import CampaignFindings, CaseFindings, read_findings
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError


class Edition:
    """One state of the case. ``store`` is for reading only; results are kept as long as it is.

    ``number`` counts editions; pages and their CSV of one number are of one state.
    """

    def __init__(self, store: CaseStore, number: int) -> None:
        self.store = store
        self.number = number
        self._lock = RLock()
        self._kept: dict[object, Any] = {}

    @property
    def found(self) -> CaseFindings:
        """All that was found, the foremost campaigns in full."""
        found: CaseFindings = self.once("found", lambda: read_findings(self.store))
        return found

    def prepare(self, progress: Progress = quiet) -> None:
        """Read what most pages need."""
        self.once("found", lambda: read_findings(self.store, progress))

    def campaign(self, name: str) -> CampaignFindings:
        """One campaign in full. NotThereError if the case has none of this name."""
        return next(each for each in self.found_with(name).campaigns if _named(each, name))

    def found_with(self, name: str) -> CaseFindings:
        """The findings that give this campaign in full. NotThereError if the case has none."""
        if any(_named(each, name) for each in self.found.campaigns):
            return self.found
        if not any(each.campaign == name for each in self.found.summaries):
            raise NotThereError(Sentence("This case has no group {name}.", name=name))
        made: CaseFindings = self.once(
            ("found", name), lambda: read_findings(self.store, campaigns=[name])
        )
        return made

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once in this edition."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]


def _named(campaign: CampaignFindings, name: str) -> bool:
    return campaign.profile.campaign == name
