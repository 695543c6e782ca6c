"""Put the matrix of a campaign together, and change what people may change in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from demasque.assessment import Assessment, Rung, assess
from demasque.campaigns import CampaignProfile, profiles
from demasque.case import CaseStore
from demasque.dossier.hypotheses.cell_values import CellValue
from demasque.dossier.hypotheses.human_evidence import added_columns, with_peoples_rows
from demasque.dossier.hypotheses.known_networks import (
    MOST_KNOWN,
    KnownNetwork,
    known_networks,
    rows_of,
    with_known_columns,
)
from demasque.dossier.hypotheses.machine_table import NETWORK
from demasque.dossier.hypotheses.matrix_values import EvidenceRow, Matrix
from demasque.dossier.hypotheses.measured_rows import measured_rows
from demasque.dossier.hypotheses.standing_columns import COLUMNS
from demasque.dossier.library.matching.known_indicator import KnownIndicator, known_indicators
from demasque.dossier.signatures.signature_names import quoted
from demasque.errors import UsageError
from demasque.sentences import Sentence


def matrix(store: CaseStore, campaign: str) -> Matrix:
    """The matrix of competing hypotheses of one campaign.

    Raises:
        UsageError: the case has no campaign of this name.
    """
    (measured,) = profiles(store, [campaign])
    return matrix_of(store, measured, assess(measured))


def matrix_of(
    store: CaseStore,
    measured: CampaignProfile,
    assessment: Assessment,
    carried: Sequence[KnownIndicator] | None = None,
) -> Matrix:
    """The matrix of a campaign that was measured and assessed already.

    ``carried`` are the case's known indicators, where they were read already.
    """
    indicators = known_indicators(store) if carried is None else carried
    networks = known_networks(store, measured.campaign, indicators)
    known = tuple(column for each in networks[:MOST_KNOWN] for column in each.columns)
    filled = (*COLUMNS, *known)
    rows = (
        *(with_known_columns(row, known) for row in measured_rows(measured, assessment)),
        *(r for each in networks[:MOST_KNOWN] for r in rows_of(each, tuple(c.id for c in filled))),
    )
    found = Matrix(
        measured.campaign,
        (*filled, *added_columns(store, measured.campaign)),
        with_peoples_rows(store, measured.campaign, rows),
    )
    return replace(found, cautions=tuple(_cautions(found, networks, assessment)))


def _cautions(
    found: Matrix, networks: Sequence[KnownNetwork], assessment: Assessment
) -> Iterator[Sentence]:
    """What must be said beside the ranking: where it goes further than the ladder, and what two
    hypotheses of one known network have in common."""
    known = {column.id for each in networks[:MOST_KNOWN] for column in each.columns}
    if {NETWORK, *known} & {*found.first} and assessment.rung < Rung.INDICATORS:
        yield Sentence(
            "That every innocent explanation of this list has something against it is no sign that "
            "the accounts are not what they appear to be: the judgement stays at rung {rung}, for "
            "the reason given there.",
            rung=assessment.rung.value,
        )
    if known:
        yield Sentence(
            "Continuation and imitation are alike in all that can be seen. What tells them apart "
            "is what an imitator cannot have: accounts of before, material from before it was "
            "published, conduct that nobody published. That one of them is true a named person "
            "judges, never this program."
        )
    others = [quoted(each.name) for each in networks[MOST_KNOWN:] if each.links]
    if others:
        yield Sentence("Also named, without columns here: {names}.", names=others)


def checked_values(
    found: Matrix, given: Mapping[str, str | CellValue] | str
) -> dict[str, CellValue]:
    """Check what a row says of hypotheses: a mapping, or ``fans=inconsistent,spam=C``.

    Raises:
        UsageError: it is empty, not written so, or names no hypothesis or mark, or one twice.
    """
    pairs = _pairs(given) if isinstance(given, str) else [*given.items()]
    read: dict[str, CellValue] = {}
    for name, mark in pairs:
        column = known_column(found, name)
        if column in read:
            raise UsageError("{name} is named twice.", name=column)
        read[column] = mark if isinstance(mark, CellValue) else CellValue.named(str(mark))
    if not read:
        raise UsageError("Say of one hypothesis at least what the evidence says.")
    return read


def _pairs(given: str) -> list[tuple[str, str]]:
    pairs = []
    for part in filter(None, (each.strip() for each in given.split(","))):
        name, equals, mark = (each.strip() for each in part.partition("="))
        if not equals:
            raise UsageError(
                "{given} does not say of which hypothesis it is: write fans=inconsistent, "
                "with commas between several.",
                given=repr(part),
            )
        pairs.append((name, mark))
    return pairs


def known_column(found: Matrix, name: str) -> str:
    """The hypothesis of a name, such as ``fans`` or an entry's id.

    Raises:
        UsageError: the matrix has none.
    """
    for column in found.names:
        if column.lower() == name.lower():
            return column
    raise UsageError(
        "{campaign} has no hypothesis {name}. It has: {known}.",
        campaign=found.campaign,
        name=repr(name),
        known=", ".join(found.names),
    )


def known_row(found: Matrix, name: str) -> EvidenceRow:
    """The row of an id, such as ``pace`` or an entry's.

    Raises:
        UsageError: the matrix has none.
    """
    for row in found.rows:
        if row.id.lower() == name.lower():
            return row
    raise UsageError(
        "{campaign} has no row {name}. It has: {known}.",
        campaign=found.campaign,
        name=repr(name),
        known=", ".join(row.id for row in found.rows),
    )
