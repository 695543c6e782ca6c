"""A signed file is as the key's owner wrote it, or it is refused."""

import builtins
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from demasque.dossier import (
    Signature,
    make_signature,
    new_key,
    public_key_of,
    read_signature,
    write_signature,
)
from demasque.errors import UsageError
from hand_made import case_of
from hand_made import world as small_world

pytest.importorskip("cryptography", reason="signing takes the extra sign")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Signature:
    with case_of(tmp_path_factory.mktemp("signed"), small_world()) as store:
        return make_signature(store, [f"op{n:03d}" for n in range(8)], "C1", note="é")


def test_a_signed_file_names_its_key(made: Signature, tmp_path: Path) -> None:
    public, key = new_key(tmp_path / "private.pem")
    assert stat.S_IMODE((tmp_path / "private.pem").stat().st_mode) == 0o600
    assert public_key_of(public) == key
    file = write_signature(made, tmp_path / "c1.json", tmp_path / "private.pem")
    again = read_signature(file)
    assert again.signed_by == key
    assert again.unchecked_key is None
    assert "which you have not named" in again.remark()
    assert again.remark(key) == f"It is signed by the key that you named, {key}."
    _, other_key = new_key(tmp_path / "other.pem")
    assert "and not by the one that you named" in again.remark(other_key)
    # Ed25519 draws nothing: the same bytes again.
    assert write_signature(made, tmp_path / "c2.json", tmp_path / "private.pem").read_bytes() == (
        file.read_bytes()
    )


def test_spaces_do_not_matter_and_words_do(made: Signature, tmp_path: Path) -> None:
    new_key(tmp_path / "private.pem")
    file = write_signature(made, tmp_path / "c1.json", tmp_path / "private.pem")
    content: Any = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(dict(reversed(content.items())), indent=4), "utf-8")
    assert read_signature(file).signed_by is not None
    for change in ({"name": "C2"}, {"posts": content["posts"] + 1}, {"features": {}}):
        file.write_text(json.dumps(content | change), "utf-8")
        with pytest.raises(UsageError, match="the digital signature does not fit"):
            read_signature(file)


def test_another_keys_name_and_broken_signs_are_refused(made: Signature, tmp_path: Path) -> None:
    new_key(tmp_path / "private.pem")
    _, other = new_key(tmp_path / "other.pem")
    file = write_signature(made, tmp_path / "c1.json", tmp_path / "private.pem")
    content: Any = json.loads(file.read_text("utf-8"))
    for change, match in (
        ({"public_key": other}, "does not fit"),
        ({"public_key": "A" * 43 + "="}, "does not fit"),
        ({"value": "A" * 86 + "=="}, "does not fit"),
        ({"value": ""}, "signature.value: '' cannot stand here"),
        ({"algorithm": "none"}, "signature.algorithm: only Ed25519 is known"),
        ({"extra": 1}, "signature.extra: this version knows of no such name"),
    ):
        file.write_text(json.dumps(content | {"signature": content["signature"] | change}))
        with pytest.raises(UsageError, match=match):
            read_signature(file)


def test_what_is_no_key_is_refused(made: Signature, tmp_path: Path) -> None:
    (tmp_path / "text.pem").write_text("not a key")
    with pytest.raises(UsageError, match="holds no Ed25519 private key"):
        write_signature(made, tmp_path / "c1.json", tmp_path / "text.pem")
    public, _ = new_key(tmp_path / "private.pem")
    with pytest.raises(UsageError, match="holds no Ed25519 private key"):
        write_signature(made, tmp_path / "c1.json", public)
    with pytest.raises(UsageError, match="holds no Ed25519 public key"):
        public_key_of(tmp_path / "private.pem")
    with pytest.raises(UsageError, match=r"nowhere.pem cannot be read"):
        public_key_of(tmp_path / "nowhere.pem")
    assert not (tmp_path / "c1.json").exists()


def test_a_key_with_a_passphrase_says_what_to_do(made: Signature, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    locked = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    (tmp_path / "locked.pem").write_bytes(locked)
    with pytest.raises(UsageError, match="protected by a passphrase"):
        write_signature(made, tmp_path / "c1.json", tmp_path / "locked.pem")


def test_no_key_is_written_over(tmp_path: Path) -> None:
    new_key(tmp_path / "private.pem")
    before = (tmp_path / "private.pem").read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        new_key(tmp_path / "private.pem")
    (tmp_path / "private.pem").rename(tmp_path / "kept.pem")
    with pytest.raises(UsageError, match=r"private.pem.pub exists already"):
        new_key(tmp_path / "private.pem")
    assert (tmp_path / "kept.pem").read_bytes() == before
    with pytest.raises(UsageError, match="cannot be written"):
        new_key(tmp_path / "no/such/folder.pem")


def test_without_the_extra_files_are_read_and_the_reader_is_told(
    made: Signature, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = new_key(tmp_path / "private.pem")
    file = write_signature(made, tmp_path / "c1.json", tmp_path / "private.pem")
    imported = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "cryptography":
            raise ImportError(name)
        return imported(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    again = read_signature(file)
    assert (again.signed_by, again.unchecked_key) == (None, key)
    assert "was not checked: that takes the extra sign" in again.remark(key)
    with pytest.raises(UsageError, match=r"pip install 'demasque\[sign\]'"):
        write_signature(made, tmp_path / "c2.json", tmp_path / "private.pem")
    with pytest.raises(UsageError, match=r"pip install 'demasque\[sign\]'"):
        new_key(tmp_path / "third.pem")
