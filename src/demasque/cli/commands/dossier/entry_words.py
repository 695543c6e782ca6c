"""Fields of entries and values of scales as readers are told them; files keep the English names."""

from typing import Final

from demasque.sentences import Sentence
from demasque.wording import Wording

FIELDS: Final = {
    "campaign": Sentence("campaign"),
    "accounts": Sentence("accounts"),
    "rung": Sentence("rung"),
    "statement": Sentence("what is judged"),
    "likelihood": Sentence("likelihood"),
    "because": Sentence("because"),
    "would_change": Sentence("what would change it"),
    "judgement": Sentence("judgement"),
    "agrees": Sentence("the second reader agrees"),
    "account": Sentence("account"),
    "verdict": Sentence("decision"),
    "title": Sentence("title"),
    "says": Sentence("what it says"),
    "what": Sentence("what"),
    "source": Sentence("source"),
    "reliability": Sentence("reliability of the source"),
    "credibility": Sentence("credibility of what it says"),
    "cause": Sentence("cause"),
    "row": Sentence("row"),
    "who": Sentence("who"),
    "about": Sentence("about whom"),
    "when": Sentence("when"),
    "where": Sentence("where"),
    "archived": Sentence("copy"),
    "sha256": Sentence("SHA-256"),
    "evidence": Sentence("evidence shown"),
    "claim": Sentence("claim"),
    "other": Sentence("the other claim"),
    "relation": Sentence("relation"),
    "technique": Sentence("technique"),
}
"""Fields of every kind of entry whose value is one word, number or text."""

_VALUES: Final = {
    "verdict": {
        "confirm": Sentence("confirm"),
        "unsure": Sentence("unsure"),
        "exclude": Sentence("exclude"),
        "accept": Sentence("accept"),
        "reject": Sentence("reject"),
    },
    "agrees": {"yes": Sentence("yes"), "no": Sentence("no"), "partly": Sentence("partly")},
}


def field_told(words: Wording, field: str, value: str | float) -> str:
    """One field of an entry with its value; a field that this version does not know, as it is."""
    said = " ".join(str(value).split())
    return words.text(
        "{field}: {value}", field=FIELDS.get(field, field), value=_value(words, field, said)
    )


def _value(words: Wording, field: str, said: str) -> str:
    from demasque.dossier import EvidenceShown, Relation

    if field == "likelihood":
        return words.say(said)  # kept as one of the scale's words
    if field == "evidence" and said in list(EvidenceShown):
        return words.say(EvidenceShown(said).sentence)
    if field == "relation" and said in list(Relation):
        return words.say(Relation(said).sentence)
    known = _VALUES.get(field, {}).get(said)
    return said if known is None else words.say(known)
