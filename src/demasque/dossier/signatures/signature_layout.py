"""A signature as the file that organisations exchange: docs/signatures.md says what stands where.

Every number in it is whole, shares being counted in ten-thousandths, so that the canonical form,
what is signed, is JSON with sorted names and no space (as RFC 8785 has it for such values), and the
same on every machine.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from demasque.dossier.signatures.signature_values import Signature

FORMAT: Final = "demasque-signature"
VERSION: Final = 1
UNIT: Final = 10_000
"""Shares are whole numbers of one part in so many."""

ALGORITHM: Final = "Ed25519"

DAY: Final = "%Y-%m-%d"
INSTANT: Final = "%Y-%m-%dT%H:%M:%SZ"

Content = dict[str, Any]


def content_of(signature: Signature) -> Content:
    """All that the file says but its sign."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": signature.name,
        "note": signature.note,
        "made_at": signature.made_at.strftime(INSTANT),
        "made_with": signature.made_with,
        "accounts": signature.accounts,
        "posts": signature.posts,
        "first_day": signature.first_at.strftime(DAY),
        "last_day": signature.last_at.strftime(DAY),
        "k": signature.k,
        "platforms": _parts(signature.platforms),
        "languages": _parts(signature.languages),
        "outside": signature.outside,
        "features": _features(signature.features),
        "background": {
            "draws": signature.draws,
            "classes": _background(signature.background, signature.draws),
        },
    }


def canonical(content: Content) -> bytes:
    """The bytes that are signed: JSON with sorted names and no space, in UTF-8."""
    return _json(content).encode()


def laid_out(content: Content) -> bytes:
    """The bytes of the file: JSON with a line for each thing that a person may look for."""
    lines = []
    for name, value in content.items():
        if name == "features":
            value_text = _lines(value, "  ")
        elif name == "background":
            classes = _lines(value["classes"], "    ")
            value_text = f'{{\n  "draws": {value["draws"]},\n  "classes": {classes}\n }}'
        else:
            value_text = _json(value)
        lines.append(f" {_json(name)}: {value_text}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _lines(members: Mapping[str, Any], indent: str) -> str:
    told = [f"{indent}{_json(name)}: {_json(value)}" for name, value in members.items()]
    return "{\n" + ",\n".join(told) + f"\n{indent[1:]}}}" if told else "{}"


def _json(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def _parts(shares: Mapping[str, float]) -> dict[str, int]:
    return {name: round(share * UNIT) for name, share in sorted(shares.items())}


def _features(table: pa.Table) -> dict[str, dict[str, list[int | None]]]:
    told: dict[str, dict[str, list[int | None]]] = {}
    for row in table.to_pylist():
        entry = [row["accounts"], row["others"]]
        if row["share"] is not None:
            entry.append(round(row["share"] * UNIT))
        told.setdefault(row["class"], {})[row["feature"]] = entry
    return {kind: dict(sorted(told[kind].items())) for kind in sorted(told)}


def _background(table: pa.Table, draws: int) -> dict[str, dict[str, list[Any]]]:
    """A list of features a class, and a row a random group: place in the list, accounts, share."""
    told = {}
    for kind in sorted(table["class"].unique().to_pylist()):
        rows = table.filter(pa.compute.equal(table["class"], kind))
        encoded = rows["feature"].combine_chunks().dictionary_encode()
        names = np.array(encoded.dictionary.to_pylist(), object)
        order = np.argsort(names)
        place = np.empty(len(names), np.int64)
        place[order] = np.arange(len(names))
        columns = [place[encoded.indices.to_numpy()], rows["accounts"].to_numpy()]
        if not rows["share"].null_count:
            columns.append(np.rint(rows["share"].to_numpy() * UNIT).astype(np.int64))
        flat = np.stack(columns, axis=1)
        ends = np.searchsorted(rows["draw"].to_numpy(), np.arange(1, draws))
        told[kind] = {
            "features": names[order].tolist(),
            "groups": [part.ravel().tolist() for part in np.split(flat, ends)],
        }
    return told
