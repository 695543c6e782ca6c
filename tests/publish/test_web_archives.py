"""A web archive goes into a pack only as its own list says it is, and is read as hostile."""

import hashlib
import io
import json
import stat
import zipfile
from pathlib import Path

import pytest

import demasque
from demasque.errors import UsageError
from demasque.publish.evidence_pack.safe_archives import UnsafeArchive, opened_archive
from demasque.publish.evidence_pack.wacz_files import check_wacz
from handed_case import HandedCase, handed_case

WARC = b"WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\n" * 20


def wacz(
    files: dict[str, bytes] | None = None,
    listed: dict[str, bytes] | None = None,
    package: dict[str, object] | None = None,
    digest: str | None = None,
    unlisted: dict[str, bytes] | None = None,
) -> bytes:
    """A web archive; ``listed`` is what its list says of the files, if not what they are."""
    inside = {"archive/data.warc": WARC, "pages/pages.jsonl": b"{}\n"} if files is None else files
    told = [
        {
            "name": name.rsplit("/")[-1],
            "path": name,
            "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        }
        for name, content in (inside if listed is None else listed).items()
    ]
    said = {"profile": "data-package", "wacz_version": "1.1.1", "resources": told}
    manifest = json.dumps(said if package is None else package).encode()
    right = "sha256:" + hashlib.sha256(manifest).hexdigest()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**inside, **(unlisted or {})}.items():
            archive.writestr(name, content)
        archive.writestr("datapackage.json", manifest)
        kept = {"path": "datapackage.json", "hash": digest or right}
        archive.writestr("datapackage-digest.json", json.dumps(kept))
    return made.getvalue()


def test_a_whole_archive_is_taken() -> None:
    check_wacz(io.BytesIO(wacz()), "page.wacz")


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        (b"no zip at all", "no ZIP"),
        (wacz()[:400], "no ZIP"),
        (wacz(listed={"archive/data.warc": WARC + b"x", "pages/pages.jsonl": b"{}\n"}), "not as"),
        (wacz(listed={"archive/data.warc": WARC, "archive/2.warc": WARC}), "is not there"),
        (wacz(unlisted={"more.html": b"<script>"}), "not on its list"),
        (wacz(files={"pages/pages.jsonl": b"{}\n"}), "no WARC"),
        (wacz(package={"wacz_version": "1.1.1", "resources": []}), "lists no files"),
        (wacz(package={"resources": [{}]}), "no version"),
        (wacz(package={"wacz_version": "1.1.1", "resources": [{"path": "a"}]}), "without path"),
        (wacz(digest="sha256:" + "0" * 64), "datapackage.json is not as"),
        (wacz(digest="none"), "datapackage.json is not as"),
    ],
)
def test_one_that_is_not_as_its_list_says_is_refused(archive: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_wacz(io.BytesIO(archive), "page.wacz")


def zipped(name: str, content: bytes = b"x", mode: int = 0o644, times: int = 1) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for _ in range(times):
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = mode << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made


@pytest.mark.parametrize(
    "name", ["../up", "/etc/passwd", "a/../../b", "..", "a\\b", "C:/x", "a\nb", "./a", "a/./b"]
)
def test_names_that_lead_outside_are_refused(name: str) -> None:
    with pytest.raises(UnsafeArchive, match="leads out"):
        opened_archive(zipped(name))


def test_links_passwords_doubles_and_bombs_are_refused() -> None:
    with pytest.raises(UnsafeArchive, match="link"):
        opened_archive(zipped("a", mode=stat.S_IFLNK | 0o777))
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped("a", times=2)
    with pytest.raises(UnsafeArchive, match="twice"):
        opened_archive(twice)
    with pytest.raises(UnsafeArchive, match="proportion"):
        opened_archive(zipped("a", bytes(80 << 20)))
    locked = bytearray(zipped("a").getvalue())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnsafeArchive, match="password"):
        opened_archive(io.BytesIO(bytes(locked)))


def test_a_size_that_lies_is_found_out() -> None:
    """What is read never goes beyond the size that an entry states."""
    real = wacz()
    at = real.index(b"PK\x01\x02") + 24
    lying = bytearray(real)
    lying[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(UsageError):
        check_wacz(io.BytesIO(bytes(lying)), "page.wacz")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    return handed_case(tmp_path_factory.mktemp("case"))


def test_archives_of_a_folder_go_in_unchanged_and_are_warned_of(
    case: HandedCase, tmp_path: Path
) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "b.wacz").write_bytes(wacz())
    (folder / "a.wacz").write_bytes(wacz({"archive/a.warc.gz": b"\x1f\x8b"}))
    (folder / "notes.txt").write_text("mine")
    with demasque.open_case(case.path) as opened:
        made = opened.pack("C1", tmp_path / "c1.zip", wacz=[folder])
    assert ["excluded" in each for each in made.warnings] == [True]
    with zipfile.ZipFile(made.path) as archive:
        assert archive.read("wacz/001.wacz") == (folder / "a.wacz").read_bytes()
        assert archive.read("wacz/002.wacz") == (folder / "b.wacz").read_bytes()
        manifest = json.loads(archive.read("manifest.json"))
    assert [each["name"] for each in manifest["wacz"]] == ["a.wacz", "b.wacz"]
    assert demasque.verify_pack(made.path).holds


def test_a_broken_archive_leaves_no_pack(case: HandedCase, tmp_path: Path) -> None:
    broken = tmp_path / "page.wacz"
    broken.write_bytes(wacz(digest="none"))
    with demasque.open_case(case.path) as opened, pytest.raises(UsageError, match=r"page\.wacz"):
        opened.pack("C1", tmp_path / "c1.zip", wacz=[broken])
    assert [each.name for each in tmp_path.iterdir()] == ["page.wacz"]
