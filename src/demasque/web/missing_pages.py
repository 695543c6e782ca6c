"""What is said where a page has nothing to show: status 404, and a sentence."""

from demasque.sentences import Sentence


class NotThereError(LookupError):
    """There is no such account, campaign, ... in this case."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence
