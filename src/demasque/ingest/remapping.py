"""Reading the evidence again with today's mapping."""

from collections.abc import Sequence
from dataclasses import replace

from demasque.case import CaseStore, RebuiltStore
from demasque.errors import DemasqueError, Sentence
from demasque.ingest.added_file import AddedFile, add_rows
from demasque.ingest.evidence_files import EvidenceFile, evidence_files
from demasque.progress import Progress, quiet
from demasque.schema import TABLES, Lifetime, tables_of


def remap(store: CaseStore, progress: Progress = quiet) -> list[AddedFile]:
    """Read every file of evidence again, in the order of adding, and replace what was read before.

    Findings and whatever else analysts made stay: pseudonyms do not change. A file read as a table
    of no known format is looked at again, in case its format is known by now. All or nothing: when
    one file cannot be read any more, DemasqueError says which and the case is as before.
    """
    if store.evidence.files() and not store.sql("SELECT 1 FROM files LIMIT 1").num_rows:
        raise DemasqueError(
            "No file of {path} was ever read into its tables: add one.", path=store.path
        )
    return _remap_files(store, list(evidence_files(store)), progress)


def remap_file(store: CaseStore, file: EvidenceFile, progress: Progress = quiet) -> AddedFile:
    """Read a file of the case again in another way, which ``file`` says; what became of it.

    All others are read again with it, in their order, since the first of equal posts stays.
    """
    files = evidence_files(store)
    changed = [file if each.source_file == file.source_file else each for each in files]
    added = _remap_files(store, changed, progress)
    made = next(each for each in added if each.source_file == file.source_file)
    note = Sentence(
        "{name} was in the case already: it was read again, as you say now.", name=file.name
    )
    return replace(made, warnings=(note, *made.warnings))


def _remap_files(
    store: CaseStore, files: Sequence[EvidenceFile], progress: Progress
) -> list[AddedFile]:
    added: list[AddedFile] = []

    def fill(draft: RebuiltStore) -> None:
        for table in tables_of(Lifetime.RESULT, Lifetime.KEPT):
            # Posts may read otherwise now: their words are not known any more.
            if table is not TABLES["post_words"]:
                draft.copy(table.name)
        added.extend(_remap_file(store, draft, file, progress) for file in files)

    store.rebuild(fill)
    store.custody.write(
        "remap",
        files=[each.source_file for each in added],
        posts=sum(each.posts for each in added),
        accounts=sum(each.accounts for each in added),
    )
    return added


def _remap_file(
    store: CaseStore, draft: RebuiltStore, file: EvidenceFile, progress: Progress
) -> AddedFile:
    with draft.adding(store.names, file.keep_profile_text, store.tombstones()) as adding:
        return add_rows(adding, file, progress)
