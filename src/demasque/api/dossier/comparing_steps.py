"""The part of :class:`demasque.api.Case` about comparisons with other campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from demasque import dossier
from demasque.api.dossier.compared_sides import ComparedSides, Side
from demasque.api.options import PathLike
from demasque.dossier import USUAL_COMPARISON_DRAWS
from demasque.errors import Sentence, UsageError
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import CaseGroup, Comparison, Signature


class Comparing:
    """Comparisons with other campaigns."""

    _store: CaseStore

    @property
    def detected(self) -> bool:
        """Whether a detection has looked at the posts and its findings are here."""
        raise NotImplementedError

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def compare(
        self,
        campaign: str | None,
        other: Side,
        *,
        accounts: Sequence[str] | None = None,
        other_accounts: Sequence[str] | None = None,
        library: Sequence[Signature] = (),
        draws: int = USUAL_COMPARISON_DRAWS,
        seed: int = 0,
        progress: Progress = quiet,
    ) -> Comparison:
        """Compare a campaign with another, and keep the answer in this case, for its report.

        Args:
            campaign: such as "C1", or "O1" for all campaigns of an operation; None with
                ``accounts``: pseudonyms, or the platforms' ids where the key is there.
            other: a signature or its file; another case, open or in a folder, that has one
                campaign; or such a case with a campaign or accounts: ``("protest-2023", "C2")``.
            other_accounts: accounts of the other case, where it stands alone.
            library: signatures of campaigns that are known to be unrelated.
            draws: random groups of each case that chance is read from.
            seed: draws them; same cases, same seed, same answer.
            progress: called as ``progress(step, done, total)``.

        Raises:
            UsageError: no such campaign, account, case or signature, or a number out of bounds.
        """
        with ComparedSides() as sides:
            sides.know(self, other)
            mine = self._group(campaign, accounts)
            theirs = sides.read(other, other_accounts)
            return self._kept(mine, theirs, library, draws, seed, progress)

    def compare_library(
        self,
        campaign: str,
        folder: PathLike | None = None,
        *,
        draws: int = USUAL_COMPARISON_DRAWS,
        seed: int = 0,
        progress: Progress = quiet,
    ) -> tuple[Comparison, ...]:
        """Compare a campaign with every signature of a library; the most alike first.

        The library's other signatures count as unrelated to each. Those that seem to be of the
        campaign's own accounts are left out. ``folder`` is the user's own library unless given.

        Raises:
            UsageError: no such campaign, or the library holds no signature of other accounts.
        """
        library = dossier.Library.open(folder)
        signatures = library.signatures()
        if not signatures:
            raise UsageError("The library in {folder} holds no signature.", folder=library.folder)
        mine = self._group(campaign, None)
        others = dossier.of_other_accounts(mine, signatures, progress)
        if not others:
            raise UsageError(
                "All that the library in {folder} holds seems to be of the accounts of {one} "
                "themselves: there is nothing to compare.",
                folder=library.folder,
                one=mine.name,
            )
        found = [self._kept(mine, each, others, draws, seed, progress) for each in others]
        return tuple(sorted(found, key=lambda each: (-each.independent, each.other)))

    def comparisons(self) -> tuple[Comparison, ...]:
        """The comparisons that this case keeps, the oldest first."""
        return tuple(comparison for _, _, comparison in dossier.kept_comparisons(self._store))

    def _group(self, campaign: str | None, accounts: Sequence[str] | None) -> CaseGroup:
        if (campaign is None) == (accounts is None):
            raise UsageError("Name a campaign or accounts, and not both.")
        if campaign is not None:
            return dossier.campaign_group(self._store, campaign)
        return dossier.accounts_group(self._store, accounts or ())

    def _kept(
        self,
        mine: CaseGroup,
        theirs: Signature | CaseGroup,
        library: Sequence[Signature],
        draws: int,
        seed: int,
        progress: Progress,
    ) -> Comparison:
        arguments = {
            "campaign": mine.campaign,
            "accounts": len(mine.accounts),
            "other": theirs.shown_name,
            "draws": draws,
            "seed": seed,
        }
        with self._run("compare", arguments) as record:
            if not self.detected:
                record.warn(Sentence("Nothing was looked for yet: run detect first."))
            found = dossier.compare(
                mine, theirs, library, draws=draws, seed=seed, progress=progress
            )
            name = dossier.keep_comparison(self._store, found, mine.campaign)
            self._store.custody.write(
                "compare", comparison=name, **arguments, independent=found.independent
            )
        return found
