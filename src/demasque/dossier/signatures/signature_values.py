"""A signature as values: what characterises a group of accounts, in counts and hashes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyarrow as pa

from demasque.dossier.signatures.signature_names import shown_name
from demasque.sentences import Sentence

USUAL_K: Final = 3
"""Accounts without whom a feature stays in the case. 2 lets the words of two people out, which each
of them knows the other by; at 10 the campaigns of twenty accounts that most investigations are
about have nothing left to compare."""

FEATURES = pa.schema(
    [
        pa.field("class", pa.string(), nullable=False),
        pa.field("feature", pa.string(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("others", pa.int64()),
        pa.field("share", pa.float64()),
    ]
)
"""Features of a group: one row a feature of ``k`` accounts or more, by class and name.

``feature`` is a hash wherever words, addresses or names would stand. ``others`` counts accounts
outside the group, in the same case, that have the feature too; null where they are fewer than
``k``, perhaps none. ``share`` is there in classes of shares (hours, languages, platforms, venues)
only: the mean of the accounts' shares of posts, over accounts of which the class says anything."""

DRAWS = pa.schema(
    [
        pa.field("class", pa.string(), nullable=False),
        pa.field("draw", pa.int32(), nullable=False),
        pa.field("feature", pa.string(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("share", pa.float64()),
    ]
)
"""Features of random groups of the same case: what chance gives when only files are compared.

A random group without a row in a class has no feature of ``k`` accounts there."""


@dataclass(frozen=True)
class Signature:
    """What characterises a group of accounts.

    Nothing in it occurs in fewer than ``k`` accounts, of the group or of a random group.
    ``first_at`` and ``last_at`` are whole days, UTC. ``languages`` and ``platforms`` are the means
    of its accounts' shares of posts. ``outside`` is how many accounts of the case are not in the
    group, None where they are fewer than ``k``; ``draws`` how many random groups there are.
    ``features`` is a table as ``FEATURES``, ``background`` one as ``DRAWS``, both in
    ``signature_values``.

    ``signed_by`` is the Ed25519 public key (base64) that the file's sign fits; ``unchecked_key`` is
    the key that the file names where the sign could not be checked, since the extra ``sign`` is not
    installed. Both are None for a signature that nobody signed. ``file`` is the name, without
    ending, of the file that it was read from.
    """

    name: str
    accounts: int
    posts: int
    first_at: datetime
    last_at: datetime
    k: int
    platforms: Mapping[str, float]
    languages: Mapping[str, float]
    features: pa.Table
    outside: int | None
    draws: int
    background: pa.Table
    made_at: datetime
    made_with: str  # version of the program
    note: str = ""
    signed_by: str | None = None
    unchecked_key: str | None = None
    file: str = field(default="", compare=False)

    @property
    def shown_name(self) -> str:
        """The name as it may be shown; that of its file where somebody called it something odd."""
        return shown_name(self.name, self.file)

    @property
    def shown_maker(self) -> str:
        """The program and version that made it, as the file says, as they may be shown."""
        return shown_name(self.made_with, "")

    def remark(self, named: str | None = None) -> Sentence:
        """Who signed it, in a sentence; ``named`` is the public key (base64) that the user names.

        A sign says that the file is as the key's owner wrote it. Whose the key is, it cannot say.
        """
        if self.unchecked_key is not None:
            return Sentence(
                "It names the key {key}, but its digital signature was not checked: that takes the "
                "extra sign, pip install 'demasque[sign]'.",
                key=self.unchecked_key,
            )
        if self.signed_by is None:
            return Sentence("Nobody signed it: whoever had the file may have changed it.")
        if named is None:
            return Sentence(
                "It is signed by the key {key}, which you have not named: the file is as that "
                "key's owner wrote it, whoever that is.",
                key=self.signed_by,
            )
        if named != self.signed_by:
            return Sentence(
                "It is signed by the key {key}, and not by the one that you named, {named}.",
                key=self.signed_by,
                named=named,
            )
        return Sentence("It is signed by the key that you named, {key}.", key=self.signed_by)
