"""Errors that a person reads: what happened, where, and what to do."""

from demasque.sentences import Sentence, readable

__all__ = ["DemasqueError", "Sentence", "UsageError", "readable"]


class DemasqueError(Exception):
    """The command ran into a problem that its message explains (exit code 1).

    Raise it with the form of the sentence and what fills its places:
    ``DemasqueError("{path} is missing.", path=path)``.
    """

    def __init__(self, form: str, /, **values: object) -> None:
        self.sentence = Sentence(form, **values)
        super().__init__(self.sentence)


class UsageError(DemasqueError):
    """The request itself was wrong: an option, a column name, a value (exit code 2)."""
