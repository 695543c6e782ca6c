"""Content Credentials: is there a signed history, does it hold, and does it say that AI was used?

Read with c2pa-python, the C2PA's own library, which checks the hashes over the file, the signature
and the chain of certificates (C2PA Technical Specification 2.2, chapters 14 and 15). Nothing is
fetched: no manifest that lies elsewhere, no revocation list. A file without credentials says
nothing: most programs and every platform that encodes anew drop them.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

VALID: Final = "valid"
UNTRUSTED: Final = "valid but signer not trusted"
INVALID: Final = "invalid"
NONE: Final = "none"

AI_SOURCES: Final = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")
"""IPTC's digital source types of what a trained model made, in whole or in part."""

_OFFLINE: Final = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}

_NO_FAULT: Final = "signingCredential.untrusted"

_UNREAD: Final = (ImportError, OSError)


def credentials_of(path: Path, mime: str, anchors: str | None = None) -> dict[str, str]:
    """What the Content Credentials of a file say, by the names of :data:`ORIGIN_NAMES`.

    ``mime`` is what the file is by its content; ``anchors`` are certificates (PEM) of whom the user
    trusts: without them no signer is trusted. Empty where the format can hold none, the file is
    damaged, or the package is missing; ``credentials`` is one of the four values otherwise.
    """
    try:
        import c2pa
    except _UNREAD:
        return {}
    if mime not in _readable_types():
        return {}
    try:
        with path.open("rb") as file:
            reader = c2pa.Reader.try_create(mime, file, context=_context(anchors))
            if reader is None:
                return {"credentials": NONE}
            with reader:
                return _said(json.loads(reader.json()))
    except c2pa.C2paError as error:
        return _of_error(str(error))
    except (OSError, ValueError):
        return {}


def _of_error(message: str) -> dict[str, str]:
    if message.startswith("Remote"):
        return {"credentials": NONE, "remote_credentials": "not fetched"}
    # A file whose history cannot be read is told from one that cannot be read at all.
    parsed = not message.startswith(("Other", "Io", "NotSupported", "InvalidAsset"))
    return {"credentials": INVALID} if parsed else {}


@cache
def _readable_types() -> frozenset[str]:
    import c2pa

    return frozenset(c2pa.Reader.get_supported_mime_types())


@cache
def _context(anchors: str | None) -> Any:
    import c2pa

    trust = {} if anchors is None else {"trust": {"user_anchors": anchors}}
    return c2pa.Context.from_dict({**_OFFLINE, **trust})


def _said(store: Mapping[str, Any]) -> dict[str, str]:
    manifests = store.get("manifests") or {}
    active = manifests.get(store.get("active_manifest")) or {}
    said = {"credentials": _state(store)}
    issuer = (active.get("signature_info") or {}).get("issuer")
    if issuer:
        said["signer"] = str(issuer)
    generator = _generator(active)
    if generator:
        said["claim_generator"] = generator
    types = sorted({kind for each in manifests.values() for kind in _source_types(each)})
    if types:
        said["source_type"] = ", ".join(types)
    if any(kind in AI_SOURCES for kind in types):
        said["ai"] = "stated"
    return said


def _state(store: Mapping[str, Any]) -> str:
    state = store.get("validation_state")
    if state == "Trusted":
        return VALID
    faults = {each.get("code") for each in store.get("validation_status") or ()} - {_NO_FAULT}
    return INVALID if state == "Invalid" or (state is None and faults) else UNTRUSTED


def _generator(manifest: Mapping[str, Any]) -> str | None:
    """The program that made the claim, as it names itself."""
    for info in manifest.get("claim_generator_info") or ():
        return " ".join(str(info[key]) for key in ("name", "version") if info.get(key)) or None
    named = manifest.get("claim_generator")
    return str(named) if named else None


def _source_types(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The digital source types of a manifest's actions, without the address that they stand in."""
    for assertion in manifest.get("assertions") or ():
        data = assertion.get("data")
        actions = data.get("actions") if isinstance(data, dict) else None
        for action in actions or ():
            kind = action.get("digitalSourceType") if isinstance(action, dict) else None
            if kind:
                yield str(kind).rstrip("/").rsplit("/", 1)[-1]
