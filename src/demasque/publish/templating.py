"""Templates worded in one language: what every page that the program writes is made with."""

from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import CodeType
from typing import Final

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache
from markupsafe import Markup

from demasque.dossier import COUNTS_PROVE_NOTHING, DISARM_ATTRIBUTION, LEGEND, carrier_name
from demasque.findings import INNOCENT_READINGS, media_code, thing_name
from demasque.publish.drawing.marked_texts import shortened
from demasque.publish.drawing.media_naming import change_name, media_kind_name, trace_name
from demasque.publish.drawing.naming import (
    detail_name,
    kind_name,
    reason_name,
    rule_name,
    short,
    tiny,
    venue_kind_name,
)
from demasque.publish.drawing.narrative_texts import perhaps_one, sparkline
from demasque.publish.drawing.shown_matrix import shown_matrix
from demasque.wording import Wording

_STYLES: Final = ("report.css", "media.css", "brief.css", "claims.css")


def environment(words: Wording, *first: BaseLoader) -> Environment:
    """Return the templates, with what they are worded and drawn with.

    Templates are looked for in ``first`` before those of this room.
    """
    made = Environment(
        loader=ChoiceLoader([*first, PackageLoader("demasque.publish")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(words.language),
    )
    made.policies["ext.i18n.trimmed"] = True
    made.globals |= {
        "lang": words.language,
        "text": words.text,
        "plural": words.plural,
        "say": words.say,
        "kind_name": lambda kind: words.say(kind_name(kind)),
        "reason_name": lambda reason: words.say(reason_name(reason)),
        "change_name": lambda change: words.say(change_name(change)),
        "media_kind": lambda kind: words.say(media_kind_name(kind)),
        "media_code": media_code,
        "carrier_name": carrier_name,
        "counts_prove_nothing": COUNTS_PROVE_NOTHING,
        "trace_name": partial(_trace_name, words),
        "style": _style,
        "thing_name": lambda kind: words.say(thing_name(kind)),
        "innocent_readings": INNOCENT_READINGS,
        "shown_matrix": shown_matrix,
        "matrix_legend": LEGEND,
        "disarm_register": DISARM_ATTRIBUTION,
    }
    made.filters |= {
        "number": words.number,
        "amount": partial(_amount, words),
        "percent": words.percent,
        "hundredths": lambda value: words.number(value, 2),
        "day": words.date,
        "moment": words.time,
        "instant": lambda written: words.time(datetime.fromisoformat(written)),
        "minute": lambda at: words.time(at, seconds=False),
        "duration": words.duration,
        "language": words.language_name,
        "platform": lambda name: words.text("unknown platform") if name == "unknown" else name,
        "venue_kind": lambda kind: words.say(venue_kind_name(kind)),
        "detail_name": lambda kind: words.say(detail_name(kind)),
        "rule_name": lambda rule: words.say(rule_name(rule)),
        "listing": words.listing,
        "say": words.say,
        "short": short,
        "tiny": tiny,
        "shortened": shortened,
        "sparkline": sparkline,
        "perhaps_one": perhaps_one,
        "iso": datetime.isoformat,
    }
    return made


class CompiledTemplates(BytecodeCache):
    """Templates as they were compiled earlier in this process, by name and content."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the template its code, if it was compiled."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


@cache
def _compiled(language: str) -> CompiledTemplates:
    # Of each language its own: what a filter makes of a constant is compiled in.
    return CompiledTemplates()


def _trace_name(words: Wording, kind: str, value: str) -> str:
    """A trace's name in the page's language, or its own value: that is never looked up."""
    name = trace_name(kind, value)
    return value if name is None else words.say(name)


def _amount(words: Wording, expected: float) -> str:
    """Write what chance gives, as closely as its size asks; a very small amount is not nothing."""
    if expected < 0.001:
        return f"< {words.number(0.001, 3)}"
    return words.number(expected, 0 if expected >= 100 else 1 if expected >= 1 else 3)


def _style(*names: str) -> Markup:
    """Sheets by their names; the report's unless others are named."""
    # Ours, not a reader's: the one thing that goes in unescaped.
    folder = Path(__file__).parent / "templates"
    return Markup("".join((folder / name).read_text("utf-8") for name in names or _STYLES))
