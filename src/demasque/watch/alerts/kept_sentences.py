"""Sentences as JSON and back: those inside others, shares, lengths of time and moments stay so."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from demasque.sentences import Percent, Seconds, Sentence


def sentence_record(sentence: Sentence) -> dict[str, Any]:
    """What JSON keeps of a sentence, so that any language can word it later."""
    kept = sentence.record()
    return kept | {"values": {name: _kept(value) for name, value in kept["values"].items()}}


def sentence_of(record: Mapping[str, Any]) -> Sentence:
    """The sentence that :func:`sentence_record` kept."""
    values = {name: _value(kept) for name, kept in record["values"].items()}
    return Sentence.recorded({**record, "values": values})


def _kept(value: object) -> object:
    match value:
        case Sentence():
            return {"sentence": sentence_record(value)}
        case Percent(share):
            return {"percent": share}
        case Seconds(seconds):
            return {"seconds": seconds}
        case datetime():
            return {"time": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case list() | tuple():
            return [_kept(each) for each in value]
        case _:
            return value


def _value(kept: object) -> object:
    match kept:
        case {"sentence": record}:
            return sentence_of(record)
        case {"percent": share}:
            return Percent(float(share))
        case {"seconds": seconds}:
            return Seconds(float(seconds))
        case {"time": moment}:
            return datetime.fromisoformat(str(moment))
        case {"date": day}:
            return date.fromisoformat(str(day))
        case list():
            return tuple(_value(each) for each in kept)
        case _:
            return kept
