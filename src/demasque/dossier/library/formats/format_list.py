"""Every format of indicators that is read. To add one, write one file and name it here."""

from typing import Final

from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.formats.meta_networks import META_NETWORKS
from demasque.dossier.library.formats.misp_event import MISP_EVENT
from demasque.dossier.library.formats.own_signature import OWN_SIGNATURE
from demasque.dossier.library.formats.plain_list import PLAIN_LIST
from demasque.dossier.library.formats.stix_bundle import STIX_BUNDLE
from demasque.dossier.library.formats.value_table import DIMA_DOMAINS, VALUE_TABLE
from demasque.dossier.library.formats.written_library import WRITTEN_LIBRARY
from demasque.dossier.library.source_file import SourceFile
from demasque.errors import DemasqueError

FORMATS: Final[tuple[IndicatorFormat, ...]] = (
    OWN_SIGNATURE,
    WRITTEN_LIBRARY,
    META_NETWORKS,
    DIMA_DOMAINS,
    STIX_BUNDLE,
    MISP_EVENT,
    VALUE_TABLE,
    PLAIN_LIST,
)
"""In the order in which they are tried: the list with one value a line takes what is left."""


def format_of(file: SourceFile) -> IndicatorFormat:
    """The format of a file.

    Raises:
        DemasqueError: it is JSON of no format that is read here.
    """
    found = next((each for each in FORMATS if each.recognises(file)), None)
    if found is None:
        raise DemasqueError(
            "{name} is JSON of a kind that is not read here: a library takes signatures, bundles "
            "of STIX 2.1, events of MISP, its own exports, tables and lists.",
            name=file.name,
        )
    return found
