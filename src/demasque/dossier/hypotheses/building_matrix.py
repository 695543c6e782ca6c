"""Put the matrix of a campaign together, and change what people may change in it."""

from collections.abc import Mapping

from demasque.assessment import Assessment, Rung, assess
from demasque.campaigns import CampaignProfile, profiles
from demasque.case import CaseStore
from demasque.dossier.hypotheses.cell_values import CellValue
from demasque.dossier.hypotheses.human_evidence import added_columns, with_peoples_rows
from demasque.dossier.hypotheses.machine_table import NETWORK
from demasque.dossier.hypotheses.matrix_values import EvidenceRow, Matrix
from demasque.dossier.hypotheses.measured_rows import measured_rows
from demasque.dossier.hypotheses.standing_columns import COLUMNS
from demasque.errors import UsageError
from demasque.sentences import Sentence


def matrix(store: CaseStore, campaign: str) -> Matrix:
    """The matrix of competing hypotheses of one campaign.

    Raises:
        UsageError: the case has no campaign of this name.
    """
    (measured,) = profiles(store, [campaign])
    return matrix_of(store, measured, assess(measured))


def matrix_of(store: CaseStore, measured: CampaignProfile, assessment: Assessment) -> Matrix:
    """The matrix of a campaign that was measured and assessed already."""
    rows = with_peoples_rows(store, measured.campaign, measured_rows(measured, assessment))
    columns = (*COLUMNS, *added_columns(store, measured.campaign))
    found = Matrix(measured.campaign, columns, rows)
    return Matrix(measured.campaign, columns, rows, _caution(found, assessment))


def _caution(found: Matrix, assessment: Assessment) -> Sentence | None:
    """What must be said where the ranking goes further than the ladder."""
    if NETWORK not in found.first or assessment.rung >= Rung.INDICATORS:
        return None
    return Sentence(
        "That every innocent explanation of this list has something against it is no sign that the "
        "accounts are not what they appear to be: the judgement stays at rung {rung}, for the "
        "reason given there.",
        rung=assessment.rung.value,
    )


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
