"""Adding a folder of files beside posts: exports first, then what posts of the case have.

Which file belongs to which post is said by the folder's lists (:mod:`demasque.sources.folders`).
Files are hashed, fingerprinted in a process of their own and left where they are. They go into the
tables some at a time, each group whole or not at all; a killed command has lost the group at work,
and the same command again does the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from demasque.case import CaseStore
from demasque.errors import DemasqueError, Sentence, UsageError, readable
from demasque.media.decoding.sound import sound_missing
from demasque.media.fingerprints import missing_packages
from demasque.media.storing.added_media import AddedMedia, RejectedRows
from demasque.media.storing.file_links import FileLinks, links_of, write_links
from demasque.media.storing.folder_exports import ExportRequest, add_exports
from demasque.media.storing.folder_files import OpenedFolder, digests, opened_folder
from demasque.media.storing.new_files import write_new_files
from demasque.media.storing.post_matching import FileOwner, PostMatcher
from demasque.progress import Progress, quiet
from demasque.sources import BY_NAME, FolderReading, MediaRow, may_sound, read_folder


def packages_missing() -> Sentence | None:
    """Say that pictures and clips are left out where the extra ``media`` is not installed."""
    try:
        missing_packages()
    except DemasqueError as error:
        return Sentence(
            "Pictures and clips were left out. {reason} Then add the folder again.",
            reason=error.sentence,
        )
    return None


def add_media(
    store: CaseStore,
    folder_or_zip: str | Path,
    keep: bool = False,
    progress: Progress = quiet,
    *,
    request: ExportRequest | None = None,
) -> AddedMedia:
    """Add the exports of a folder or zip, then the files beside their posts; what became of it.

    With ``keep`` the files are copied into the evidence as well. ``request`` says how exports are
    to be read, and by ``platform`` in its mapping where posts are from whose list does not say it.
    A folder that cannot be read has its ``problem`` in words. Raises UsageError where there is no
    such folder, and for a format or field that does not exist.
    """
    path = Path(folder_or_zip)
    name = readable(path.resolve().name)
    if not path.exists():
        raise UsageError("{path}: there is no such file.", path=path)
    try:
        with opened_folder(store, path, progress) as folder:
            return _add_folder(store, folder, keep, request or ExportRequest(), progress)
    except UsageError:
        raise
    except DemasqueError as error:
        return AddedMedia(name, problem=error.sentence)
    except OSError as error:
        problem = Sentence("{name} could not be read: {reason}", name=name, reason=str(error))
        return AddedMedia(name, problem=problem)


def _add_folder(
    store: CaseStore,
    folder: OpenedFolder,
    keep: bool,
    request: ExportRequest,
    progress: Progress,
) -> AddedMedia:
    listing = folder.listing
    reading = read_folder(listing)
    exports, unread = add_exports(store, listing, reading, request, progress)
    made = AddedMedia(
        listing.name,
        tuple(exports),
        reading.layouts,
        warnings=(*reading.problems, *unread, *_left_out_of_zip(folder), *_links(folder)),
    )
    if not made.exports and not listing.media() and not reading.rows and not unread:
        problem = Sentence(
            "{name} holds no exports of posts, and no pictures or clips.", name=listing.name
        )
        return AddedMedia(listing.name, problem=problem)
    absent = packages_missing()
    if absent and listing.media():
        return replace(made, left_out=len(listing.media()), warnings=(*made.warnings, absent))
    return _add_files(store, folder, reading, keep, request, made, progress)


def _add_files(
    store: CaseStore,
    folder: OpenedFolder,
    reading: FolderReading,
    keep: bool,
    request: ExportRequest,
    made: AddedMedia,
    progress: Progress,
) -> AddedMedia:
    rejected = RejectedRows()
    for row in reading.rejected:
        rejected.add(row.listed_in, row.line, row.reason)
    owners = _owners(store, reading, request, rejected)
    named = {row.file for row in reading.by_name} & owners.keys()
    found = digests(folder, sorted(owners), progress)
    for file in sorted(owners.keys() - found.keys()):
        rejected.add(file, 0, _UNREADABLE)
    links = links_of(owners, found)
    store.places.note((found[file], folder.place(file)) for file in sorted(found))
    known = _known(store, links.media)
    written = write_links(store, links, known)
    fresh = write_new_files(store, folder, links, known, keep, rejected, progress)
    there = _known(store, links.media)
    store.places.keep_only(_known(store, None))
    copied = _keep_known(store, folder, links, known) if keep else []
    result = replace(
        made,
        layouts=(*made.layouts, *([BY_NAME] if named else [])),
        files=len(there),
        new=len(fresh.new),
        linked=written.posts + fresh.posts,
        avatars=written.avatars + fresh.avatars,
        rejected=dict(rejected.reasons.most_common()),
        rejects=tuple(rejected.rows),
        left_out=len(set(folder.listing.media()) - owners.keys() - reading.listed),
        copied=len(fresh.kept) + len(copied),
        warnings=(*made.warnings, *_silent(folder, fresh.new, links)),
    )
    store.media_rejects.replace(
        made.name,
        folder.path,
        [(file, line or None, reason) for file, line, reason in rejected.rows],
    )
    _write_custody(store, result, there, [*fresh.kept, *copied])
    return result


_UNREADABLE: Final = Sentence("the file cannot be read")


def _owners(
    store: CaseStore, reading: FolderReading, request: ExportRequest, rejected: RejectedRows
) -> dict[str, list[FileOwner]]:
    """File -> the posts and accounts that it belongs to."""
    given = request.mapping.get("platform", "")
    matcher = PostMatcher(store, given[1:] if given.startswith("=") else None)
    owners: dict[str, list[FileOwner]] = {}
    for row, owner in _matched(matcher, reading.rows):
        if isinstance(owner, FileOwner):
            owners.setdefault(row.file, []).append(owner)
        else:
            rejected.add(row.listed_in, row.line, owner)
    for row, owner in _matched(matcher, reading.by_name):
        # A name that is no post's id was never said to be one.
        if isinstance(owner, FileOwner):
            owners.setdefault(row.file, []).append(owner)
    return owners


def _matched(
    matcher: PostMatcher, rows: Sequence[MediaRow]
) -> Iterable[tuple[MediaRow, FileOwner | Sentence]]:
    return zip(rows, matcher.match(rows), strict=True)


def _known(store: CaseStore, media: Iterable[str] | None) -> set[str]:
    """Which of some files (of all, for None) the case has."""
    every = set(store.sql("SELECT media FROM media_files")["media"].to_pylist())
    return every if media is None else every & set(media)


def _keep_known(
    store: CaseStore, folder: OpenedFolder, links: FileLinks, known: set[str]
) -> list[str]:
    """Copy into the evidence the files that were added before without; which."""
    there = store.evidence.files()
    todo = sorted(media for media in known if media not in there)
    paths = {media: folder.listing.path(links.media[media]) for media in todo}
    store.evidence.keep_as_it_is(paths)
    store.sql(
        "UPDATE media_files SET kept = true WHERE media IN (SELECT unnest(?))", [sorted(known)]
    )
    return todo


def _write_custody(
    store: CaseStore, made: AddedMedia, there: set[str], kept: Sequence[str]
) -> None:
    """Say in the log what was added. A folder that brings nothing new is logged once."""
    if not there:
        return
    digest = sha256("\n".join(sorted(there)).encode()).hexdigest()
    changed = made.new or made.linked or made.avatars or kept
    logged = (entry["details"].get("media_sha256") for entry in store.custody.entries())
    if not changed and digest in logged:
        return
    store.custody.write(
        "add",
        folder=made.name,
        layouts=list(made.layouts),
        files=made.files,
        new=made.new,
        linked=made.linked,
        avatars=made.avatars,
        rejected=dict(made.rejected),
        left_out=made.left_out,
        media_sha256=digest,
        kept=sorted(kept),
    )


def _silent(folder: OpenedFolder, new: Sequence[str], links: FileLinks) -> list[Sentence]:
    """Say once that sounds are not compared, where there are clips and no program for it."""
    said = sound_missing() if any(may_sound(links.media[media]) for media in new) else None
    return [said] if said else []


def _left_out_of_zip(folder: OpenedFolder) -> list[Sentence]:
    reasons: Mapping[Sentence, int] = {
        reason: sum(other == reason for _, other in folder.left_out)
        for _, reason in folder.left_out
    }
    return [
        Sentence.counted(
            "{name}: {n} file was not unpacked: {reason}.",
            "{name}: {n} files were not unpacked: {reason}.",
            n,
            name=folder.listing.name,
            reason=reason,
        )
        for reason, n in reasons.items()
    ]


def _links(folder: OpenedFolder) -> list[Sentence]:
    if not folder.listing.links:
        return []
    return [
        Sentence.counted(
            "{name}: {n} link to a file elsewhere was not followed.",
            "{name}: {n} links to files elsewhere were not followed.",
            folder.listing.links,
            name=folder.listing.name,
        )
    ]
