"""What became of what was handed over, and who came after, read once for whoever shows it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from demasque.case import CaseStore
from demasque.dossier import REMOVALS, Outcome, Regenerated, case_outcomes, regenerated_accounts
from demasque.findings.tie_evidence import BESIDE, PostPair, side_by_side
from demasque.sentences import Percent, Sentence

RETURNED_WITH_POSTS: Final = 20
"""New accounts of a campaign whose posts are shown."""

_POSTS_SHOWN: Final = 2
"""Of each, things shown."""

_POSTS: Final = f"""
    WITH chosen AS (
        SELECT campaign, account FROM regenerated
        QUALIFY row_number() OVER (PARTITION BY campaign ORDER BY q, account) <= ?),
    once AS (
        SELECT r.* FROM regenerated_posts r SEMI JOIN chosen USING (campaign, account)
        QUALIFY row_number() OVER (PARTITION BY r.account, r.kind, thing ORDER BY post) = 1),
    top AS MATERIALIZED (
        SELECT o.account AS account_a, member AS account_b, o.kind, coalesce(value, thing) AS value,
               post AS post_a, member_post AS post_b,
               row_number() OVER (
                   PARTITION BY o.account ORDER BY o.kind <> 'text', o.kind, thing) AS place
        FROM once o LEFT JOIN traces t ON t.kind = o.kind AND CAST(t.trace AS VARCHAR) = thing
        QUALIFY place <= ?), {BESIDE}"""

REGENERATED_SHOWN: Final = 50
"""New accounts shown of a campaign; exports hold all."""

_THINGS: Final = {
    "text": Sentence("messages"),
    "url": Sentence("addresses"),
    "site": Sentence("sites"),
    "media": Sentence("pictures or clips"),
    "picture_text": Sentence("words in pictures"),
}

INNOCENT_READINGS: Final = Sentence(
    "Each is a lead, and no member: news passes the same link on, people quote a message or warn "
    "of it, and an account may be new to this case only. Read its posts before you speak of it."
)


@dataclass(frozen=True)
class ReturnWave:
    """New accounts that carry what one campaign spread before a removal.

    ``days``: how many of them were first seen on each day (UTC), in order.
    """

    campaign: str
    accounts: tuple[Regenerated, ...]
    days: tuple[tuple[date, int], ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What was seen, and when."""
        busiest = max(self.days, key=lambda each: each[1])
        counted = Sentence.counted(
            "{n} account first seen after a removal carries what {campaign} spread before it.",
            "{n} accounts first seen after a removal carry what {campaign} spread before it.",
            len(self.accounts),
            campaign=self.campaign,
        )
        if len(self.days) == 1:
            return counted, Sentence("First seen on {day}.", day=self.days[0][0])
        days = Sentence(
            "They were first seen from {first} to {last}, most of them ({n}) on {busiest}.",
            first=self.days[0][0],
            last=self.days[-1][0],
            n=busiest[1],
            busiest=busiest[0],
        )
        return counted, days


@dataclass(frozen=True)
class CaseOutcomes:
    """What became of it, and who came after.

    ``rows``: everything together first, then by referral. ``waves`` by campaign. ``posts``: by new
    account, of the first ones, kinds and pairs of posts: a member's, and its own. ``removals``: of
    members, that stand.
    """

    rows: tuple[Outcome, ...]
    waves: tuple[ReturnWave, ...]
    posts: Mapping[str, tuple[tuple[str, PostPair], ...]]
    removals: int
    limit: int = REGENERATED_SHOWN
    pairs: int = _POSTS_SHOWN

    @property
    def whole(self) -> tuple[Outcome, ...]:
        """Everything together, by platform, accounts before posts."""
        return tuple(each for each in self.rows if each.referral is None)

    @property
    def referrals(self) -> tuple[Outcome, ...]:
        """The rows of single referrals."""
        return tuple(each for each in self.rows if each.referral is not None)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What became of accounts and posts; no sentence before a list of statuses was taken."""
        said: list[Sentence] = []
        for what, sentence in (("account", _accounts_gone), ("post", _posts_gone)):
            rows = [each for each in self.whole if each.what == what]
            known = sum(each.known for each in rows)
            if known:
                said.append(sentence(known, sum(each.gone for each in rows)))
        with_account = sum(each.with_account for each in self.whole)
        if with_account:
            said.append(
                Sentence.counted(
                    "{n} post went with its account.",
                    "{n} posts went with their accounts.",
                    with_account,
                )
            )
        later = sum(each.later_posts for each in self.whole)
        if later:
            said.append(
                Sentence.counted(
                    "Accounts that are still up wrote {n} post after they were handed over, in "
                    "this case.",
                    "Accounts that are still up wrote {n} posts after they were handed over, in "
                    "this case.",
                    later,
                )
            )
        if self.removals and not self.waves:
            said.append(
                Sentence(
                    "No account first seen after a removal of members was found that carries more "
                    "of what they spread than chance gives."
                )
            )
        return tuple(said)

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """What went wrong, of accounts and posts together; told before anything else."""
        whole = self.whole
        told = (
            (sum(each.reversals for each in whole), _reversed),
            (sum(each.errors for each in whole), _mistaken),
            (sum(each.set_aside for each in whole), _excluded_since),
        )
        return tuple(sentence(n) for n, sentence in told if n)


def _accounts_gone(known: int, gone: int) -> Sentence:
    return Sentence(
        "{known}, {gone} ({share}).",
        known=Sentence.counted(
            "Of {n} account whose status is known", "Of {n} accounts whose status is known", known
        ),
        gone=Sentence.counted(
            "{n} was removed or suspended", "{n} were removed or suspended", gone
        ),
        share=Percent(gone / known),
    )


def _posts_gone(known: int, gone: int) -> Sentence:
    return Sentence(
        "{known}, {gone} ({share}).",
        known=Sentence.counted(
            "Of {n} post whose own status is known", "Of {n} posts whose own status is known", known
        ),
        gone=Sentence.counted("{n} was removed", "{n} were removed", gone),
        share=Percent(gone / known),
    )


def _reversed(n: int) -> Sentence:
    return Sentence.counted(
        "{n} removal was taken back: look again at why it was reported, and at what else was.",
        "{n} removals were taken back: look again at why these were reported, and at what else "
        "was.",
        n,
    )


def _mistaken(n: int) -> Sentence:
    return Sentence.counted(
        "{n} account or post was reported by mistake: tell the platform, and exclude the account "
        "(demasque decide).",
        "{n} accounts or posts were reported by mistake: tell the platform, and exclude the "
        "accounts (demasque decide).",
        n,
    )


def _excluded_since(n: int) -> Sentence:
    return Sentence.counted(
        "{n} account or post that was handed over is excluded by people’s decisions: tell those "
        "who got it.",
        "{n} accounts or posts that were handed over are excluded by people’s decisions: tell "
        "those who got them.",
        n,
    )


def thing_name(kind: str) -> Sentence:
    """What a new account carries, by kind."""
    return _THINGS[kind]


def read_outcomes(store: CaseStore) -> CaseOutcomes:
    """Read what became of what was handed over, and the accounts that came after."""
    by_campaign: dict[str, list[Regenerated]] = {}
    for each in regenerated_accounts(store):
        by_campaign.setdefault(each.campaign, []).append(each)
    waves = tuple(
        ReturnWave(
            campaign,
            tuple(accounts),
            tuple(sorted(Counter(each.first_at.date() for each in accounts).items())),
        )
        for campaign, accounts in by_campaign.items()
    )
    removals = store.sql(REMOVALS).num_rows
    return CaseOutcomes(case_outcomes(store), waves, _posts(store), removals)


def _posts(store: CaseStore) -> dict[str, tuple[tuple[str, PostPair], ...]]:
    shown: dict[str, tuple[tuple[str, PostPair], ...]] = {}
    for row in store.sql(_POSTS, (RETURNED_WITH_POSTS, _POSTS_SHOWN)).to_pylist():
        pair = row["kind"], side_by_side(row)
        shown[row["account_a"]] = (*shown.get(row["account_a"], ()), pair)
    return shown
