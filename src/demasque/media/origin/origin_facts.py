"""What do a family's files say of where they come from? Counted, and in sentences."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.media.origin.credentials import INVALID, NONE, UNTRUSTED, VALID

ORIGIN_NAMES: Final[Mapping[str, Sentence]] = {
    "credentials": Sentence("Content Credentials"),
    "remote_credentials": Sentence("Content Credentials kept elsewhere"),
    "signer": Sentence("signer"),
    "claim_generator": Sentence("program that signed"),
    "ai": Sentence("stated to be made with AI"),
    "source_type": Sentence("stated kind of source"),
    "generation_parameters": Sentence("a picture generator's settings"),
    "make": Sentence("maker of the camera"),
    "software": Sentence("software"),
    "encoder": Sentence("encoder"),
    "container": Sentence("container"),
    "brand": Sentence("brand of the container"),
    "video_codec": Sentence("coding of pictures"),
    "audio_codec": Sentence("coding of sound"),
    "created_at": Sentence("created, by the file's own clock"),
    "place": Sentence("place"),
    "named": Sentence("ending of its name, which is another kind of file's"),
    "looked at": Sentence("frames that were looked at"),
    "cut short": Sentence("cut short"),
}
"""What ``media_origins.name`` may say, in the order in which it is shown."""

CREDENTIALS: Final[Mapping[str, Sentence]] = {
    VALID: Sentence("valid"),
    UNTRUSTED: Sentence("valid but signer not trusted"),
    INVALID: Sentence("invalid"),
    NONE: Sentence("none"),
}
"""What ``media_origins.value`` may say of ``credentials``."""

_SHOWN: Final = 3
"""Values of one name that a sentence lists."""


@dataclass(frozen=True, order=True)
class OriginFact:
    """One thing that files of a family say: ``files`` of the ``of`` that were looked at."""

    name: str
    value: str
    files: int
    of: int


@dataclass(frozen=True)
class OriginFacts:
    """What a family's files say of where they come from; ``family`` is its exemplar.

    ``facts`` are in the order of :data:`ORIGIN_NAMES`, those of most files first; ``of`` counts the
    files that were looked at, of which some may say nothing.
    """

    family: str
    of: int
    facts: tuple[OriginFact, ...]

    def said(self, name: str) -> list[OriginFact]:
        """The facts of one name."""
        return [fact for fact in self.facts if fact.name == name]

    def sentences(self) -> list[Sentence]:
        """What is worth a reader's eye, with what it cannot say."""
        written = [self._credentials(), self._ai(), self._tools(), self._place()]
        return [sentence for sentence in written if sentence is not None]

    def _credentials(self) -> Sentence | None:
        states = {fact.value: fact.files for fact in self.said("credentials")}
        found = [(word, states[word]) for word in CREDENTIALS if word != NONE and word in states]
        if not states:
            return None
        if not found:
            return Sentence(
                "No file carries Content Credentials, which says nothing: most programs write "
                "none, and platforms remove them."
            )
        return Sentence(
            "Content Credentials: {states}; signed by: {signers}.",
            states=[
                Sentence.counted("{state} in {n} file", "{state} in {n} files", n, state=said)
                for said, n in ((CREDENTIALS[word], n) for word, n in found)
            ],
            signers=self._values("signer") or [Sentence("not said")],
        )

    def _ai(self) -> Sentence | None:
        stating = sum(fact.files for fact in self.said("ai"))
        if not stating:
            return None
        return Sentence.counted(
            "{n} file of {of} states that it was made with AI, in whole or in part. Anyone can "
            "write so, and most files made with AI do not say it.",
            "{n} files of {of} state that they were made with AI, in whole or in part. Anyone can "
            "write so, and most files made with AI do not say it.",
            stating,
            of=self.of,
        )

    def _tools(self) -> Sentence | None:
        names = ("claim_generator", "software", "encoder", "make")
        tools = [value for name in names for value in self._values(name)]
        if not tools:
            return None
        return Sentence(
            "Named by the files themselves: {tools}. Millions share a program, and platforms write "
            "their own.",
            tools=list(dict.fromkeys(tools)),
        )

    def _place(self) -> Sentence | None:
        places = sum(fact.files for fact in self.said("place"))
        if not places:
            return None
        return Sentence.counted(
            "{n} file names a place, which is not kept.",
            "{n} files name a place, which is not kept.",
            places,
        )

    def _values(self, name: str) -> list[str]:
        return [fact.value for fact in self.said(name)][:_SHOWN]


_SAID: Final = """
    SELECT coalesce(f.exemplar, o.media) AS family, o.media, o.name, o.value
    FROM media_origins o LEFT JOIN media_families f USING (media) ORDER BY ALL"""


def origin_facts(store: CaseStore) -> dict[str, OriginFacts]:
    """What each family's files say of where they come from, by exemplar; only families of which a
    file says anything. A file that no detection has seen yet is its own family.
    """
    counted: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    files: dict[str, set[str]] = defaultdict(set)
    for row in store.sql(_SAID).to_pylist():
        counted[row["family"]][row["name"], row["value"]] += 1
        files[row["family"]].add(row["media"])
    order = {name: place for place, name in enumerate(ORIGIN_NAMES)}
    found = {}
    for family in sorted(counted):
        of = len(files[family])
        facts = [OriginFact(*said, n, of) for said, n in counted[family].items()]
        facts.sort(key=lambda fact: (order.get(fact.name, len(order)), -fact.files, fact))
        found[family] = OriginFacts(family, of, tuple(facts))
    return found
