"""What was done about a campaign, in a statement: what its case says was handed to whom."""

from collections.abc import Iterator
from typing import Final

from demasque.case import CaseStore
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
