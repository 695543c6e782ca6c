"""Pictures with Content Credentials, signed with keys that are made for the test."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
OFFLINE = {"verify": {"remote_manifest_fetch": False}}


def picture(fmt: str = "JPEG", **options: Any) -> bytes:
    image = pytest.importorskip("PIL.Image").new("RGB", (64, 48), "olive")
    file = BytesIO()
    image.save(file, fmt, **options)
    return file.getvalue()


class Signer:
    """An authority and somebody whom it vouches for; ``anchor`` is the authority's certificate."""

    def __init__(self) -> None:
        self.c2pa = pytest.importorskip("c2pa")
        pytest.importorskip("cryptography")
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        root, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        pem = serialization.Encoding.PEM
        authority = certificate("Authority", root, "Authority", root).public_bytes(pem)
        chain = certificate("Signer", own, "Authority", root).public_bytes(pem) + authority
        key = own.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.anchor = authority.decode()
        self._info = self.c2pa.C2paSignerInfo(b"es256", chain, key, None)

    def signed(self, plain: bytes, mime: str = "image/jpeg", remote: str | None = None) -> bytes:
        """The file, signed as made by AI; with ``remote``, the credentials lie there instead."""
        action = {"action": "c2pa.created", "digitalSourceType": AI}
        manifest = {
            "claim_generator_info": [{"name": "Painter", "version": "1.0"}],
            "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
        }
        builder = self.c2pa.Builder(manifest, context=self.c2pa.Context.from_dict(OFFLINE))
        if remote is not None:
            builder.set_remote_url(remote)
            builder.set_no_embed()
        made = BytesIO()
        builder.sign(self.c2pa.Signer.from_info(self._info), mime, BytesIO(plain), made)
        return made.getvalue()


def certificate(subject: str, key: Any, issuer: str, issuer_key: Any) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def named(name: str) -> Any:
        parts = [(NameOID.ORGANIZATION_NAME, "Works of Test"), (NameOID.COMMON_NAME, name)]
        return x509.Name([x509.NameAttribute(*part) for part in parts])

    authority = subject == issuer
    uses = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "encipher_only", "decipher_only"),
        False,
    )  # fmt: skip
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                key_cert_sign=authority,
                crl_sign=authority,
                **uses,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False
        )
    )
    if not authority:
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        built = built.add_extension(use, False)
    return built.sign(issuer_key, hashes.SHA256())
