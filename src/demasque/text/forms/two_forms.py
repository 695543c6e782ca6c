"""A text's two normal forms, by the rules of exact keys and by those of families, in one pass.

The rules differ in what becomes of mentions and hashtags. A text that holds neither sign has the
same form by both, so only the few others are folded twice.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Final

import numba
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.text.forms.alphabet import alphabet
from demasque.text.forms.folding import Offsets, Switches, long_enough_posts
from demasque.text.forms.form_rules import Rules
from demasque.text.forms.normal_form import (
    Words,
    compatible_codes,
    fold_read,
    fold_words,
    with_involved_read,
)
from demasque.text.forms.spans import Codes

_PSEUDONYM: Final = "@a_[a-z2-7]+"
_THREADS: Final = 2
_ROWS_AT_ONCE: Final = 16_384

_AT, _HASH = 0x40, 0x23


def two_forms(texts: pa.Array, rules: Rules, family_rules: Rules) -> tuple[pa.Array, pa.Array]:
    """The normal forms by `family_rules`, and by `rules`, null where that says too little.

    Null texts have the form "" by the first. Both processors work, outside Python's lock.
    """
    rows = min(_ROWS_AT_ONCE, len(texts) // _THREADS + 1)
    parts = [texts.slice(at, rows) for at in range(0, len(texts), rows)]
    with ThreadPoolExecutor(_THREADS) as pool:
        made = list(pool.map(partial(_two_forms, rules=rules, family_rules=family_rules), parts))
    empty = pa.array([], pa.string())
    families, messages = (
        pa.concat_arrays([empty, *(pair[side] for pair in made)]) for side in (0, 1)
    )
    return families, messages


def messages_of(keys: pa.Array) -> pa.Array:
    """Keys, and null in the place of those that say too little."""
    return _where_enough(keys, Words.of_arrow(keys))


def _two_forms(texts: pa.Array, rules: Rules, family_rules: Rules) -> tuple[pa.Array, pa.Array]:
    words = Words.of_arrow(texts)
    same = replace(family_rules, mentions=rules.mentions, edge_hashtags=rules.edge_hashtags)
    if same != rules:
        other = fold_words(Words(words.codes.copy(), words.offsets), family_rules).as_arrow()
        folded = fold_words(words, rules)
        return other, _where_enough(folded.as_arrow(), folded)
    words = with_involved_read(words, rules)
    signs = has_sign(words.codes, words.offsets, compatible_codes(rules))
    signed = words.only(np.flatnonzero(signs))
    folded = fold_read(words, rules)
    keys = folded.as_arrow()
    others = fold_read(signed, family_rules).as_arrow()
    return pc.replace_with_mask(keys, pa.array(signs), others), _where_enough(keys, folded)


def _where_enough(keys: pa.Array, words: Words) -> pa.Array:
    """The keys that say enough, without the pseudonyms in them: no words of the author's."""
    enough = long_enough_posts(*words, alphabet().kind)
    named = np.flatnonzero(pc.match_substring(keys, "@").to_numpy(zero_copy_only=False))
    if named.size:
        bare = pc.replace_substring_regex(keys.take(pa.array(named)), _PSEUDONYM, "")
        enough[named] = long_enough_posts(*Words.of_arrow(bare), alphabet().kind)
    return pc.if_else(pa.array(enough), keys, pa.scalar(None, pa.string()))


@numba.njit(cache=True, nogil=True)
def has_sign(codes: Codes, offsets: Offsets, compatible: Codes) -> Switches:
    """Which texts hold an @ or a #, in any of its shapes."""
    found = np.zeros(offsets.size - 1, np.bool_)
    for text in range(found.size):
        for code in codes[offsets[text] : offsets[text + 1]]:
            if compatible[code] == _AT or compatible[code] == _HASH:
                found[text] = True
                break
    return found
