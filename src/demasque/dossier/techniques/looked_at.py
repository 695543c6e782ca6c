"""One campaign as it was measured, for whoever looks for techniques in it."""

from dataclasses import dataclass

from demasque.assessment import Assessment
from demasque.campaigns import Anatomy, CampaignProfile
from demasque.dossier.techniques import observed_posts as posts
from demasque.dossier.techniques.members_leavings import MembersLeavings
from demasque.sentences import Sentence


@dataclass(frozen=True)
class Looked:
    """One campaign as it was measured, for whoever looks for techniques in it."""

    left: MembersLeavings  # by the members of this campaign, others among them
    profile: CampaignProfile
    anatomy: Anatomy
    assessment: Assessment

    @property
    def campaign(self) -> str:
        """Its name."""
        return self.profile.campaign

    def sign(self, *indicators: str) -> Sentence | None:
        """What the first of these signs that is present says; None where none is."""
        present = {each.indicator: each.sentence for each in self.assessment.present}
        return next((present[each] for each in indicators if each in present), None)

    def of_accounts(self, accounts: tuple[str, ...]) -> tuple[str, ...]:
        """A post of each of some members."""
        return posts.of_accounts(self.left, self.campaign, accounts)


Shown = tuple[Sentence, tuple[str, ...]]
"""What was measured, and posts that show it."""


def both(one: Sentence, other: Sentence) -> Sentence:
    """Two sentences, one after the other."""
    return Sentence("{one} {other}", one=one, other=other)
