"""Errors that a person reads: what happened, where, and what to do."""


class DemasqueError(Exception):
    """The command ran into a problem that its message explains (exit code 1)."""


class UsageError(DemasqueError):
    """The request itself was wrong: an option, a column name, a value (exit code 2)."""
