"""No form repeats who is behind it, or that it is a known operation, without the judge's source."""

from collections.abc import Iterable

from demasque.assessment import Rung
from demasque.errors import UsageError
from demasque.findings.handover.handed_campaign import HandedCampaign


def refuse_unsourced(campaigns: Iterable[HandedCampaign]) -> None:
    """Refuse to hand over a judgement from rung 3 on that has no source.

    ``judge`` takes none without; a line of the custody log may have come otherwise.

    Raises:
        UsageError: a judgement that stands names no source; it says which.
    """
    for each in campaigns:
        for judged in each.judgements:
            if judged.rung > Rung.INDICATORS and not judged.sources:
                raise UsageError(
                    "The judgement {entry} of {campaign}, on rung {rung}, has no source (line "
                    "{line} of the custody log): nothing was written. Let whoever made it "
                    "withdraw it, or judge again with a source.",
                    entry=judged.id,
                    campaign=each.campaign,
                    rung=int(judged.rung),
                    line=judged.line,
                )
