"""Signature files: written whole or not at all, and read as what a stranger sends."""

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from demasque.atomic import replacing_file
from demasque.dossier.signatures import ed25519_signs, json_places
from demasque.dossier.signatures.json_places import WrongError, members, whole, words
from demasque.dossier.signatures.signature_checks import checked_signature
from demasque.dossier.signatures.signature_layout import (
    ALGORITHM,
    FORMAT,
    VERSION,
    Content,
    canonical,
    content_of,
    laid_out,
)
from demasque.dossier.signatures.signature_values import Signature
from demasque.errors import Sentence, UsageError

PathLike = str | os.PathLike[str]


def write_signature(signature: Signature, path: PathLike, key: PathLike | None = None) -> Path:
    """Write a signature as JSON; with ``key``, an Ed25519 private key (PEM), signed.

    Same signature and key, same bytes. The sign that a signature was read with is not passed on.

    Raises:
        UsageError: the path cannot be written, or ``key`` is no such key.
    """
    content = content_of(signature)
    if key is not None:
        public, value = ed25519_signs.sign(canonical(content), key)
        sign = {"algorithm": ALGORITHM, "public_key": public, "value": value}
        content = {**content, "signature": sign}
    place = Path(path)
    if place.is_dir():
        raise UsageError("{path} is a folder. Give the name of a file to write.", path=place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing_file(place) as draft:
            draft.write_bytes(laid_out(content))
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=place, reason=error.strerror or error
        ) from error
    return place


def read_signature(path: PathLike) -> Signature:
    """Read a signature file, and check its sign where it has one and the extra is installed.

    Raises:
        UsageError: it is no signature, of a later version, damaged, or its sign does not fit it.
    """
    try:
        content = json_places.read_json(path)
        signature = checked_signature(_of_this_version(content))
        signed, unchecked = _keys(content)
        return replace(signature, signed_by=signed, unchecked_key=unchecked, file=Path(path).stem)
    except WrongError as wrong:
        place = wrong.place or Sentence("the whole file")
        raise UsageError(
            "{path} cannot be used as a signature. {place}: {reason}",
            path=Path(path),
            place=place,
            reason=wrong.reason,
        ) from wrong


def _of_this_version(content: Any) -> Content:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise WrongError("", Sentence("it is no signature file of demasque."))
    version = whole(content.get("version"), "version", least=1)
    if version > VERSION:
        raise WrongError(
            "version",
            Sentence(
                "it is of version {version}, and this program reads {own}. Upgrade demasque, or "
                "ask for a file of version {own}.",
                version=version,
                own=VERSION,
            ),
        )
    return content


def _keys(content: Content) -> tuple[str | None, str | None]:
    """The key whose sign was checked, and the one whose sign was not."""
    if "signature" not in content:
        return None, None
    sign = members(content["signature"], "signature", ("algorithm", "public_key", "value"))
    if sign["algorithm"] != ALGORITHM:
        raise WrongError(
            "signature.algorithm", Sentence("only {algorithm} is known.", algorithm=ALGORITHM)
        )
    key = words(sign["public_key"], "signature.public_key", 44, re.compile(r"[A-Za-z0-9+/]{43}="))
    value = words(sign["value"], "signature.value", 88, re.compile(r"[A-Za-z0-9+/]{86}=="))
    if not ed25519_signs.can_check():
        return None, key
    try:
        rest = canonical({name: content[name] for name in content if name != "signature"})
    except (UnicodeEncodeError, ValueError) as error:  # half a character, numbers that are none
        raise WrongError("", Sentence("it has characters that cannot be shown.")) from error
    if not ed25519_signs.fits(rest, key, value):
        raise WrongError(
            "signature",
            Sentence(
                "the digital signature does not fit what the file says: somebody changed it after "
                "it was signed, or it was never signed by the key {key}.",
                key=key,
            ),
        )
    return key, None
