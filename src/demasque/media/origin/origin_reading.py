"""What does one file say of where it comes from? All of it, made harmless."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from demasque.media.origin.container_facts import container_facts
from demasque.media.origin.content_types import content_type
from demasque.media.origin.credentials import credentials_of
from demasque.media.origin.picture_facts import picture_facts
from demasque.privacy import masked_column

_LONGEST: Final = 200
"""Characters of a value that are kept: names of programs and signers are shorter."""

_READ: Final = 4_000  # characters of a value that are looked at

_OURS: Final = frozenset(
    ("ai", "audio_codec", "container", "credentials", "generation_parameters", "place",
     "remote_credentials", "video_codec")
)  # fmt: skip
"""Names whose values are words of this program or of its libraries, not of who made the file."""

_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def origins_of(path: Path, anchors: str | None = None) -> Mapping[str, str]:
    """What a picture, clip or recording says of itself, by the names of :data:`ORIGIN_NAMES`.

    A name that is not there is not known: the file does not say, or what reads it is not installed.
    Anyone can write or remove any of it but valid Content Credentials, which can only be removed.
    Places and what tells one camera from another of its make are never kept. Nothing is fetched.
    ``anchors`` are certificates (PEM) of signers' authorities whom the user trusts.

    Meant for the process with limits that decodes files: it reads what strangers wrote. A file that
    is no picture, clip or recording, or is damaged, gives an empty mapping.
    """
    try:
        mime = content_type(path)
        if mime is None:
            return {}
        own = picture_facts(path) if mime.startswith("image/") else container_facts(path, mime)
        signed = credentials_of(path, mime, anchors)
    except OSError:
        return {}
    return _harmless({**own, **signed})


def _harmless(said: Mapping[str, str]) -> dict[str, str]:
    """Values without signs that are not seen, cut, and with personal details masked."""
    names = sorted(said.keys() - _OURS)
    values = [" ".join(_UNSEEN.sub(" ", said[name][:_READ]).split()) for name in names]
    if not names:
        return dict(sorted(said.items()))
    column = pa.array(values, pa.string())
    kept, _ = masked_column(column, pa.nulls(len(column), pa.string()))
    shown = zip(names, kept.to_pylist(), strict=True)
    written = {name: value[:_LONGEST] for name, value in shown if value}
    return dict(sorted({**written, **{name: said[name] for name in said.keys() & _OURS}}.items()))
