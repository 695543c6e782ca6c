"""Where files come from is read in the process with limits that fingerprints them."""

from pathlib import Path

from demasque.media import Fingerprint, fingerprint_files
from signed_pictures import Signer, picture


def test_fingerprints_carry_what_the_file_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "signed.jpg"
    path.write_bytes(Signer().signed(picture()))
    other = tmp_path / "plain.png"
    other.write_bytes(picture())
    made = [each for _, each in fingerprint_files([path, other])]
    assert all(isinstance(each, Fingerprint) for each in made)
    signed, plain = (each.container for each in made if isinstance(each, Fingerprint))
    assert signed["credentials"] == "valid but signer not trusted"
    assert signed["ai"] == "stated"
    assert plain == {"container": "jpeg", "credentials": "none", "named": ".png"}
