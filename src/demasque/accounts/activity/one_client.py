"""Accounts that post with one and the same program."""

from typing import Final

import numpy as np
import pyarrow.compute as pc

from demasque.accounts.comparing import in_common
from demasque.accounts.indicator import Indicator, Observation, Scope
from demasque.campaigns import AccountSample, CampaignProfile
from demasque.sentences import Sentence


def one_client(profile: CampaignProfile) -> Observation:
    """More accounts post mostly with one and the same program than others do."""
    return in_common(
        profile,
        _programs,
        lambda client, same, known: Sentence(
            "Posts made mostly with the same program, {client}: {same} of {known} accounts.",
            same=same,
            known=known,
            client=client,
        ),
        Sentence("The export does not say with which programs they post."),
    )


def _programs(sample: AccountSample) -> dict[int, tuple[str]]:
    """Return the program that each account uses most; the first by name of equal ones."""
    encoded = pc.dictionary_encode(sample.posts["client"]).combine_chunks()
    names = encoded.dictionary.to_pylist()
    if not names:
        return {}
    known = np.flatnonzero(pc.is_valid(encoded.indices).to_numpy(zero_copy_only=False))
    code = pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False).astype(np.int64)[known]
    pair, uses = np.unique(sample.row[known] * len(names) + code, return_counts=True)
    by_name = np.argsort(np.argsort(names))
    account, program = np.divmod(pair, len(names))
    order = np.lexsort((by_name[program], -uses, account))
    first = np.concatenate([[True], np.diff(account[order]) > 0])
    chosen = order[first]
    return {int(a): (names[p],) for a, p in zip(account[chosen], program[chosen], strict=True)}


ONE_CLIENT: Final = Indicator(
    "one-client",
    "rhythm",
    Scope.CAMPAIGN,
    one_client,
    (
        Sentence("A program that an office, a newsroom or a party uses for all of its accounts."),
        Sentence("A phone or an application that is usual in one country or one circle."),
    ),
)
