"""What became of folders of files beside posts, in a table and in sentences."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from demasque.cli.screen import Screen

if TYPE_CHECKING:
    from demasque.media import AddedMedia


def show_added_media(screen: Screen, added: Sequence["AddedMedia"], case: Path) -> None:
    """A table with one row a folder, then what needs words."""
    words = screen.words
    headings = (
        words.text("Folder"),
        words.text("Pictures and clips"),
        words.text("New"),
        words.text("New links to posts"),
        words.text("New pictures of accounts"),
        words.text("Rejected"),
        words.text("Left out"),
    )
    read = [each for each in added if not each.problem]
    if read:
        screen.table(headings, [_row(each) for each in read])
    for each in added:
        _show_remarks(screen, each, case)


def _row(each: "AddedMedia") -> tuple[str | int, ...]:
    rejected = sum(each.rejected.values())
    return (
        each.name,
        each.files,
        each.new,
        each.linked,
        each.avatars,
        rejected,
        each.left_out,
    )


def _show_remarks(screen: Screen, each: "AddedMedia", case: Path) -> None:
    words, name = screen.words, each.name
    if each.problem:
        screen.problem(words.say(each.problem))
        return
    for reason, rows in each.rejected.items():
        screen.say(
            words.plural(
                "{file}: {n} row rejected: {reason}",
                "{file}: {n} rows rejected: {reason}",
                rows,
                file=name,
                reason=words.say(reason),
            )
        )
    for listed_in, line, reason in each.first_rejects:
        where = words.text("{file}, line {line}", file=listed_in, line=line) if line else listed_in
        screen.say(words.text("{where}: {reason}", where=where, reason=words.say(reason)))
    for sentence in each.warnings:
        screen.warn(words.say(sentence))
    if each.left_out and each.files + sum(each.rejected.values()):
        screen.say(
            words.plural(
                "{folder}: {n} picture or clip is named by no list and no post's id, and was left "
                "out. Name its post in a table media.csv (columns file, post) and add the folder "
                "again.",
                "{folder}: {n} pictures or clips are named by no list and no post's id, and were "
                "left out. Name their posts in a table media.csv (columns file, post) and add the "
                "folder again.",
                each.left_out,
                folder=name,
            )
        )
    elif each.left_out and not each.warnings:
        screen.warn(
            words.text(
                "{folder} does not say to which posts its pictures and clips belong. Put a table "
                "media.csv (columns file, post) into it and add it again: demasque add {case} "
                "{folder}",
                folder=name,
                case=str(case),
            )
        )
    if each.copied:
        screen.say(
            words.plural(
                "{folder}: {n} file was copied into the evidence.",
                "{folder}: {n} files were copied into the evidence.",
                each.copied,
                folder=name,
            )
        )
