"""Signatures of campaigns, as ``demasque signature`` writes them: kept for comparisons.

A signature holds hashes of what characterises a campaign, and no indicator that could be looked
for in posts.
"""

from collections.abc import Iterator
from typing import Final

from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.known_values import KnownRow
from demasque.dossier.library.source_file import SourceFile, decoded
from demasque.dossier.signatures.signature_file import read_signature
from demasque.dossier.signatures.signature_layout import FORMAT
from demasque.sentences import Sentence


def _recognises(file: SourceFile) -> bool:
    if not file.is_json or isinstance(file.json, list):
        return False
    said = file.json.get("format")
    return said is not None and decoded(said) == FORMAT


def _read(file: SourceFile) -> Iterator[KnownRow]:
    read_signature(file.path)  # raises where it is forged, of a later version or damaged
    yield KnownRow(1)


OWN_SIGNATURE: Final = IndicatorFormat("signature", Sentence("signature"), _recognises, _read)
