"""Which messages are close variants of one? What merely holds the other's words counts, too.

Copy families (:mod:`.copy_search`) ask that two texts have over half of all their words in common,
so a message that goes round whole, cut short and with a preface falls apart in several. Here the
shorter of two texts is asked for alone: how much of it, rare characters sequences weighing more,
stands in the longer (containment: Broder 1997). How much is needed is set by what unrelated texts
of the same list look like, as for copies (:mod:`.thresholds`), and never less than over half.

What is found says that messages read alike; it is made to show them together, and proves nothing.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.text.copies.corpus import Corpus
from demasque.text.copies.gram_rarity import Rarity
from demasque.text.copies.grams import WEIGHT_MASK, Grams, likeness
from demasque.text.copies.thresholds import HIGHEST, continued_tail
from demasque.text.forms.form_rules import FAMILY_RULES
from demasque.text.forms.normal_form import Words

FEWEST_BITS: Final = 100
"""How much a text's distinct character sequences say, at least, for it to be joined: some 25
letters of rare words. Less is a formula, or one word over and over, that many longer texts hold."""

LEAST, LEAST_SHORT, LONG_BITS = 0.55, 0.85, 400
"""Of the shorter text, at least: so much, or more where it says less than ``LONG_BITS`` (some 100
letters), up to the higher share at ``FEWEST_BITS``, where one word is the message. Generated chain
letters, cut, prefaced and reworded, have 0.73 or more; at 0.55 throughout, posts of one hashtag or
one condolence were joined (docs/measurements.md has the range tried)."""

_RELATED: Final = 0.2  # as for copies: texts so alike may be one message in other words
_SAMPLE: Final = 400  # texts that the tail is read from; 200 and 800 give the same to 0.02
_FEWEST: Final = 50
_CENTRES: Final = 5  # longest texts near a heavy one that may stand in the middle instead
_ROUNDS: Final = 3

Ends = NDArray[np.int64]
Shares = NDArray[np.float64]


class CloseVariants(NamedTuple):
    """By text: the text that its group is gathered round (itself, of those in none), and how much
    of the shorter of the two stands in the longer (1 for itself). ``asked``: at least so much.
    """

    centre: NDArray[np.int64]
    contained: Shares
    asked: float


def close_variants(
    texts: Sequence[str], weights: NDArray[np.int64], groups: int, seed: int = 0
) -> CloseVariants:
    """Gather texts round the heaviest ones, in at most `groups` groups; the others stay alone.

    Every member holds, or is held by, its group's centre: groups do not chain. The heaviest text
    left opens a group; of it and the longest texts near it the one round which most weight stands
    is the centre. `weights` say how much each text counts (the accounts that wrote it), `seed`
    draws the texts that the threshold is read from.
    """
    corpus = Corpus(FAMILY_RULES)
    corpus.add(corpus.fold(Words.of(list(texts))))
    keys = corpus.key_of_row.items
    heavy = np.zeros(len(corpus), np.int64)
    np.add.at(heavy, keys[keys >= 0], weights[keys >= 0])
    counted = np.ones(len(corpus), np.bool_)
    centre, contained, asked = np.arange(len(corpus)), np.ones(len(corpus)), LEAST
    for _ in range(_ROUNDS):
        # A message of many wordings would wear its own words out: it is counted once.
        rarity = Rarity.of(corpus.grams.items, corpus.ends.items, counted)
        rarity.weigh(corpus.grams.items)
        asked = _asked(corpus, groups, seed)
        centre, contained = _gathered(corpus, heavy, asked, groups)
        before, counted = counted, centre == np.arange(len(corpus))
        if np.array_equal(before, counted):
            break
    return _by_text(keys, centre, contained, corpus.first_row.items, asked)


def _by_text(
    keys: NDArray[np.int32],
    centre: NDArray[np.int64],
    contained: Shares,
    first_row: NDArray[np.int64],
    asked: float,
) -> CloseVariants:
    own = np.arange(keys.size)
    worded = keys >= 0
    own[worded] = first_row[centre[keys[worded]]]
    shares = np.ones(keys.size)
    shares[worded] = contained[keys[worded]]
    return CloseVariants(own, shares, asked)


def _asked(corpus: Corpus, groups: int, seed: int) -> float:
    """The share that fewer than one text in a hundred has with any of so many unrelated ones."""
    texts = np.flatnonzero(_weights(corpus) >= 2 * FEWEST_BITS)
    sample = np.random.default_rng(seed).permutation(texts)[:_SAMPLE]
    unrelated, shares = _unrelated_shares(sample, corpus.grams.items, corpus.ends.items, _RELATED)
    if unrelated < _FEWEST:
        return LEAST
    return float(np.clip(continued_tail(shares, groups), LEAST, HIGHEST))


def _weights(corpus: Corpus) -> NDArray[np.int64]:
    """How much each text says, in half bits."""
    grams = corpus.grams.items & WEIGHT_MASK
    so_far = np.concatenate([[0], np.cumsum(grams, dtype=np.int64)])
    weights: NDArray[np.int64] = np.diff(so_far[corpus.ends.items])
    return weights


def _needed(said: NDArray[np.int64], asked: float) -> Shares:
    """The share that each text needs as the shorter one of two; above 1: it says too little."""
    short = (2 * LONG_BITS - said) / (2 * (LONG_BITS - FEWEST_BITS))
    floor = LEAST + (LEAST_SHORT - LEAST) * np.clip(short, 0, 1)
    return np.where(said < 2 * FEWEST_BITS, 2.0, np.maximum(floor, asked))


def _gathered(
    corpus: Corpus, weights: NDArray[np.int64], asked: float, groups: int
) -> tuple[NDArray[np.int64], Shares]:
    said = _weights(corpus)
    needed = _needed(said, asked)
    free = needed <= 1
    centre, contained = np.arange(free.size), np.ones(free.size)
    made = 0
    for text in np.lexsort((np.arange(free.size), -weights)).tolist():
        if made == groups:
            break
        if not free[text]:
            continue
        made += 1
        middle, shares = _middle(corpus, text, weights, said, needed, free)
        near = np.flatnonzero(shares)
        centre[near], contained[near] = middle, shares[near]
        free[near] = False
    return centre, contained


def _middle(
    corpus: Corpus,
    text: int,
    weights: NDArray[np.int64],
    said: NDArray[np.int64],
    needed: Shares,
    free: NDArray[np.bool_],
) -> tuple[int, Shares]:
    """The text in the middle of those near `text`, and the share of each free text near it."""
    grams, ends = corpus.grams.items, corpus.ends.items
    best, best_shares = text, _near(text, grams, ends, needed, free)
    near = np.flatnonzero(best_shares)
    held = int(weights[near].sum())
    longest = near[np.lexsort((near, -said[near]))][:_CENTRES]
    for other in longest[longest != text].tolist():
        shares = _near(other, grams, ends, needed, free)
        weight = int(weights[shares > 0].sum())
        if weight > held and shares[text]:
            best, best_shares, held = other, shares, weight
    return best, best_shares


@numba.njit(cache=True, nogil=True)
def contained_share(a: Grams, b: Grams) -> float:
    """How much of the lighter of two sorted gram sets the other holds; 0 where numbers disagree."""
    i = j = shared = whole_a = whole_b = numbers_a = numbers_b = 0
    while i < a.size or j < b.size:
        if j == b.size or (i < a.size and a[i] < b[j]):
            whole_a += a[i] & WEIGHT_MASK
            numbers_a += a[i] & WEIGHT_MASK == 0
            i += 1
        elif i == a.size or b[j] < a[i]:
            whole_b += b[j] & WEIGHT_MASK
            numbers_b += b[j] & WEIGHT_MASK == 0
            j += 1
        else:
            shared += a[i] & WEIGHT_MASK
            i += 1
            j += 1
    lighter = shared + min(whole_a, whole_b)
    if lighter == 0 or (numbers_a and numbers_b):
        return 0.0
    return shared / lighter


@numba.njit(cache=True, nogil=True)
def _near(text: int, grams: Grams, ends: Ends, needed: Shares, free: NDArray[np.bool_]) -> Shares:
    """Each free text's share with one text where it is enough, else 0; 1 for the text itself."""
    own = grams[ends[text] : ends[text + 1]]
    shares = np.zeros(free.size)
    for other in range(free.size):
        if free[other]:
            share = contained_share(own, grams[ends[other] : ends[other + 1]])
            # The shorter of two is the one that needs more.
            shares[other] = share if share >= max(needed[text], needed[other]) else 0.0
    shares[text] = 1.0
    return shares


@numba.njit(cache=True, nogil=True)
def _unrelated_shares(texts: Ends, grams: Grams, ends: Ends, related: float) -> tuple[int, Shares]:
    """How many of `texts` are unrelated to those kept before; the shares of their pairs."""
    kept = np.empty(texts.size, np.int64)
    shares = np.empty(texts.size * (texts.size - 1) // 2)
    count, pairs = 0, 0
    for text in texts:
        held = grams[ends[text] : ends[text + 1]]
        alone = True
        for k in range(count):
            other = grams[ends[kept[k]] : ends[kept[k] + 1]]
            alone = likeness(held, other) < related
            if not alone:
                break
            shares[pairs + k] = contained_share(held, other)
        if alone:
            pairs += count
            kept[count] = text
            count += 1
    return count, shares[:pairs]
