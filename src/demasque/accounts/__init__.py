"""What suggests that an account is not what it says? The door of this room."""

from demasque.accounts.indicators import FEWEST, INDICATORS, Indicator, Seen, Sign

__all__ = ["FEWEST", "INDICATORS", "Indicator", "Seen", "Sign"]
