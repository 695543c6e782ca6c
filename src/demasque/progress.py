"""How long work tells its caller how far it is, without knowing who listens."""

from collections.abc import Callable
from typing import Final

from demasque.sentences import Sentence

Progress = Callable[[str, int, int | None], None]
"""Called as ``progress(step, done, total)``; ``total`` is None while it is not known."""


def quiet(step: str, done: int, total: int | None) -> None:
    """Listen to nothing: the default where nobody watches."""


def both(one: Progress, other: Progress) -> Progress:
    """Two listeners as one; the first hears first."""

    def tell(step: str, done: int, total: int | None) -> None:
        one(step, done, total)
        other(step, done, total)

    return tell


_STEPS: Final = {
    "simulating": Sentence("Simulating a world"),
    "storing": Sentence("Storing {what}"),
    "reading": Sentence("Reading {what}"),
    "ending": Sentence("Putting the rows of {what} among the others"),
    "unpacking": Sentence("Unpacking {what}"),
    "hashing": Sentence("Hashing pictures and clips"),
    "traces:": Sentence("Looking for traces: {what}"),
    "words": Sentence("Reading the words of posts"),
    "copies": Sentence("Comparing the words of posts"),
    "sorting": Sentence("Sorting the traces"),
    "finding traces": Sentence("Looking for traces in posts"),
    "ordering posts": Sentence("Putting posts in order"),
    "tied posts": Sentence("Gathering the posts of tied accounts"),
    "reading events": Sentence("Reading the events"),
    "counting accounts": Sentence("Counting the accounts"),
    "counting exposure": Sentence("Counting what each account may meet by chance"),
    "counting meetings": Sentence("Counting who meets whom"),
    "judging pairs": Sentence("Judging pairs of accounts"),
    "false discoveries": Sentence("Leaving out what may be chance"),
    "strengths": Sentence("Measuring how strong ties are, of all kinds together"),
    "permutations": Sentence("Permuting posts, to see what chance makes of them"),
    "ranking": Sentence("Putting accounts in the order in which to look at them"),
    "normal": Sentence("Bringing words into their normal form"),
    "reused": Sentence("Looking for reused words"),
    "attaching": Sentence("Looking who stands beside the campaigns"),
    "operations": Sentence("Comparing the campaigns with each other"),
    "eyes": Sentence("Looking for eyes in the pictures of accounts"),
    "placement": Sentence("Looking whom the campaigns address"),
    "incidents": Sentence("Looking for messages that are pushed inside a crowd"),
    "after": Sentence("Looking for accounts that came after a removal"),
    "waves": Sentence("Looking for waves of one message"),
    "keeping": Sentence("Keeping what was found"),
    "campaigns": Sentence("Dividing the tied accounts into campaigns"),
    "stability": Sentence("Testing how steady the campaigns are"),
    "meaning": Sentence("Looking for translations"),
    "loading": Sentence("Getting ready to write"),
    "report": Sentence("Measuring the groups"),
    "report case": Sentence("Reading what was found"),
    "report parts": Sentence("Measuring when and where the groups post"),
    "report judged": Sentence("Weighing what may explain the groups"),
    "report page": Sentence("Writing the page"),
    "export": Sentence("Writing {what}"),
    "reading pictures and clips": Sentence("Reading pictures and clips"),
    "judging pictures and clips": Sentence("Judging pictures and clips"),
    "pictures alike": Sentence("Comparing pictures"),
    "parts of pictures alike": Sentence("Comparing parts of pictures"),
    "clips alike": Sentence("Comparing clips"),
    "clips alike in part": Sentence("Comparing parts of clips"),
    "claims": Sentence("Looking for posts that carry claims"),
    "indicators": Sentence("Looking for known indicators"),
    "hashes compared": Sentence("Comparing hashes of pictures"),
}
"""A step's name, or its first word -> what the reader sees; other steps go by their own name."""

_TIES: Final = Sentence("Looking for ties: {what}")
"""For steps named "kind, window"."""


def step_sentence(step: str) -> Sentence:
    """What a reader sees of a step; one that has no name goes by its own word."""
    first, _, what = step.partition(" ")
    if first.endswith(","):
        return Sentence(_TIES.form, what=first.rstrip(","))
    known = _STEPS.get(step) or _STEPS.get(first)
    return Sentence(step) if known is None else Sentence(known.form, what=what)
