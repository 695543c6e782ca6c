"""What was done about a campaign, in a statement: what its case says was handed to whom."""

from collections.abc import Iterator
from typing import Final

from demasque.case import CaseStore
from demasque.dossier import Outcome, case_outcomes
from demasque.publish.statement.statement_values import StatedFinding, StatedSentence, rests
from demasque.sentences import Sentence

_REFERRED: Final = """
    SELECT platform, min(made_at) AS first_at, max(made_at) AS last_at,
           count(DISTINCT account) AS accounts
    FROM handovers
    LEFT JOIN (SELECT o.* FROM handed_over o
               ANTI JOIN (SELECT account FROM decided WHERE decision = 'exclude') d USING (account))
    USING (handover)
    WHERE form = 'referral' AND campaign = ? AND platform IS NOT NULL
    GROUP BY platform ORDER BY platform"""
_TOLD: Final = "SELECT count(*) AS n FROM handovers WHERE form = 'brief' AND campaign = ?"


def measures_taken(store: CaseStore, campaign: str) -> Iterator[StatedSentence]:
    """Referrals to platforms, and briefs to those addressed, as far as the case records them."""
    referred = store.sql(_REFERRED, (campaign,)).to_pylist()
    for row in referred:
        yield _referral(campaign, row["platform"], row["accounts"], row["first_at"].date())
    if not referred:
        yield rests(
            Sentence("No referral to a platform is on record so far."),
            StatedFinding(
                Sentence("referrals to platforms"),
                0,
                "case.sql(\"SELECT count(*) FROM handovers WHERE form = 'referral' AND campaign = "
                f"'{campaign}' AND platform IS NOT NULL\")",
            ),
        )
    for outcome in case_outcomes(store):
        if (outcome.form, outcome.campaign, outcome.what) == ("referral", campaign, "account"):
            yield from _became(outcome)
    told = store.sql(_TOLD, (campaign,))["n"][0].as_py()
    if told:
        briefs = StatedFinding(
            Sentence("briefs handed to those addressed"),
            told,
            "case.sql(\"SELECT count(*) FROM handovers WHERE form = 'brief' AND campaign = "
            f"'{campaign}'\")",
        )
        yield rests(
            Sentence.counted(
                "Those whom the posts address were told: {n} brief was handed over.",
                "Those whom the posts address were told: {n} briefs were handed over.",
                told,
            ),
            briefs,
        )


def _referral(campaign: str, platform: str, accounts: int, day: object) -> StatedSentence:
    rows = (
        f"FROM handovers WHERE form = 'referral' AND campaign = '{campaign}' "
        f"AND platform = '{platform}'"
    )
    to = StatedFinding(
        Sentence("platform referred to: {platform}", platform=platform),
        platform,
        f'case.sql("SELECT any_value(platform) {rows}")',
    )
    when = StatedFinding(
        Sentence("first referral to {platform}", platform=platform),
        day,
        f"case.sql(\"SELECT (min(made_at) AT TIME ZONE 'UTC')::DATE {rows}\")",
    )
    named = StatedFinding(
        Sentence("accounts referred to {platform}", platform=platform),
        accounts,
        f'case.sql("SELECT count(DISTINCT account) FROM handed_over SEMI JOIN (SELECT handover '
        f"{rows}) USING (handover) WHERE account NOT IN (SELECT account FROM decided WHERE "
        "decision = 'exclude')\")",
    )
    return rests(
        Sentence(
            "The accounts were referred to {platform}, first on {day}: {accounts} of them so far.",
            platform=platform,
            day=day,
            accounts=accounts,
        ),
        to,
        when,
        named,
    )


def _became(outcome: Outcome) -> Iterator[StatedSentence]:
    """What became of the accounts of one referral, as far as somebody looked."""
    if not outcome.known or outcome.platform is None:
        return
    gone, known = _seen(outcome, "gone"), _seen(outcome, "known")
    yield rests(
        Sentence(
            "Accounts referred to {platform} that somebody looked at since: {known}. Removed or "
            "suspended: {gone}.",
            platform=outcome.platform,
            known=known.value,
            gone=gone.value,
        ),
        known,
        gone,
    )
    if outcome.reversals or outcome.errors:
        reversals, errors = _seen(outcome, "reversals"), _seen(outcome, "errors")
        yield rests(
            Sentence(
                "Removals by {platform} that were taken back: {reversals}. Referrals that were "
                "mistakes: {errors}.",
                platform=outcome.platform,
                reversals=reversals.value,
                errors=errors.value,
            ),
            reversals,
            errors,
        )


_SEEN: Final = {
    "gone": Sentence("accounts removed or suspended"),
    "known": Sentence("accounts looked at since"),
    "reversals": Sentence("removals taken back"),
    "errors": Sentence("referrals that were mistakes"),
}


def _seen(outcome: Outcome, figure: str) -> StatedFinding:
    return StatedFinding(
        Sentence("{what}, {platform}", what=_SEEN[figure], platform=outcome.platform),
        getattr(outcome, figure),
        f"next(one for one in case.outcomes() if one.referral == {outcome.referral!r} "
        f"and one.platform == {outcome.platform!r} and one.what == 'account').{figure}",
    )
