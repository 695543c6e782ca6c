"""What became of what was handed over, and who came after, read once for whoever shows it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from demasque.case import CaseStore
from demasque.dossier import Outcome, Regenerated, case_outcomes, regenerated_accounts
from demasque.sentences import Percent, Sentence

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
    """``rows``: everything together first, then by referral. ``waves`` by campaign."""

    rows: tuple[Outcome, ...]
    waves: tuple[ReturnWave, ...]
    limit: int = REGENERATED_SHOWN

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
    return Sentence.counted(
        "Of {n} account whose status is known, {gone} was removed or suspended ({share}).",
        "Of {n} accounts whose status is known, {gone} were removed or suspended ({share}).",
        known,
        gone=gone,
        share=Percent(gone / known),
    )


def _posts_gone(known: int, gone: int) -> Sentence:
    return Sentence.counted(
        "Of {n} post whose status is known, {gone} was removed ({share}).",
        "Of {n} posts whose status is known, {gone} were removed ({share}).",
        known,
        gone=gone,
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
        "{n} account or post that was handed over, or is on a list, is excluded by people’s "
        "decisions: tell those who got it.",
        "{n} accounts or posts that were handed over, or are on a list, are excluded by people’s "
        "decisions: tell those who got them.",
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
    return CaseOutcomes(case_outcomes(store), waves)
