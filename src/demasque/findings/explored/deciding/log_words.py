"""What a line of the custody log says was done, in words."""

from collections.abc import Mapping
from typing import Final

from demasque.sentences import Sentence

_JOURNAL: Final = "dossier"

_DONE: Final[Mapping[str, Sentence]] = {
    "init": Sentence("Case made"),
    "add": Sentence("Files added"),
    "remap": Sentence("Files read in another way"),
    "venues": Sentence("Venues named"),
    "media protect": Sentence("Pictures and clips protected"),
    "media hashes": Sentence("Hashes of pictures written"),
    "detect": Sentence("Groups looked for"),
    "match": Sentence("Compared with known indicators"),
    "compare": Sentence("Compared with another group"),
    "signature": Sentence("Signature of a group written"),
    "label": Sentence("Message named"),
    "report": Sentence("Report written"),
    "brief": Sentence("Brief written"),
    "export": Sentence("Export written"),
    "reveal": Sentence("Original ids written out"),
    "handover": Sentence("Handed over"),
    "outcome": Sentence("What became of accounts noted"),
    "forget": Sentence("Accounts forgotten"),
    "purge": Sentence("Old posts taken out"),
    "anonymise": Sentence("Case anonymised"),
    "dossier": Sentence("What people entered, of all kinds"),
    "dossier: judgement": Sentence("Judgement entered"),
    "dossier: reading": Sentence("Second reading entered"),
    "dossier: decision": Sentence("Decision entered"),
    "dossier: hypothesis": Sentence("Hypothesis entered"),
    "dossier: evidence": Sentence("Evidence entered"),
    "dossier: claim": Sentence("Claim entered"),
    "dossier: claim link": Sentence("Link between claims entered"),
    "dossier: channel": Sentence("Channel entered"),
    "dossier: technique": Sentence("Technique accepted or rejected"),
    "dossier: retraction": Sentence("Something entered was taken back"),
}


def line_kind(action: str, details: Mapping[str, object]) -> str:
    """What tells lines apart: the action, and of what people entered the kind as well."""
    kind = details.get("kind")
    return f"{action}: {kind}" if action == _JOURNAL and isinstance(kind, str) else action


def line_words(kind: str) -> Sentence:
    """What was done, of a kind of line; a word that is not known goes by itself."""
    return _DONE.get(kind, Sentence("{words}", words=kind))
