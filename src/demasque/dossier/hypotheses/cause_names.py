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


_OF_NETWORKS: Final = {
    "indicators": Sentence("the known indicators of {name}"),
    "compared": Sentence("the comparison with {name}"),
    "members": Sentence("the accounts that {name} has as well"),
    "conduct": Sentence("the conduct of {name}"),
}
"""Causes of rows on one known network, before the colon; after it stands its name, as in ids."""


def cause_name(cause: str) -> Sentence:
    """What rows of one cause are about; of people's own, as they named it."""
    kind, colon, name = cause.partition(":")
    if colon and kind in _OF_NETWORKS:
        return Sentence(_OF_NETWORKS[kind].form, name=name)
    return _CAUSES.get(cause, Sentence("{words}", words=cause))
