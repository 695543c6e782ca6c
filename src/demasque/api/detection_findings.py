"""What a detection found, as Python has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from demasque.api.graph_objects import graph_widget, igraph_graph, networkx_graph
from demasque.errors import Sentence
from demasque.notebook import summary
from demasque.wording import catalogue

if TYPE_CHECKING:
    from demasque.case import CaseStore
    from demasque.coordination import Detection

_SHOWN = 10


@dataclass(frozen=True, repr=False)
class Findings:
    """What a detection found: the ties (counts and warnings), and the campaigns they form.

    ``renamed`` says in sentences what became of names of the detection before, where they changed.
    The graphs are read from the case when they are asked for: as long as it is open.
    """

    detection: Detection
    campaigns: pa.Table
    renamed: tuple[Sentence, ...]
    _store: CaseStore = field(compare=False)

    def to_networkx(self, kind: str | None = None, edges: int | None = None) -> Any:
        """The tied accounts as a ``networkx.Graph``: pseudonyms, and ties weighted in bits.

        Nodes have ``campaign`` ("" for none), ``bits``, ``platform``, ``posts``, ``operation``,
        ``languages`` (joined with "|", the most frequent first), ``first_at`` and ``last_at`` of
        their posts (UTC, ISO 8601) and ``decision`` of named persons; edges ``bits``, ``kinds`` (of
        trace, joined with "|"), ``shared`` traces, ``q`` and ``window_seconds`` of the kind with
        the most bits, ``first_at`` and ``last_at``. What is not known is no attribute.

        Args:
            kind: a kind of trace, whose ties alone are wanted, with the bits of that kind.
            edges: ties at most, those that hold the network up (docs/handover.md, "Graphs").

        Raises:
            UsageError: networkx is not installed, no two accounts are tied by that kind, or fewer
                than one tie is asked for.
        """
        return networkx_graph(self._store, kind, edges)

    def to_igraph(self, kind: str | None = None, edges: int | None = None) -> Any:
        """The same as an ``igraph.Graph``; ``name`` holds the accounts' pseudonyms.

        What is not known is None.

        Raises:
            UsageError: igraph is not installed, or as for :meth:`to_networkx`.
        """
        return igraph_graph(self._store, kind, edges)

    def graph(self, kind: str | None = None, edges: int | None = None, **settings: Any) -> Any:
        """The same as a widget of a notebook (``ipysigma.Sigma``): to look at, search and zoom.

        Accounts have the colour of their campaign, the ten largest of them, and the size of their
        bits. ``settings`` are ipysigma's own, such as ``node_color="operation"``.

        Raises:
            UsageError: ipysigma or networkx is not installed, or as for :meth:`to_networkx`.
        """
        return graph_widget(self._store, kind, edges, **settings)

    def __repr__(self) -> str:
        found = self.detection
        return (
            f"Findings(pairs={found.pairs}, accounts={found.accounts}, "
            f"campaigns={self.campaigns.num_rows})"
        )

    def _repr_html_(self) -> str:
        words, found = catalogue(), self.detection
        return summary(
            words.text("Findings"),
            [
                words.plural(
                    "{n} pair of accounts is tied beyond chance.",
                    "{n} pairs of accounts are tied beyond chance.",
                    found.pairs,
                ),
                *(words.say(warning) for warning in found.warnings),
            ],
            campaign_headings(),
            campaign_rows(self.campaigns),
        )


def campaign_headings() -> list[str]:
    """Headings over :func:`campaign_rows`."""
    words = catalogue()
    return [words.text(each) for each in ("Campaign", "Accounts", "Posts", "Tied pairs")]


def campaign_rows(campaigns: pa.Table) -> list[list[str | int]]:
    """The first campaigns, for a summary."""
    shown = campaigns.slice(0, _SHOWN).select(["campaign", "accounts", "posts", "ties"])
    return [list(row.values()) for row in shown.to_pylist()]
