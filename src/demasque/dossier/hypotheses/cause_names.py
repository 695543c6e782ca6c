"""What rows of one cause are about, in words."""

from typing import Final

from demasque.sentences import Sentence

_CAUSES: Final = {
    "reach": Sentence("others who shared the same"),
    "words": Sentence("whose words they are"),
    "times": Sentence("times"),
    "links": Sentence("links"),
    "identity": Sentence("verified accounts"),
    "placement": Sentence("places of posts"),
    "size": Sentence("number of accounts"),
    "selling": Sentence("selling"),
    "items": Sentence("number of items"),
    "kinds": Sentence("kinds of ties"),
    "files": Sentence("files"),
    "accounts": Sentence("profiles of accounts"),
    "history": Sentence("past of accounts"),
    "content": Sentence("contents of accounts"),
    "audience": Sentence("audience"),
    "rhythm": Sentence("rhythm of posting"),
    "ladder": Sentence("sorts of signs"),
}


def cause_name(cause: str) -> Sentence:
    """What rows of one cause are about; of people's own, as they named it."""
    return _CAUSES.get(cause, Sentence("{words}", words=cause))
