"""The same words in different pictures or clips: read from pixels, or heard, once a media family.

Posts of one media family share the kind ``media`` already, and have the same words because they
have the same picture. So of each family only the first post leaves the trace of its words, and two
posts that share it always show two different pictures: nothing is counted twice. For the same
reason a post whose own text holds the words leaves no trace of them here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.media import (
    family_words,
    file_paths,
    hear_words,
    load_reader,
    protected_media,
    read_words,
)
from demasque.schema import MEDIA_MESSAGES
from demasque.text import find_copies, match_keys
from demasque.traces.frame_lines import without_frames
from demasque.traces.trace_kind import FOUND, OWN_WORDS, Extraction, TraceKind, trace_ids
from demasque.traces.words import message_keys

_POSTS: Final = f"""
    SELECT m.post, p.account, p.posted_at AS "at", m.media, p.text
    FROM media_in_posts m JOIN posts p USING (post) WHERE {OWN_WORDS}
    ORDER BY "at", m.post, m.media"""
_FILES: Final = "SELECT DISTINCT media FROM media_in_posts ORDER BY media"
_PICTURES: Final = "SELECT count(*) AS n FROM media_in_posts"

_NOT_READ: Final = Sentence(
    "Words in pictures were not read: that takes the extra ocr, pip install 'demasque[ocr]'."
)


def _find(extraction: Extraction) -> Iterator[pa.Table]:
    """Look at new families for words, then name each post's by the words that families share."""
    case = extraction.case
    if case is None or not case.sql(_PICTURES)["n"][0].as_py():
        return
    exemplars = _exemplars(extraction)
    _look(extraction, case, exemplars)
    messages = _messages(extraction, case, exemplars)
    if messages:
        extraction.tables["media_messages"] = _carriers(extraction, exemplars, messages)
        yield _first_posts(extraction, exemplars, messages)


def _exemplars(extraction: Extraction) -> dict[str, str]:
    """Each file's exemplar, as the kind ``media`` found it in this extraction.

    Files of one template or logo have that in common and show different things, so each stands for
    itself.
    """
    found = extraction.tables.get("media_families")
    if found is None:
        return {}
    return {
        row["media"]: row["exemplar"]
        for row in found.select(["media", "exemplar", "content"]).to_pylist()
        if row["content"] in ("content", "blank")
    }


def _look(extraction: Extraction, case: CaseStore, exemplars: Mapping[str, str]) -> None:
    """Read and hear what nobody did yet, and say what is left out."""
    progress = extraction.progress
    paths = file_paths(case)
    found = {}
    reader = load_reader()
    if reader is None:
        extraction.warn(_NOT_READ)
    else:
        found["read"] = read_words(case, exemplars, paths, reader, progress)
    if extraction.transcriber is not None:
        found["heard"] = hear_words(case, exemplars, paths, extraction.transcriber, progress)
    extraction.notes[PICTURE_TEXT.id] = {how: asdict(each) for how, each in found.items()}
    for sentence in dict.fromkeys(said for each in found.values() for said in each.warnings()):
        extraction.warn(sentence)


def _messages(
    extraction: Extraction, case: CaseStore, exemplars: Mapping[str, str]
) -> dict[str, set[str]]:
    """The messages that pictures of two families or more carry, by exemplar.

    What is read differs by a letter here and there, so texts are grouped as posts' are; a message
    is named by the normal form of its group's exemplar.
    """
    messages: dict[str, set[str]] = defaultdict(set)
    # What people who are protected show or say is quoted nowhere.
    hidden = {exemplars.get(media, media) for media in protected_media(case)}
    for how in ("read", "heard"):
        said = family_words(case, how, exemplars)
        texts = {family: text for family, text in said.items() if family not in hidden}
        for exemplar, message in _named(extraction, texts).items():
            messages[exemplar].add(message)
    return messages


def _named(extraction: Extraction, texts: Mapping[str, str]) -> dict[str, str]:
    """The message of each family whose words are those of another family, too."""
    texts = without_frames(texts, extraction.key_rules)
    if len(texts) < 2:
        return {}
    given = pa.table({"post_id": list(texts), "text": list(texts.values())})
    alike: dict[str, list[str]] = defaultdict(list)
    for row in find_copies(given, rules=extraction.family_rules).to_pylist():
        alike[row["exemplar"]].append(row["post_id"])
    several = sorted(one for one, members in alike.items() if len(members) > 1)
    keys = message_keys([texts[one] for one in several], extraction.key_rules)
    named = [(one, key) for one, key in zip(several, keys, strict=True) if key is not None]
    return {member: key for one, key in named for member in alike[one]}


def _carriers(
    extraction: Extraction, exemplars: Mapping[str, str], messages: Mapping[str, set[str]]
) -> pa.Table:
    """Every added file whose family carries a message, with the message's trace."""
    files = extraction.store.sql(_FILES)["media"].to_pylist()
    found = [(f, value) for f in files for value in sorted(messages.get(exemplars.get(f, f), ()))]
    values = pa.chunked_array([[value for _, value in found]], pa.string())
    traces = trace_ids(PICTURE_TEXT.id, values)
    return pa.table([[file for file, _ in found], traces], schema=MEDIA_MESSAGES)


def _first_posts(
    extraction: Extraction, exemplars: Mapping[str, str], messages: Mapping[str, set[str]]
) -> pa.Table:
    """The first post of each family that carries a message, unless its own text says the same."""
    rows: list[dict[str, Any]] = []
    done: set[tuple[str, str]] = set()
    for batch in extraction.store.stream(_POSTS):
        shown = [exemplars.get(one, one) for one in batch.column("media").to_pylist()]
        for number, exemplar in enumerate(shown):
            new = {value for value in messages.get(exemplar, ()) if (exemplar, value) not in done}
            if not new:
                continue
            row = batch.slice(number, 1).to_pylist()[0]
            own = match_keys([row["text"] or ""], extraction.key_rules)[0]
            for value in sorted(new):
                if value not in own:
                    done.add((exemplar, value))
                    rows.append({**{n: row[n] for n in ("post", "account", "at")}, "value": value})
    return pa.Table.from_pylist(rows, schema=FOUND)


PICTURE_TEXT: Final = TraceKind(
    "picture_text",
    "same words in pictures",
    "posted different pictures or clips with the same words in them",
    _find,
)
