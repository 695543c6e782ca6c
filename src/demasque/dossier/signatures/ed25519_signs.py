"""Signs under signatures: Ed25519 (RFC 8032), by the package ``cryptography`` (extra ``sign``).

It is imported where it is used: without it everything works but signing and checking signs.
"""

import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from demasque.atomic import write_file
from demasque.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PathLike = str | os.PathLike[str]


def new_key(path: PathLike) -> tuple[Path, str]:
    """Make a pair of keys: the private one at ``path``, the public one beside it (``.pub``).

    Both as PEM (PKCS 8 and SubjectPublicKeyInfo, RFC 8410), readable by OpenSSL; the private one by
    its owner alone. Returns the public one's path, and the key itself in base64.

    Raises:
        UsageError: either file is there already, cannot be written, or the extra is missing.
    """
    _need_cryptography()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private, public = Path(path), Path(f"{os.fspath(path)}.pub")
    for file in (private, public):
        if file.exists():
            raise UsageError(
                "{path} exists already, and a key that is gone signs nothing more: choose another "
                "name.",
                path=file,
            )
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    shown = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    try:
        write_file(private, secret, mode=0o600)
        write_file(public, shown)
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=private, reason=error.strerror or error
        ) from error
    return public, _in_base64(key)


def sign(content: bytes, path: PathLike) -> tuple[str, str]:
    """The public key and the sign of ``content``, both in base64, by the private key at ``path``.

    Raises:
        UsageError: it is no Ed25519 private key, or the extra is missing.
    """
    key = _private_key(path)
    return _in_base64(key), b64encode(key.sign(content)).decode()


def fits(content: bytes, public_key: str, value: str) -> bool:
    """Whether a sign is the key's under this content; the extra is needed: see :func:`can_check`.

    False too for what is no key or no sign.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public_key, validate=True))
        key.verify(b64decode(value, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def can_check() -> bool:
    """Whether the extra is installed."""
    try:
        import cryptography  # noqa: F401
    except ImportError:
        return False
    return True


def public_key_of(path: PathLike) -> str:
    """The public key in a PEM file, in base64.

    Raises:
        UsageError: it holds no Ed25519 public key, or the extra is missing.
    """
    _need_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = serialization.load_pem_public_key(_content(path))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(
            "{path} holds no Ed25519 public key. It is the file that ends in .pub, beside the "
            "private one.",
            path=Path(path),
        )
    return b64encode(key.public_bytes_raw()).decode()


def _private_key(path: PathLike) -> "Ed25519PrivateKey":
    _need_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = serialization.load_pem_private_key(_content(path), password=None)
    except TypeError as error:
        raise UsageError(
            "The key {path} is protected by a passphrase, and nobody is here to type it. Write one "
            "without to a place that only you can read: openssl pkey -in FILE -out OTHER",
            path=Path(path),
        ) from error
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(
            "{path} holds no Ed25519 private key. Make one with: demasque signature --new-key FILE",
            path=Path(path),
        )
    return key


def _content(path: PathLike) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(65_536)
    except OSError as error:
        raise UsageError(
            "The key {path} cannot be read: {reason}.",
            path=Path(path),
            reason=error.strerror or error,
        ) from error


def _in_base64(key: "Ed25519PrivateKey") -> str:
    return b64encode(key.public_key().public_bytes_raw()).decode()


def _need_cryptography() -> None:
    if not can_check():
        raise UsageError(
            "Signing takes a package that is not installed: pip install 'demasque[sign]'."
        )
