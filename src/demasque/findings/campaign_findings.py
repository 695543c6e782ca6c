"""One campaign in full, as values: members, ties with posts, messages, what may be concluded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from demasque.assessment import Assessment, assess
from demasque.campaigns import Anatomy, CampaignProfile, Timetable, anatomies, profiles
from demasque.case import CaseStore
from demasque.findings.attached_evidence import AttachedAccount, attached_accounts
from demasque.findings.messages.passed_on import PassedOn, passed_on
from demasque.findings.tie_evidence import TiedPair, strongest_ties
from demasque.progress import Progress, quiet
from demasque.text import Narrative

CORE_MEMBERS: Final = 250
"""Most strongly tied accounts of a campaign whose tied pairs are given."""

_CORE: Final = """
SELECT account_a, account_b, bits FROM strengths
WHERE account_a IN (SELECT unnest(?::VARCHAR[])) AND account_b IN (SELECT unnest(?::VARCHAR[]))
ORDER BY bits DESC, account_a, account_b
"""


@dataclass(frozen=True)
class CampaignFindings:
    """One campaign in full.

    ``profile`` is what was measured: members, venues, languages, traces, ...; ``anatomy`` to whom,
    when and with what around it they posted; ``assessment`` what may be concluded: rung,
    likelihood, confidence, signs, explanations; ``narratives`` its messages, most used first;
    ``passed_on`` what most members reposted;
    ``tied_pairs`` the ties to show, with posts; ``core`` a table ``account_a, account_b, bits`` of
    the tied pairs among its ``CORE_MEMBERS`` most strongly tied accounts, strongest first;
    ``attached`` who else stands with it, the smallest q first: nothing of the rest rests on these.
    """

    profile: CampaignProfile
    anatomy: Anatomy
    assessment: Assessment
    narratives: tuple[Narrative, ...]
    passed_on: tuple[PassedOn, ...]
    tied_pairs: tuple[TiedPair, ...]
    core: pa.Table
    attached: tuple[AttachedAccount, ...]


def campaigns_in_full(
    store: CaseStore,
    names: Sequence[str],
    progress: Progress = quiet,
    timetable: Timetable | None = None,
    lexicon: Sequence[str] | None = None,
    profiled: Sequence[CampaignProfile] | None = None,
) -> tuple[CampaignFindings, ...]:
    """Read these campaigns in full; ``progress`` hears how many are done.

    ``profiled`` are their profiles, in the same order, where they were measured already.

    Raises:
        UsageError: the case has no campaign of such a name.
    """
    measured: list[CampaignProfile] = []
    for each in profiles(store, names) if profiled is None else profiled:
        measured.append(each)
        progress("report", len(measured), len(names))
    progress("report parts", 0, None)
    return _in_full(store, measured, timetable, lexicon)


def _in_full(
    store: CaseStore,
    measured: Sequence[CampaignProfile],
    timetable: Timetable | None,
    lexicon: Sequence[str] | None,
) -> tuple[CampaignFindings, ...]:
    names = [each.campaign for each in measured]
    ties, attached = strongest_ties(store, names), attached_accounts(store, names)
    parts, reposts = anatomies(store, names, timetable, lexicon), passed_on(store, names)
    return tuple(
        CampaignFindings(
            profile=each,
            anatomy=parts[each.campaign],
            assessment=assess(each),
            narratives=each.narratives,
            passed_on=reposts[each.campaign],
            tied_pairs=ties[each.campaign],
            core=_core_pairs(store, each),
            attached=attached[each.campaign],
        )
        for each in measured
    )


def _core_pairs(store: CaseStore, measured: CampaignProfile) -> pa.Table:
    accounts = [member.account for member in measured.members[:CORE_MEMBERS]]
    return store.sql(_CORE, (accounts, accounts))
