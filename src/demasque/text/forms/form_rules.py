"""Which rules make the match key: named, switchable, versioned, for the run record to say."""

from dataclasses import dataclass, fields, replace
from typing import Final

from demasque.errors import UsageError

VERSION: Final = 1
"""Raised when a rule changes what it does; two keys compare only under one version."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the normal form. Each may be switched; the last two are for families only."""

    entities: bool = True  # HTML character references read: &amp; is &
    compatibility: bool = (
        True  # Unicode NFKC: full-width, ligatures, styled letters, composed marks
    )
    invisible: bool = True  # zero-width and bidirectional controls, lone surrogates out
    links: bool = True  # URLs out
    leading_mentions: bool = True  # the chain of @mentions (and RT @...:) a post opens with, out
    emoji: bool = True  # emoji out; see `emoji_of`
    punctuation: bool = True  # punctuation and symbols count as a space; apostrophes vanish
    marks: bool = True  # stray combining accents, Arabic vowel signs and tatweel out
    lookalikes: bool = True  # TR39 confusables, only inside words that mix scripts
    case: bool = True  # Unicode case folding
    traditional: bool = True  # Traditional Chinese characters to Simplified, by OpenCC's table
    repeats: bool = True  # three or more of one letter in a row are two; digits stay
    spacing: bool = True  # one space between words, none beside scripts written without spaces
    mentions: bool = False  # every @mention out, not only those in front
    edge_hashtags: bool = False  # hashtags in front and at the end out, if enough words remain

    def as_record(self) -> dict[str, object]:
        """Say which rules ran and under which version, for the run record."""
        on = [field.name for field in fields(self) if getattr(self, field.name)]
        off = [field.name for field in fields(self) if not getattr(self, field.name)]
        return {"version": VERSION, "on": on, "off": off}

    def without(self, *names: str) -> "Rules":
        """These rules less the named ones; raise UsageError for a name that is no rule."""
        known = {field.name for field in fields(self)}
        for name in names:
            if name not in known:
                listed = ", ".join(sorted(known))
                raise UsageError(
                    "No text rule is called {name}. The rules are: {listed}.",
                    name=repr(name),
                    listed=listed,
                )
        return replace(self, **dict.fromkeys(names, False))


ALL_RULES: Final = Rules()
"""The rules of the exact key."""

FAMILY_RULES: Final = Rules(mentions=True, edge_hashtags=True)
"""The rules under which copies are looked for: to whom and under which tags does not matter."""
