"""Which number may be published of a group, so that it tells of no single account.

Every published number is a bound from below, made of a total to which each account adds ``cap`` at
most: take off a drawn number of 0 to ``9 cap``, round down to a multiple of ``10 cap``, and publish
nothing where nothing is left. So

- fewer than ten accounts never give a number (threshold rule), ten to eighteen only by the draw, so
  that a missing number is no proof of a small group, nor its vanishing of a change;
- no account is more than a tenth of a total (dominance and p% rules, p = 80: what is left without
  the two largest is 8 cap or more);
- the total lies anywhere within 20 cap above the number;
- one account more or less, of whatever size, moves a number by one step at most, and any two
  numbers that it may give are also given by one and the same total under two draws.

Source: A. Hundepool et al., Statistical Disclosure Control (Wiley, 2012), chapters 4 and 5:
threshold, dominance and p% rules; rounding at random, here downwards only. Draws come from a secret
that changes with the case, as drawn anew: a draw kept for each cell would show exactly the
cells of an account that left (differencing).
"""

from hashlib import blake2b
from typing import Final

FEWEST: Final = 10
"""Accounts under which nothing is said of a group: k."""

CAPS: Final = (1, 10, 100, 1000)
"""The most posts that an account adds to a total of posts; the largest bound is published. Powers
of ten, which no case decides: one that fitted its accounts would tell how much they post."""


class SecretDraws:
    """Numbers drawn for cells: the same for one state of a case, others for every other state."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def at_least(self, total: int, cap: int, *cell: object) -> int | None:
        """A bound from below of a total, by accounts that each add ``cap`` to it at most.

        Returns:
            A multiple of ``FEWEST * cap``, at most ``total`` and more than ``total`` less
            ``2 * FEWEST * cap``; None where that is none.
        """
        step = FEWEST * cap
        drawn = self._number(cap, *cell) % (step - cap + 1)
        return max(total - drawn, 0) // step * step or None

    def order(self, *cell: object) -> int:
        """A number to sort by that tells nothing of what is sorted."""
        return self._number("order", *cell)

    def _number(self, *cell: object) -> int:
        words = "\0".join(map(str, cell)).encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(words, key=self._secret, digest_size=8).digest(), "big")


def larger(first: int | None, second: int | None) -> int | None:
    """The larger of two bounds of one number, each of which may be missing."""
    return max((each for each in (first, second) if each is not None), default=None)
