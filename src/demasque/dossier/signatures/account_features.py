"""What each account of a case has of what signatures speak of, class by class."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse


@dataclass(frozen=True)
class ClassFeatures:
    """One class: a row for each account, a column for each feature.

    An entry is 1 where the account has the feature; in the class ``hours`` (and others of shares)
    it is the account's share of posts. ``names`` says what the columns are: hashes wherever words,
    addresses or names would stand, the same in every case.
    """

    names: pa.Array
    matrix: sparse.csr_matrix


@dataclass(frozen=True)
class AccountFeatures:
    """Every account with posts, by pseudonym, in order of its first post; and its features."""

    accounts: pa.Array
    platform: pa.Array
    lang: pa.Array  # of most of its posts; null where none is stated
    posts: npt.NDArray[np.int64]
    first_at: npt.NDArray[np.int64]  # seconds since the epoch
    last_at: npt.NDArray[np.int64]
    classes: Mapping[str, ClassFeatures]
