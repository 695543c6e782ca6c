"""What others published of operations stands in posts of a campaign: only where a library is."""

from collections.abc import Iterator

from demasque.dossier import KnownIndicator, Library, known_indicators, match_library
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.asked.rules import FEWEST_ACCOUNTS
from demasque.watch.alerts.round_view import RoundView


def indicators_again(view: RoundView) -> Iterator[Alert]:
    """Tell of indicators that speak for a link with what their sources describe.

    Those are rare outside, carried by three accounts of one campaign and more, beyond chance
    (``demasque match``). The match in the case is renewed.
    """
    if view.asked.library is None:
        return
    library = Library.open(view.asked.library)
    match_library(view.store, library)
    for found in known_indicators(view.store):
        campaign = found.campaign
        if campaign in view.figures and found.proves and found.accounts >= FEWEST_ACCOUNTS:
            yield _alert(view, str(campaign), found)


def _alert(view: RoundView, campaign: str, found: KnownIndicator) -> Alert:
    return Alert(
        kind="seen-again",
        subject=campaign,
        what=Sentence(
            "Posts of {campaign} carry an indicator of the library ({kind}, {indicator}): {posts} "
            "posts of {accounts} accounts.",
            campaign=campaign,
            kind=found.kind,
            indicator=found.indicator,
            posts=found.posts,
            accounts=found.accounts,
        ),
        how_sure=found.says,
        innocent=(
            Sentence("People quote what went round, report on it or warn of it."),
            *view.still_open(campaign),
        ),
        evidence=(
            Sentence("demasque match {case}", case=view.case),
            *view.evidence(campaign),
        ),
        noticed_at=view.now,
        round=view.round,
        about=("indicator", found.indicator),
        figures={"posts": found.posts, "accounts": found.accounts},
    )
