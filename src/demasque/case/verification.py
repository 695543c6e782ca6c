"""Is everything as it was written down? Evidence and custody log, checked against each other."""

from collections.abc import Iterator
from typing import Final

from demasque.case.store import CaseStore
from demasque.errors import Sentence

_UNNAMED: Final = "A file"


def verify(store: CaseStore) -> list[str]:
    """One sentence per thing that was changed, removed or added; an empty list proves that none.

    Checked are: the chain of the custody log and the head that the store remembers; the stored form
    of each file of evidence and, unpacked, its original content; that the evidence holds every file
    that the log and the tables name.
    """
    broken = store.custody.verify()
    if broken is not None:
        # A log that cannot be trusted is no measure of the evidence: that is checked by itself.
        sentence = Sentence(
            "custody.log, line {line}: {reason}.", line=str(broken.line), reason=broken.reason
        )
        return [sentence, *_changed_files(store)]
    return [*_changed_files(store), *_unaccounted_files(store)]


def _changed_files(store: CaseStore) -> Iterator[str]:
    for name in store.evidence.changed():
        yield Sentence("evidence/{name} is missing or not as it was stored.", name=name)
    for name in store.evidence.foreign():
        yield Sentence("evidence/{name} was not put there by demasque.", name=name)


def _unaccounted_files(store: CaseStore) -> Iterator[str]:
    """Where the custody log, the tables and the list of evidence contradict each other."""
    listed = set(store.evidence.files())
    added, gone = files_by_the_log(store)
    for digest in sorted(gone & listed):
        yield (
            Sentence(
                "{name} (SHA-256 {digest}) was to be taken out of the evidence and is still there: "
                "the command was cut short, run it again.",
                name=_name_when_added(store, digest),
                digest=digest,
            )
        )
    for digest in sorted(added - gone - listed):
        yield Sentence(
            "{name} (SHA-256 {digest}) was removed from the evidence.",
            name=_name_when_added(store, digest),
            digest=digest,
        )
    files = store.evidence.files()
    for digest in sorted((added - gone) & listed):
        name = _name_when_added(store, digest)
        if name not in (files[digest].name, _UNNAMED):
            yield Sentence(
                "The list of evidence calls SHA-256 {digest} {listed}; it was added as {name}.",
                digest=digest,
                listed=files[digest].name,
                name=name,
            )
    read = store.sql("SELECT source_file, name FROM files ORDER BY name, source_file").to_pylist()
    for row in read:
        if row["source_file"] not in listed | added | gone:
            yield (
                Sentence(
                    "{name} (SHA-256 {digest}) is in the tables, but neither in the evidence nor "
                    "in the custody log.",
                    name=row["name"],
                    digest=row["source_file"],
                )
            )
    kept = store.sql("SELECT media FROM media_files WHERE kept")["media"].to_pylist()
    for digest in sorted(set(kept) - listed):
        yield Sentence(
            "A file beside posts (SHA-256 {digest}) is in the tables as kept, but not in the "
            "evidence.",
            digest=digest,
        )
    in_tables = {row["source_file"] for row in read} | set(kept)
    for digest in sorted((added & listed) - gone - in_tables):
        yield Sentence(
            "{name} (SHA-256 {digest}) is in the evidence, but not in the tables: add it again.",
            name=_name_when_added(store, digest),
            digest=digest,
        )


def files_by_the_log(store: CaseStore) -> tuple[set[str], set[str]]:
    """Hashes of the files that the log says were added, and of those it says were taken out."""
    added: set[str] = set()
    gone: set[str] = set()
    for entry in store.custody.entries():
        details = entry["details"]
        if entry["action"] == "add":
            # A folder's line names the files that were copied into the evidence, if any were.
            for digest in details.get("kept", [details["sha256"]] if "sha256" in details else []):
                added.add(digest)
                if "kept" in details:
                    gone.discard(digest)
        for old, new in details.get("evidence_replaced", {}).items():
            gone.add(old)
            if new:
                added.add(new)
                gone.discard(new)
    return added, gone


def _name_when_added(store: CaseStore, digest: str) -> str:
    """What a file of this hash was called when it was added."""
    for entry in store.custody.entries():
        if entry["details"].get("sha256") == digest:
            return str(entry["details"]["file"])
    return _UNNAMED
