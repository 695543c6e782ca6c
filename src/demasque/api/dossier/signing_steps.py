"""The part of :class:`demasque.api.Case` about signatures of campaigns."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence, Set
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from demasque import dossier
from demasque.api.options import PathLike
from demasque.dossier import USUAL_K
from demasque.errors import DemasqueError, Sentence, UsageError
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import Signature

_LONGEST: Final = 200  # characters of a name, as signature files have it
_LONGEST_NOTE: Final = 2_000


class Signing:
    """Signatures of campaigns."""

    _store: CaseStore

    @property
    def detected(self) -> bool:
        """Whether a detection has looked at the posts and its findings are here."""
        raise NotImplementedError

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def signature(
        self,
        campaign: str | None = None,
        *,
        accounts: Sequence[str] | None = None,
        path: PathLike | None = None,
        key: PathLike | None = None,
        name: str | None = None,
        note: str = "",
        k: int = USUAL_K,
        draws: int = 199,
        seed: int = 0,
        progress: Progress = quiet,
    ) -> Signature:
        """What characterises a campaign, or any accounts, without personal data.

        The custody log keeps that a signature was made, of what, and where it was written.

        Args:
            campaign: a name such as "C1", or "O1" for all campaigns of an operation.
            accounts: in its place, names of accounts as the case has them, or as the platforms do
                where the case's key is there.
            path: the file to be written, if one is.
            key: an Ed25519 private key (PEM) to sign the file with (the extra ``sign``).
            name: what the signature is called; the campaign's name, or "group", unless given.
            note: what else its reader should know. Names of the case's accounts are replaced in it,
                as far as they can be recognised; other names are not.
            k: nothing that occurs in fewer accounts is in it.
            draws: random groups of the case beside it, by which others see what chance gives.
            seed: draws them; same case, accounts and seed, same signature.
            progress: called as ``progress(step, done, total)``.

        Raises:
            UsageError: no such campaign or account, fewer than ``k`` accounts, or the path or key
                cannot be used.
        """
        if (campaign is None) == (accounts is None):
            raise UsageError("Name a campaign or accounts, and not both.")
        called = name or campaign or "group"
        if len(called) > _LONGEST or len(note) > _LONGEST_NOTE:
            raise UsageError(
                "A signature's name has at most {name} characters, and its note {note}.",
                name=_LONGEST,
                note=_LONGEST_NOTE,
            )
        called, note = (dossier.without_names(self._store, words) for words in (called, note))
        # Before the run has a record: an error may name accounts as their platforms do.
        members = self._members(campaign) if campaign else self._named(accounts or ())
        arguments = {"campaign": campaign, "k": k, "draws": draws, "seed": seed}
        arguments["name"] = called
        if path is not None:
            arguments["path"] = os.fspath(path)
        with self._run("signature", arguments) as record:
            if not self.detected:
                record.warn(Sentence("Nothing was looked for yet: run detect first."))
            made = dossier.make_signature(
                self._store, members, called, k, draws, seed, note=note, progress=progress
            )
            if path is not None:
                dossier.write_signature(made, path, key)
            self._store.custody.write("signature", **arguments, accounts=made.accounts)
        return made

    def _members(self, name: str) -> list[str]:
        """Accounts of a campaign, or of an operation's campaigns."""
        found = self._store.sql(
            "SELECT account FROM memberships WHERE campaign = ? OR campaign IN "
            "(SELECT campaign FROM operations WHERE operation = ?) ORDER BY account",
            (name, name),
        )["account"].to_pylist()
        if not found:
            known = self._store.sql(
                "SELECT campaign FROM campaigns ORDER BY length(campaign), campaign LIMIT 21"
            )["campaign"].to_pylist()
            raise UsageError(
                "There is no campaign {name}. Campaigns: {listed}.",
                name=repr(name),
                listed=[*known[:20], *(["…"] if known[20:] else [])] or Sentence("none so far"),
            )
        return list(found)

    def _named(self, names: Sequence[str]) -> list[str]:
        """The pseudonyms of accounts that go by these names here, or on one of the platforms."""
        asked = list(dict.fromkeys(names))
        known = set(self._store.sql("SELECT DISTINCT account FROM posts")["account"].to_pylist())
        found = [name for name in asked if name in known]
        rest = [name for name in asked if name not in known]
        if rest:
            revealed = self._by_platforms_names(rest, known)
            found += [pseudonym for held in revealed.values() for pseudonym in held]
            rest = [name for name in rest if not revealed.get(name)]
        if rest:
            raise UsageError(
                "This case has no posts of {accounts}. Give names of accounts as the case has "
                "them (a_...), or, where its key is there, as their platforms do.",
                accounts=[*rest[:5], *(["…"] if rest[5:] else [])],
            )
        return found

    def _by_platforms_names(
        self, names: Sequence[str], known: Set[str]
    ) -> Mapping[str, Sequence[str]]:
        """By name, the pseudonyms of who posts under it on any platform; none without the key."""
        try:
            key = self._store.names
        except DemasqueError:
            return {}
        found: dict[str, list[str]] = {name: [] for name in names}
        platforms = self._store.sql("SELECT DISTINCT platform FROM posts ORDER BY platform")
        for platform in platforms["platform"].to_pylist():
            made = key.many("account", platform, pa.array(names, pa.string()))
            for name, pseudonym in zip(names, made.to_pylist(), strict=True):
                if pseudonym in known:
                    found[name].append(pseudonym)
        return found
