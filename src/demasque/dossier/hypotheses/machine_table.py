"""What each thing measured says of each hypothesis: the matrix as the program fills it.

An outcome that says nothing of a hypothesis leaves its cell at "neither". What it says of the
innocent explanations is what the explanations count as reasons for and against
(:mod:`demasque.assessment.hypotheses`; a test compares the two); the column of the network follows
the ladder: it speaks against it that the judgement may not go to rung 2.
"""

from dataclasses import dataclass
from typing import Final

from demasque.sentences import Sentence

FANS, SYNDICATION, STAFF, SPAM, ARTEFACT = "fans", "syndication", "staff", "spam", "artefact"
NETWORK: Final = "network"
"""An inauthentic network of an unknown actor."""

CONTINUES: Final = "continues"
IMITATES: Final = "imitates"
"""Columns of each known network that something names, before a colon and its name."""

SORTS: Final = "sorts"
"""The row on sorts of signs. Where too little is known for it, no network is ranked: with nothing
looked for, nothing would speak against one, and it would stand first."""

STANDING_COLUMNS: Final = (FANS, SYNDICATION, STAFF, SPAM, ARTEFACT, NETWORK)


@dataclass(frozen=True)
class OutcomeReading:
    """What one outcome says: with which hypotheses it is consistent, with which not, and why."""

    consistent: tuple[str, ...]
    inconsistent: tuple[str, ...]
    because: Sentence


FACTS: Final = {
    "many-outside": OutcomeReading(
        (FANS,), (), Sentence("What many pass on needs no agreement among these accounts.")
    ),
    "nobody-outside": OutcomeReading(
        (NETWORK,),
        (FANS,),
        Sentence(
            "What people care about, others pass on too; an instruction reaches only its own."
        ),
    ),
    "some-outside": OutcomeReading(
        (),
        (ARTEFACT,),
        Sentence("An artefact of collection would draw in everybody who shared these items."),
    ),
    "mostly-reposts": OutcomeReading(
        (FANS,), (), Sentence("A repost is one gesture, and everybody can make it.")
    ),
    "own-words": OutcomeReading(
        (NETWORK,),
        (FANS,),
        Sentence("People who pass something on seldom give the same words out as their own."),
    ),
    "within-a-minute": OutcomeReading(
        (NETWORK,),
        (FANS,),
        Sentence("People need time to see a post before they pass it on; one hand does not."),
    ),
    "minutes-apart": OutcomeReading(
        (STAFF,), (), Sentence("Colleagues who get one message post it when they get to it.")
    ),
    "hours-apart": OutcomeReading(
        (FANS,), (), Sentence("People come upon a post at hours of their own.")
    ),
    "one-site": OutcomeReading((STAFF,), (), Sentence("An office links to the site of its house.")),
    "most-to-one-site": OutcomeReading(
        (SYNDICATION,), (), Sentence("Outlets of one group link to the pieces that they publish.")
    ),
    "one-site-that-sells": OutcomeReading(
        (SPAM,), (), Sentence("Whoever sells leads to one shop.")
    ),
    "few-links": OutcomeReading(
        (), (SYNDICATION,), Sentence("Media link to the pieces that they publish.")
    ),
    "no-links": OutcomeReading((), (SPAM,), Sentence("Whoever sells has to lead somewhere.")),
    "half-verified": OutcomeReading(
        (SYNDICATION,),
        (NETWORK,),
        Sentence(
            "Whoever hides seldom proves who they are to a platform; where badges are for sale, "
            "read this row anew."
        ),
    ),
    "own-pages": OutcomeReading(
        (SYNDICATION,), (), Sentence("Media publish at home, not under others' posts.")
    ),
    "at-most-fifteen": OutcomeReading((STAFF,), (), Sentence("An office is small.")),
    "more-than-fifty": OutcomeReading(
        (), (STAFF,), Sentence("Few offices have that many people who post.")
    ),
    "some-selling": OutcomeReading((SPAM,), (), Sentence("Advertisements sell something.")),
    "mostly-selling": OutcomeReading(
        (SPAM,), (NETWORK,), Sentence("What sells with most of its posts wants to sell.")
    ),
    "no-selling": OutcomeReading(
        (), (SPAM,), Sentence("An advertisement that sells nothing is none.")
    ),
    "coarse-times": OutcomeReading(
        (ARTEFACT,), (), Sentence("Times rounded alike make posts look simultaneous.")
    ),
    "fine-times": OutcomeReading(
        (), (ARTEFACT,), Sentence("Times known to the second were not rounded to look alike.")
    ),
    "same-second": OutcomeReading(
        (ARTEFACT,), (), Sentence("One stamp on many posts is often set by whoever collects them.")
    ),
    "few-items": OutcomeReading(
        (ARTEFACT,), (), Sentence("Of very few items, a slip in collecting can account for all.")
    ),
    "several-kinds": OutcomeReading(
        (), (ARTEFACT,), Sentence("One slip in collecting seldom makes ties of several kinds.")
    ),
    "several-files": OutcomeReading(
        (), (ARTEFACT,), Sentence("One slip in collecting seldom runs through several files.")
    ),
}
"""By the id of a fact of :data:`demasque.assessment.MEASURES`."""

SIGNS: Final = {
    "created-together": OutcomeReading(
        (NETWORK,),
        (FANS, SYNDICATION, STAFF),
        Sentence("Readers, outlets and colleagues open their accounts at different times."),
    ),
    "numbered-names": OutcomeReading(
        (NETWORK,), (STAFF,), Sentence("Colleagues post under names of their own.")
    ),
    "placed-together": OutcomeReading(
        (NETWORK,),
        (SYNDICATION, STAFF),
        Sentence("Outlets and offices publish at home, not under the same stranger's posts."),
    ),
    "closed-ring": OutcomeReading(
        (FANS, NETWORK), (), Sentence("Friends follow one another; so do accounts of one hand.")
    ),
    "in-shifts": OutcomeReading(
        (STAFF, NETWORK), (), Sentence("Offices keep hours, honest ones and others.")
    ),
    "one-client": OutcomeReading(
        (SYNDICATION, STAFF, NETWORK),
        (),
        Sentence("One program serves newsrooms, offices and networks alike."),
    ),
}
"""By the id of an indicator: signs that innocent explanations ask for, where they are found."""

ANY_SIGN: Final = OutcomeReading(
    (NETWORK,), (), Sentence("A sign, with innocent causes that the list of signs names.")
)
"""Any other sign that was found."""

NO_SIGN: Final = OutcomeReading(
    (), (), Sentence("A network need not bear every sign, and most genuine accounts bear none.")
)
"""A sign that was looked for and is not there."""

LADDER: Final = {
    "signs-of-two-sorts": OutcomeReading(
        (NETWORK,), (), Sentence("Signs of two sorts seldom have one innocent cause.")
    ),
    "signs-of-fewer-sorts": OutcomeReading(
        (),
        (NETWORK,),
        Sentence("Accounts that are not what they appear to be bear signs of more than one sort."),
    ),
    "sort-missing": OutcomeReading(
        (),
        (NETWORK,),
        Sentence("Where signs of two sorts are not there, each sort that is missing counts."),
    ),
    "innocent-explanation-supported": OutcomeReading(
        (), (NETWORK,), Sentence("An innocent explanation that holds needs no other beside it.")
    ),
    "chance-not-excluded": OutcomeReading(
        (), (NETWORK,), Sentence("What chance may have tied need not be anybody's doing.")
    ),
}
"""What the ladder asks for before the judgement may go to rung 2."""

KNOWN: Final = {
    "carried": OutcomeReading(
        (CONTINUES, IMITATES),
        (),
        Sentence(
            "A network that goes on uses what it had; whoever imitates it can copy what was "
            "published, and whoever warns of it quotes it."
        ),
    ),
    "carried-before": OutcomeReading(
        (CONTINUES,),
        (IMITATES,),
        Sentence("Before it was published, only those had it who ran it or had met it themselves."),
    ),
    "carried-after": OutcomeReading(
        (), (), Sentence("What is published anybody can carry: this tells the two not apart.")
    ),
    "several-links": OutcomeReading(
        (CONTINUES, IMITATES),
        (),
        Sentence(
            "Unrelated groups are seldom alike for several causes; what is seen can be copied."
        ),
    ),
    "one-link": OutcomeReading(
        (),
        (CONTINUES, IMITATES),
        Sentence(
            "Whoever goes on with a network, or copies it, has more in common with it than what "
            "may have one cause."
        ),
    ),
    "no-link": OutcomeReading(
        (),
        (CONTINUES, IMITATES),
        Sentence("Whoever goes on with a network, or copies it, has something in common with it."),
    ),
    "same-accounts": OutcomeReading(
        (CONTINUES,), (IMITATES,), Sentence("Whoever imitates does not hold the accounts.")
    ),
    "other-accounts": OutcomeReading(
        (), (), Sentence("A network that was taken down goes on with new accounts.")
    ),
    "same-conduct": OutcomeReading(
        (CONTINUES,),
        (),
        Sentence(
            "Conduct that nobody published cannot be copied; whether it was published, people have "
            "to say in this row."
        ),
    ),
    "other-conduct": OutcomeReading(
        (), (), Sentence("A network may change its hours, names and places of work.")
    ),
}
"""What is known of one network says of its two columns; of all others it says nothing."""
