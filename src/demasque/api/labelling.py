"""The part of :class:`demasque.api.Case` that lists messages, and lets people name them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from demasque import campaigns, findings, text
from demasque.api.options import PathLike
from demasque.progress import Progress, quiet
from demasque.sentences import Sentence

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord


class Labelling:
    """Messages, and names that every detection keeps."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def _need(self, names: Sequence[str]) -> None:
        raise NotImplementedError

    def narratives(
        self,
        campaign: str | None = None,
        *,
        limit: int = 50,
        meaning: PathLike | None = None,
        progress: Progress = quiet,
    ) -> pa.Table:
        """The messages that two accounts or more wrote, those of most accounts first.

        Args:
            campaign: such as "C1": what two of its members or more wrote; None for the whole case.
            limit: messages listed at most.
            meaning: a model by which messages that may say the same are named in ``leads``.
            progress: called as ``progress(step, done, total)``.

        Returns:
            One row a message, as ``demasque.findings.NARRATIVES``: ``code`` (for :meth:`label`),
            ``names`` (given by people), ``words``, ``languages``, ``first_at``, ``last_at`` (UTC),
            ``posts``, ``accounts``, ``campaigns``, ``wave``, ``leads``.

        Raises:
            UsageError: there is no campaign of this name, or no such model.
        """
        if campaign is not None:
            self._need([campaign])
        model = None
        if meaning is not None:
            model = findings.calibrated(self._store, text.load_embedder(meaning), progress)
        return findings.listed_narratives(self._store, campaign, limit, model)

    def why_nothing(self) -> tuple[Sentence, ...]:
        """Why no campaign was found, in figures, and what to try; nothing where one was found."""
        return findings.why_nothing(self._store)

    def label(self, code: str, name: str) -> int:
        """Name a message, by its code ("N3f2a") or that of a wave ("W1"); how many posts bear it.

        The name hangs on the posts, so that it survives a new detection; it takes the place of the
        one that they had. Where the message falls apart later, its large parts keep the name; where
        two become one, it bears both.

        Raises:
            UsageError: no such message, or a name that is empty or longer than 120 characters.
        """
        with self._run("label", {"code": code}):
            posts = campaigns.give_label(self._store, code, name)
            # The name stays out of the log: nothing can be taken out of that again.
            self._store.custody.write("label", code=code, posts=posts)
        return posts

    def unlabel(self, code: str) -> int:
        """Take the names off a message; how many posts bore one.

        Raises:
            UsageError: no such message.
        """
        with self._run("label", {"code": code, "remove": True}):
            posts = campaigns.remove_label(self._store, code)
            self._store.custody.write("label", code=code, posts=posts, removed=True)
        return posts
