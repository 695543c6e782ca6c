"""The part of :class:`demasque.api.Case` about decisions on accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from demasque import dossier, findings
from demasque.errors import Sentence, UsageError
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import Decision

DECISIONS: Final = pa.schema(
    [
        pa.field("entry", pa.string(), nullable=False),
        pa.field("account", pa.string(), nullable=False),
        pa.field("decision", pa.string(), nullable=False),
        pa.field("by", pa.string(), nullable=False),
        pa.field("because", pa.string(), nullable=False),
        pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("stands", pa.bool_(), nullable=False),
        pa.field("holds", pa.string()),
    ]
)
"""Decisions as Python has them; ``holds`` is what all that stand on the account come to."""


class Deciding:
    """Decisions on accounts."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def decide(
        self,
        accounts: str | Sequence[str],
        verdict: str,
        *,
        by: str,
        because: str,
        platform: str | None = None,
        progress: Progress = quiet,
    ) -> pa.Table:
        """Write down what a person decided on accounts; figures and exports follow.

        Excluded accounts leave campaigns, and all that is counted, drawn and exported of these.
        Of several persons' decisions on one account the most cautious holds: exclude before unsure
        before confirm. All or nothing: with one account that is unknown, nothing is written.

        Args:
            accounts: pseudonyms, or unambiguous beginnings of six characters or more; one or many.
            verdict: "confirm", "unsure" or "exclude".
            by: who decides, with the office: "A. Example, an office".
            because: the reason. It stays in the custody log for good, and should name no person.
            platform: given, ``accounts`` are the platform's own ids. They are not written down.
            progress: called as ``progress(step, done, total)``.

        Returns:
            The decisions on these accounts, as of :meth:`decisions`.

        Raises:
            UsageError: no such account or verdict, or nobody or nothing is said.
            DemasqueError: with ``platform``, the case is anonymised: its key was destroyed.
        """
        chosen, named = dossier.verdict_named(verdict), self._meant(accounts, platform)
        _need_words(by, because)

        def say(account: str) -> Decision:
            return dossier.decide(self._store, account, chosen, by, because)

        return self._said("decide", named, {"verdict": chosen.value}, say, progress)

    def undecide(
        self,
        accounts: str | Sequence[str],
        *,
        by: str,
        platform: str | None = None,
        progress: Progress = quiet,
    ) -> pa.Table:
        """Take back what a person decided on accounts; the decisions stay in the journal.

        Excluded accounts come back where no other person's decision keeps them out. Arguments and
        result are as of :meth:`decide`; all or nothing.

        Raises:
            UsageError: no such account, or no decision of this person on one of them stands.
        """
        named = self._meant(accounts, platform)
        _need_words(by, "-")
        mine = {
            each.account
            for each in dossier.decisions_made(self._store)
            if each.stands and dossier.same_speaker(each.by, by)
        }
        for account in named:
            if account not in mine:
                dossier.take_back(
                    self._store, account, by
                )  # says what is wrong, and writes nothing

        def say(account: str) -> Decision:
            return dossier.take_back(self._store, account, by)

        return self._said("decide", named, {"undo": True}, say, progress)

    def decisions(self) -> pa.Table:
        """Every decision on accounts, in the order in which they were written down.

        Columns ``entry`` (the journal's id), ``account``, ``decision``, ``by``, ``because``, ``at``
        (UTC), ``stands`` (false once the same person decided anew or took it back), and ``holds``:
        what the decisions that stand on the account come to, null where none does. While the
        custody log is not as it was written, an account that was excluded stays so.
        """
        said = dossier.decisions_made(self._store)
        holds = dossier.what_holds(self._store)
        rows = [
            {
                "entry": each.entry,
                "account": each.account,
                "decision": each.verdict.value,
                "by": each.by,
                "because": each.because,
                "at": each.at,
                "stands": each.stands,
                "holds": holds[each.account].verdict.value if each.account in holds else None,
            }
            for each in said
        ]
        return pa.Table.from_pylist(rows, DECISIONS)

    def set_aside(self) -> tuple[Sentence, ...]:
        """How many accounts left each campaign by people's decisions, in sentences; no names."""
        return findings.set_aside_sentences(self._store)

    def _meant(self, accounts: str | Sequence[str], platform: str | None) -> list[str]:
        words = [accounts] if isinstance(accounts, str) else list(accounts)
        if not words:
            raise UsageError("Name at least one account to decide on.")
        if platform is None:
            named = [dossier.account_named(self._store, word) for word in words]
        else:
            named = self._by_raw_id(platform, words)
        return list(dict.fromkeys(named))

    def _by_raw_id(self, platform: str, words: Sequence[str]) -> list[str]:
        made = self._store.names.many("account", platform, pa.array(words, pa.string()))
        named: list[str] = made.to_pylist()
        for word, account in zip(words, named, strict=True):
            try:
                dossier.account_named(self._store, account)
            except UsageError:
                rows = self._store.sql("SELECT DISTINCT platform FROM posts ORDER BY platform")
                raise UsageError(
                    "This case has no account of {platform} with the id {word}. It is the "
                    "platform's own id that is asked for; platforms of the case: {listed}.",
                    platform=repr(platform),
                    word=repr(word),
                    listed=rows["platform"].to_pylist() or ["-"],
                ) from None
        return named

    def _said(
        self,
        command: str,
        named: Sequence[str],
        arguments: dict[str, Any],
        say: Callable[[str], Decision],
        progress: Progress,
    ) -> pa.Table:
        with self._run(command, {"accounts": list(named), **arguments}) as record:
            entries = [say(account).entry for account in named]
            record.note("changed", dossier.settle(self._store, progress))
        made = self.decisions()
        return made.filter(pa.compute.is_in(made["entry"], pa.array(entries, pa.string())))


def _need_words(by: str, because: str) -> None:
    if not by.strip():
        raise UsageError("Say who judges: a name, and the office.")
    if not because.strip():
        raise UsageError("Say why: a decision without a reason cannot be checked by others.")
