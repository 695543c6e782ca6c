"""The network of tied accounts, whole, of one kind of trace, or its backbone; read in streams."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.findings.dossier.accounts_set_aside import set_aside_sentences
from demasque.findings.networks.backbone import backbone_order
from demasque.findings.networks.network_tables import (
    KINDS_THAT_TIE,
    PAIRS_TO_CHOOSE_FROM,
    tied_accounts,
    tied_pairs,
)
from demasque.sentences import Sentence


@dataclass(frozen=True)
class _Backbone:
    """``kept`` says of each pair, in the order of the edges, whether it stays."""

    kept: pa.Array
    accounts: pa.Array
    all_accounts: int


@dataclass(frozen=True)
class TiedNetwork:
    """Nodes and edges; see :func:`tied_network`."""

    store: CaseStore
    kind: str | None = None
    most: int | None = None

    def nodes(self) -> pa.RecordBatchReader:
        """Stream the accounts with a tie: see ``network_tables.tied_accounts``."""
        reader = self.store.stream(tied_accounts(self.kind is not None), self._parameters)
        return reader if self._backbone is None else self._nodes_left(reader, self._backbone)

    def edges(self, spells: bool = False) -> pa.RecordBatchReader:
        """Stream the tied pairs; with ``spells``, also when they shared something."""
        parameters = self._parameters * (2 if spells else 1)
        reader = self.store.stream(tied_pairs(self.kind is not None, spells), parameters)
        return reader if self._backbone is None else _edges_left(reader, self._backbone.kept)

    @cached_property
    def notes(self) -> tuple[Sentence, ...]:
        """What a reader of the network should know of what is not in it."""
        said = list(set_aside_sentences(self.store))
        if self.kind is not None:
            said.append(
                Sentence(
                    "Only ties of the kind {kind} are in this network, with the bits of that kind; "
                    "bits and campaigns of accounts rest on all kinds.",
                    kind=self.kind,
                )
            )
        if self._backbone is not None:
            said.extend(_of_backbone(self._backbone))
        return tuple(said)

    @property
    def _parameters(self) -> tuple[str, ...]:
        return () if self.kind is None else (self.kind,)

    @cached_property
    def _backbone(self) -> _Backbone | None:
        """The backbone; None where all edges stay."""
        if self.most is None:
            return None
        pairs = tied_pairs(self.kind is not None)
        table = self.store.sql(PAIRS_TO_CHOOSE_FROM.format(pairs=pairs), self._parameters)
        if table.num_rows <= self.most:
            return None
        ends = [table[name].combine_chunks() for name in ("account_a", "account_b")]
        accounts = pc.unique(pa.chunked_array(ends))
        a, b = (pc.index_in(end, accounts).to_numpy().astype(np.int64) for end in ends)
        order = backbone_order(a, b, table["weight"].to_numpy(), table["inside"].to_numpy())
        kept = np.zeros(table.num_rows, dtype=np.bool_)
        kept[order[: self.most]] = True
        left = np.unique(np.concatenate([a[kept], b[kept]]))
        return _Backbone(pa.array(kept), accounts.take(pa.array(left)), len(accounts))

    @staticmethod
    def _nodes_left(reader: pa.RecordBatchReader, backbone: _Backbone) -> pa.RecordBatchReader:
        def left() -> Iterator[pa.RecordBatch]:
            for batch in reader:
                yield batch.filter(pc.is_in(batch["account"], value_set=backbone.accounts))

        return pa.RecordBatchReader.from_batches(reader.schema, left())


def tied_network(store: CaseStore, kind: str | None = None, most: int | None = None) -> TiedNetwork:
    """The network of the last detection, without accounts that people excluded.

    Args:
        store: an open case.
        kind: a kind of trace whose ties alone are wanted; None for pairs tied by any.
        most: edges at most, those that hold the network up (``backbone``); None for all.

    Raises:
        UsageError: no two accounts are tied by that kind, or fewer than one edge is asked for.
    """
    if most is not None and most < 1:
        raise UsageError("A network of {n} ties shows nothing. Ask for 1 or more.", n=most)
    if kind is not None:
        kinds = store.sql(KINDS_THAT_TIE)["kind"].to_pylist()
        if kind not in kinds:
            _refuse(kind, kinds)
    return TiedNetwork(store, kind, most)


def _refuse(kind: str, kinds: list[str]) -> None:
    if not kinds:
        raise UsageError(
            "No two accounts of this case are tied by {kind}, nor by any other kind of trace.",
            kind=repr(kind),
        )
    raise UsageError(
        "No two accounts of this case are tied by {kind}. Kinds that tie some: {kinds}.",
        kind=repr(kind),
        kinds=kinds,
    )


def _edges_left(reader: pa.RecordBatchReader, kept: pa.Array) -> pa.RecordBatchReader:
    def left() -> Iterator[pa.RecordBatch]:
        at = 0
        for batch in reader:
            yield batch.filter(kept.slice(at, batch.num_rows))
            at += batch.num_rows

    return pa.RecordBatchReader.from_batches(reader.schema, left())


def _of_backbone(backbone: _Backbone) -> Iterator[Sentence]:
    ties = len(backbone.kept)
    yield Sentence.counted(
        "{n} tie of {ties} is left out. Kept are first the strongest that hold each campaign, and "
        "then the network, together (a maximum spanning forest by bits), then those that stand out "
        "most among the ties of an account (the disparity filter of Serrano et al., 2009).",
        "{n} ties of {ties} are left out. Kept are first the strongest that hold each campaign, "
        "and then the network, together (a maximum spanning forest by bits), then those that stand "
        "out most among the ties of an account (the disparity filter of Serrano et al., 2009).",
        ties - pc.sum(backbone.kept).as_py(),
        ties=ties,
    )
    alone = backbone.all_accounts - len(backbone.accounts)
    if alone:
        yield Sentence.counted(
            "{n} tied account is left without a tie by this, and is not in the network.",
            "{n} tied accounts are left without a tie by this, and are not in the network.",
            alone,
        )
