"""The network of one campaign: who is tied to whom, as a picture and as a table of the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.findings import (
    FIRST_NODES,
    MOST_NODES,
    DrawnTies,
    LaidOutNetwork,
    drawn_ties,
    laid_out_network,
)
from demasque.sentences import Sentence
from demasque.web.drawing.network_picture import network_data, platform_marks, still_network
from demasque.web.listing import EACH, paging
from demasque.web.missing_pages import NotThereError
from demasque.web.views import Asked, Shown, View

_PARTNERS: Final = 6


@dataclass(frozen=True)
class NetworkRow:
    """An account of the table: with whom it is tied, the most strongly tied first."""

    account: str
    platform: str
    decision: str | None
    posts: int
    bits: float
    ties: int  # with accounts of the picture, in the stretch asked for
    partners: tuple[str, ...]


def _read(asked: Asked) -> Shown:
    name = asked.path["campaign"]
    all_asked = asked.query.get("all") == "1"
    most = MOST_NODES if all_asked else FIRST_NODES
    edition, span = asked.edition, asked.span
    network: LaidOutNetwork = edition.figures_once(
        ("network", name, most), lambda: laid_out_network(edition.store, name, most)
    )
    if not network.nodes.num_rows:
        raise NotThereError(Sentence("This case has no group {name}.", name=name))
    drawn = drawn_ties(edition.store, network, span.since, span.until)
    marks = platform_marks(network, drawn)
    listed = paging(asked, len(drawn.shown))
    return Shown(
        Sentence("Network of {name}", name=name),
        {
            "campaign": name,
            "network": network,
            "drawn": drawn,
            "marks": marks,
            "still": still_network(network, drawn, marks),
            "data": network_data(network, drawn, marks),
            "rows": list(_rows(network, drawn, (listed.page - 1) * EACH)),
            "listed": listed,
            "more": network.accounts > network.nodes.num_rows and not all_asked,
            "limit": MOST_NODES,
        },
        {
            "accounts": lambda: _accounts(network, drawn),
            "ties": lambda: _ties(network, drawn),
        },
    )


def _rows(network: LaidOutNetwork, drawn: DrawnTies, start: int) -> Iterator[NetworkRow]:
    a, b = _met_ends(network, drawn)
    accounts = network.nodes["account"]
    rows = drawn.shown[start : start + EACH]
    for row, node in zip(rows.tolist(), network.nodes.take(rows).to_pylist(), strict=True):
        # Pairs stand strongest first.
        others = np.where(a == row, b, a)[(a == row) | (b == row)]
        partners = tuple(accounts.take(others[:_PARTNERS]).to_pylist())
        kept = {name: node[name] for name in ("account", "platform", "decision", "posts", "bits")}
        yield NetworkRow(**kept, ties=len(others), partners=partners)


def _met_ends(network: LaidOutNetwork, drawn: DrawnTies) -> tuple[Any, Any]:
    pairs = network.pairs.take(drawn.met)
    return pairs["a"].to_numpy(), pairs["b"].to_numpy()


def _accounts(network: LaidOutNetwork, drawn: DrawnTies) -> pa.Table:
    places = network.at[drawn.shown]
    return (
        network.nodes.take(drawn.shown)
        .append_column("x", pa.array(places[:, 0]))
        .append_column("y", pa.array(places[:, 1]))
    )


def _ties(network: LaidOutNetwork, drawn: DrawnTies) -> pa.Table:
    pairs, accounts = network.pairs.take(drawn.met), network.nodes["account"]
    return pa.table(
        {
            "account_a": accounts.take(pairs["a"]),
            "account_b": accounts.take(pairs["b"]),
            "bits": pairs["bits"],
            "kinds": pc.binary_join(pairs["kinds"], "|"),
            "drawn": pc.is_in(pa.array(drawn.met), value_set=pa.array(drawn.rows)),
        }
    )


NETWORK: Final = View(
    "network",
    "/campaigns/{campaign}/network",
    "network.html",
    _read,
    timed=True,
    menu=Sentence("Network"),
)
