"""What a reader of the first page should do next, and what the program did not look at.

Both follow from the case: nothing is advised for which it holds no ground.
"""

from collections.abc import Iterator, Sequence

from demasque.assessment import Rung, Standing
from demasque.findings import CampaignFindings, CaseFindings
from demasque.publish.drawing.naming import kind_name
from demasque.sentences import Sentence
from demasque.traces import KINDS


def next_steps(found: CaseFindings, chosen: Sequence[CampaignFindings]) -> tuple[Sentence, ...]:
    """Check, preserve, protect, tell: in the order in which it should be done."""
    if not chosen:
        return tuple(_after_nothing(found))
    return (*_check(chosen), *_preserve(found), *_tell(found, chosen))


def _after_nothing(found: CaseFindings) -> Iterator[Sentence]:
    if not found.overview.posts:
        yield Sentence("Add an export of posts: demasque add.")
    elif not found.overview.kinds:
        yield Sentence("Look for groups of accounts: demasque detect.")
    else:
        if found.waves.foremost is not None:
            yield Sentence(
                "Read the first posts of the message in the report, and how others worded it, "
                "before anything is said of who carries it."
            )
        yield Sentence(
            "If there is a reason to suspect more, add more of the posts and look again."
        )


def _check(chosen: Sequence[CampaignFindings]) -> Iterator[Sentence]:
    supported = [
        each.profile.campaign
        for each in chosen
        if any(one.standing is Standing.SUPPORTED for one in each.assessment.hypotheses)
    ]
    if supported:
        yield Sentence(
            "Ask first: what was measured supports an innocent explanation of {campaigns}.",
            campaigns=supported,
        )
    yield Sentence(
        "Check: read the posts behind the ties, and have a second person read them, before "
        "anything is said of an account."
    )


def _preserve(found: CaseFindings) -> Iterator[Sentence]:
    yield Sentence(
        "Preserve: keep the folder {case} as it is. demasque verify says whether anything in it "
        "changed. Posts disappear: archive the pages that matter now.",
        case=found.case,
    )


def _tell(found: CaseFindings, chosen: Sequence[CampaignFindings]) -> Iterator[Sentence]:
    exposed = sum(detail.posts for each in chosen for detail in each.profile.personal_details)
    if exposed:
        yield Sentence.counted(
            "Protect: personal details stand in {n} post. Tell whoever they belong to, or whoever "
            "can protect them, first; repeat none of them.",
            "Protect: personal details stand in {n} posts. Tell whoever they belong to, or whoever "
            "can protect them, first; repeat none of them.",
            exposed,
        )
    told = [each for each in chosen if each.assessment.rung >= Rung.INDICATORS]
    if not told:
        yield Sentence(
            "Report no account: nothing that was measured goes beyond acting together, which "
            "genuine people and offices do as well."
        )
    else:
        yield from _tell_others(told)
    yield Sentence("Name nobody: who is behind the accounts was not found, and was not looked for.")


def _tell_others(told: Sequence[CampaignFindings]) -> Iterator[Sentence]:
    """Whom to tell of groups that bear signs besides; of no other group is anybody told."""
    campaigns = [each.profile.campaign for each in told]
    if any(each.profile.venues for each in told):
        yield Sentence(
            "Tell the owners of the pages on which the posts of {campaigns} were placed.",
            campaigns=campaigns,
        )
    yield Sentence(
        "Tell the platforms of {campaigns}, with the posts, and, where a vote is near, the body "
        "that runs it.",
        campaigns=campaigns,
    )


def not_looked_at(found: CaseFindings) -> tuple[Sentence, ...]:
    """What the export does not hold, or the program was not asked for."""
    if not found.overview.posts:
        return ()
    return (
        *_set_aside(found),
        *_missing_kinds(found),
        *_missing_fields(found),
        *_coarse_times(found),
    )


def _set_aside(found: CaseFindings) -> Iterator[Sentence]:
    excluded = found.dossier.set_aside.excluded
    if excluded:
        yield Sentence.counted(
            "In the whole case, {n} account with which a group was found is in no figure: named "
            "persons excluded it.",
            "In the whole case, {n} accounts with which groups were found are in no figure: named "
            "persons excluded them.",
            excluded,
        )


def _missing_kinds(found: CaseFindings) -> Iterator[Sentence]:
    seen = {kind for kind, _ in found.overview.kinds}
    missing = [kind_name(kind.id) for kind in KINDS if kind.id not in seen]
    if missing and seen:
        yield Sentence(
            "Not compared, as not asked for or not in the export: {kinds}.", kinds=missing
        )
    known = found.known
    if known.filed and known.pictured > known.filed:
        yield Sentence(
            "Pictures and clips of {filed} posts were compared by what they show; the exports say "
            "of {pictured} that they have one.",
            filed=known.filed,
            pictured=known.pictured,
        )
    elif known.pictured and not known.filed:
        yield Sentence("Pictures and clips were compared as files, not by what they show.")
    if found.meaning is None:
        yield Sentence("The same meaning in other words or another language was not looked for.")


def _missing_fields(found: CaseFindings) -> Iterator[Sentence]:
    known, seen = found.known, found.overview
    if len(seen.platforms) == 1:
        yield Sentence("The export holds one platform only.")
    absent = [
        name
        for there, name in (
            (known.texts, Sentence("the words of posts")),
            (known.venues, Sentence("under whose posts they stand")),
            (known.created, Sentence("when accounts were created")),
            (known.counted, Sentence("how many reacted")),
        )
        if not there
    ]
    if absent:
        yield Sentence("The export does not say: {fields}.", fields=absent)
    if seen.rejects:
        yield Sentence.counted(
            "{n} row of the exports could not be read; the case keeps it with the reason.",
            "{n} rows of the exports could not be read; the case keeps them with the reasons.",
            seen.rejects,
        )


def _coarse_times(found: CaseFindings) -> Iterator[Sentence]:
    for precision, posts in found.overview.precisions:
        if precision == "minute":
            yield Sentence.counted(
                "{n} post has a time to the minute only.",
                "{n} posts have a time to the minute only.",
                posts,
            )
        elif precision == "day":
            yield Sentence.counted(
                "{n} post has a time to the day only.",
                "{n} posts have a time to the day only.",
                posts,
            )
        elif precision != "second":
            yield Sentence.counted(
                "{n} post has an estimated time only.",
                "{n} posts have an estimated time only.",
                posts,
            )
