"""What a detection found, as Python has it."""

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from demasque.api.graph_objects import igraph_graph, networkx_graph
from demasque.case import CaseStore
from demasque.coordination import Detection
from demasque.errors import Sentence
from demasque.notebook import summary
from demasque.wording import catalogue

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

    def to_networkx(self) -> Any:
        """The tied accounts as a ``networkx.Graph``: pseudonyms, and ties weighted in bits.

        Nodes have ``campaign`` ("" for none), ``bits``, ``platform`` and ``posts``; edges ``bits``,
        ``kinds`` (of trace, joined with "|") and ``shared`` traces.

        Raises:
            UsageError: networkx is not installed.
        """
        return networkx_graph(self._store)

    def to_igraph(self) -> Any:
        """The same as an ``igraph.Graph``; ``name`` holds the accounts' pseudonyms.

        Raises:
            UsageError: igraph is not installed.
        """
        return igraph_graph(self._store)

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
