"""What a kind of trace is: a frozen description, and one function over the posts of a case."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.array_room import IN_MEMORY, ArrayRoom
from demasque.case import CaseStore, CaseTables
from demasque.errors import Sentence
from demasque.media import Transcriber
from demasque.progress import Progress, quiet
from demasque.text import ALL_RULES, FAMILY_RULES, Expand, Rules

FOUND: Final = pa.schema(
    [
        pa.field("post", pa.string(), nullable=False),
        pa.field("account", pa.string(), nullable=False),
        pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("value", pa.string(), nullable=False),
    ]
)
"""What a kind's function yields: one row per post and value; equal rows count once."""

OWN_WORDS: Final = "p.time_precision <> 'estimated' AND p.kind <> 'repost'"
"""SQL condition on posts p whose words, links and media are the account's own doing.

A repost copies those of the original, so it leaves the trace of reposting and no other. A quote
adds words of its own and leaves them as any post does. A post whose time is an estimate cannot be
synchronous with anything.
"""


Warn = Callable[[Sentence], None]
"""Is told what the user should know of what was left out."""


def unheard(_: Sentence) -> None:
    """Listen to no warning."""


@dataclass(frozen=True)
class Extraction:
    """One extraction: the tables that are looked through, and what the user has to say on how.

    A kind may leave more than events: facts for the run record in ``notes``, by the kind's id, and
    result tables of its own in ``tables``, or in ``streams`` where they are large. What is large
    on the way lies in ``room``. What it leaves out it tells ``warn``. Files beside posts
    are looked at in the ``case``; there is none where posts are looked through apart from it.
    """

    store: CaseTables
    key_rules: Rules = ALL_RULES
    family_rules: Rules = FAMILY_RULES
    expand: Expand | None = None  # short addresses to full ones
    progress: Progress = quiet
    notes: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, pa.Table] = field(default_factory=dict)
    streams: dict[str, pa.RecordBatchReader] = field(default_factory=dict)
    transcriber: Transcriber | None = None  # who writes down what is said in clips
    warn: Warn = unheard
    case: CaseStore | None = None
    how: str = ""  # the name of this way to look, which `post_words` keeps
    known: str | None = None  # the table of the words that were read this way before
    room: ArrayRoom = IN_MEMORY


DEFAULT_WINDOWS: Final = ("60s", "10min")
"""Nobody knows the right window, so two are tried and each pair is judged by what says most."""

WIDE_WINDOWS: Final = ("10min", "30min")
"""For those who take care not to act at once: accounts are attached to campaigns by them."""

AT_ONCE: Final = ("60s",)
"""For what answers a post of somebody else's: hundreds do so within minutes of it, and the same
people again and again, so only being as quick as each other says anything."""


def _nothing(_: Extraction) -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True)
class TraceKind:
    """One thing that two accounts can have in common.

    ``find`` streams the case's posts and yields tables of :data:`FOUND`. ``default`` kinds are
    extracted unless the user names others. ``windows`` are tried unless the user names others.
    Of a kind that ``answers``, each trace is a post of somebody, who may have an audience. Where it
    goes ``by_post``, a post's traces depend on that post alone, and are not looked for twice.
    ``prepare`` fills tables that ``find`` reads, before any trace is looked for.
    """

    id: str
    title: str
    meaning: str
    find: Callable[[Extraction], Iterator[pa.Table]]
    default: bool = True
    windows: tuple[str, ...] = DEFAULT_WINDOWS
    answers: bool = False
    by_post: bool = False
    prepare: Callable[[Extraction], None] = _nothing


def each_value(
    store: CaseTables, query: str, name: Callable[[list[str]], list[str | None]]
) -> Iterator[pa.Table]:
    """Run a query that gives (post, account, at, raw) and name each raw value's trace.

    ``name`` takes the distinct raw values of a batch and returns each one's trace value, or None
    where it leaves none.
    """
    for batch in store.stream(query):
        encoded = batch.column("raw").dictionary_encode()
        values = pa.array(name(encoded.dictionary.to_pylist()), pa.string())
        table = pa.table(
            {
                "post": batch.column("post"),
                "account": batch.column("account"),
                "at": batch.column("at"),
                "value": pc.take(values, encoded.indices),
            }
        )
        yield table.filter(pc.is_valid(pc.field("value")))


def trace_ids(kind: str, values: pa.ChunkedArray) -> pa.Array:
    """Signed 64-bit ids of trace values: BLAKE2b of kind and value, the same in every case."""
    encoded = values.combine_chunks().dictionary_encode()
    start = blake2b(f"{kind}\0".encode(), digest_size=8)
    digests = []
    for value in encoded.dictionary.to_pylist():
        state = start.copy()
        state.update(value.encode("utf-8", "surrogatepass"))
        digests.append(state.digest())
    made = pa.Array.from_buffers(pa.int64(), len(digests), [None, pa.py_buffer(b"".join(digests))])
    return pc.take(made, encoded.indices)
