"""Reading the evidence again with today's mapping."""

from collections.abc import Sequence
from dataclasses import replace

from demasque.case import ALL_TABLES, CaseStore, Draft
from demasque.errors import DemasqueError, Sentence
from demasque.ingest.added_file import Intake, read_into
from demasque.ingest.evidence_files import EvidenceFile, evidence_files
from demasque.progress import Progress, quiet
from demasque.schema import SOURCE_TABLES
from demasque.sources.source import Source

_MADE_BY_READING = frozenset(SOURCE_TABLES) | {"files"}


def remap_with(
    store: CaseStore, sources: Sequence[Source], progress: Progress = quiet
) -> list[Intake]:
    """Read every file of evidence again, in the order of adding, and replace what was read before.

    Findings and whatever else analysts made stay: pseudonyms do not change. A file read as a table
    of no known format is looked at again, in case its format is known by now. All or nothing: when
    one file cannot be read any more, DemasqueError says which and the case is as before.
    """
    if store.evidence.files() and not store.sql("SELECT 1 FROM files LIMIT 1").num_rows:
        raise DemasqueError(
            "No file of {path} was ever read into its tables: add one.", path=store.path
        )
    return _read_all(store, list(evidence_files(store, sources)), progress)


def read_again(
    store: CaseStore, sources: Sequence[Source], file: EvidenceFile, progress: Progress = quiet
) -> Intake:
    """Read a file of the case again in another way, which ``file`` says; what became of it.

    All others are read again with it, in their order, since the first of equal posts stays.
    """
    files = evidence_files(store, sources)
    changed = [file if each.source_file == file.source_file else each for each in files]
    intakes = _read_all(store, changed, progress)
    made = next(intake for intake in intakes if intake.source_file == file.source_file)
    note = Sentence(
        "{name} was in the case already: it was read again, as you say now.", name=file.name
    )
    return replace(made, warnings=(note, *made.warnings))


def _read_all(store: CaseStore, files: Sequence[EvidenceFile], progress: Progress) -> list[Intake]:
    intakes: list[Intake] = []

    def fill(draft: Draft) -> None:
        for table in ALL_TABLES:
            if table not in _MADE_BY_READING:
                draft.copy(table)
        intakes.extend(_again(store, draft, file, progress) for file in files)

    store.rebuild(fill)
    store.custody.write(
        "remap",
        files=[intake.source_file for intake in intakes],
        posts=sum(intake.posts for intake in intakes),
        accounts=sum(intake.accounts for intake in intakes),
    )
    return intakes


def _again(store: CaseStore, draft: Draft, file: EvidenceFile, progress: Progress) -> Intake:
    with draft.adding(store.names, file.keep_profile_text, store.tombstones()) as adding:
        return read_into(adding, file, progress)
