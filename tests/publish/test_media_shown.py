"""Pictures and clips in reports: blurred unless asked, and of protected people never, anywhere."""

import ast
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

import demasque
from demasque.campaigns import find_waves
from demasque.case import CaseStore
from demasque.media import NOT_JUDGED, protect_media
from demasque.publish import EXPORTERS, export, write_brief, write_report
from demasque.wording import LANGUAGES
from hand_made import case_of, world
from handed_forms import made_unless_refused
from media_rows import CLIPS, NAMES, VICTIM, media, pdq, plain, with_media
from read_once import read_once

PACKAGE = Path(demasque.__file__).parent


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with with_media(tmp_path_factory.mktemp("media"), private=("bystander0",)) as store:
        yield store


@pytest.fixture(autouse=True)
def exports_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every format of one case is written from the same findings, read for the first of them."""
    monkeypatch.setattr("demasque.publish.exporters.case_rows.read_findings", read_once)


def report(store: CaseStore, folder: Path, lang: str = "en", *, show_media: bool = False) -> str:
    path = write_report(store, folder / f"r-{lang}.html", lang, show_media=show_media)
    return path.read_text("utf-8")


def embedded(name: str, *, blurred: bool) -> str:
    return "data:image/webp;base64," + b64encode(plain(name, blurred)).decode()


def holds(content: bytes, picture: bytes) -> bool:
    """Whether bytes stand in a file: as they are, in base64 at any offset, or in hexadecimal."""
    # What stands in the middle of a base64 text depends on where it begins, in three ways.
    texts = [b64encode(b"x" * skip + picture)[4:-4] for skip in range(3)]
    wanted = [picture, *texts, picture.hex().encode(), picture.hex().upper().encode()]
    return any(each in content for each in wanted)


def test_pictures_are_blurred_unless_asked_otherwise(store: CaseStore, tmp_path: Path) -> None:
    blurred, clear = report(store, tmp_path), report(store, tmp_path, show_media=True)
    assert embedded("clip", blurred=True) in blurred
    assert embedded("clip", blurred=False) not in blurred
    assert embedded("clip", blurred=False) in clear
    assert embedded("clip", blurred=True) not in clear


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_has_words_in_its_place_and_none_is_fetched(
    store: CaseStore, tmp_path: Path, lang: str
) -> None:
    html = report(store, tmp_path, lang)
    called_up = re.findall(r'<svg class="small-picture"[^>]*aria-label="([^"]*)"', html)
    assert called_up
    assert all(len(words) >= 10 for words in called_up)
    drawers = re.findall(r'href="([^"#]*)"', html)
    assert len(drawers) == len(set(drawers))  # what is called up stands in the page once
    assert all(re.search(r' alt="[^"]{10,}"', each) for each in re.findall("<img [^>]*>", html))
    addresses = [unescape(each) for each in re.findall(r'(?:href|src)="([^"#]*)"', html)]
    for each in addresses:
        assert re.fullmatch(r"data:image/webp;base64,[A-Za-z0-9+/=]+", each)
    drawn = set(re.findall(r'<use href="#([^"]*)"', html))
    assert drawn <= set(re.findall(r'<symbol id="([^"]*)"', html))
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html


def test_the_sheet_says_how_often_by_whom_and_what_was_changed(
    store: CaseStore, tmp_path: Path
) -> None:
    html = report(store, tmp_path)
    assert "56 posts by 8 accounts on facebook and x; 3 files." in html
    assert "8 a day on 7 days." in html
    assert "Read in it: THE GREEN LIGHTHOUSE" in html
    assert "All copies share 20 seconds, from 3 seconds to 23 seconds of the longest." in html
    assert "protected: not shown" in html
    assert str(NOT_JUDGED) in unescape(html)


def test_a_tie_by_pictures_shows_both_sides(store: CaseStore, tmp_path: Path) -> None:
    html = report(store, tmp_path)
    evidence = html[html.index("The posts behind the ties") :]
    assert all(f'<use href="#picture-{media(name)}"/>' in evidence for name in CLIPS)
    assert " · mirrored" in evidence


def test_a_picture_that_went_round_is_shown_among_the_waves(tmp_path: Path) -> None:
    with with_media(tmp_path) as store:
        find_waves(store)
        html = report(store, tmp_path)
    waves = html[html.index('id="waves"') : html.index('id="media"')]
    assert f'<use href="#picture-{media("clip")}"/>' in waves
    assert f"M{media('clip')[:6]}" in waves


def test_small_pictures_that_are_too_large_are_left_out(tmp_path: Path) -> None:
    """A store that somebody else wrote cannot make a page grow beyond its bounds."""
    with with_media(tmp_path, lambda name, blurred: plain(name, blurred) * 50) as store:
        html = report(store, tmp_path, show_media=True)
    assert "data:image" not in html
    assert "no small picture" in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_case_without_media_shows_nothing_of_it(tmp_path: Path, lang: str) -> None:
    with case_of(tmp_path, world()) as bare:
        html = report(bare, tmp_path, lang)
    assert "data:" not in html
    assert "small-picture" not in html[html.index("</style>") :]
    assert 'id="media"' not in html
    assert "img-src" not in html


def _outputs(store: CaseStore, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that any output of a case writes, by name."""
    for show in (False, True):
        write_report(store, folder / f"report-{show}.html", show_media=show)
    write_brief(store, folder / "brief.html", "C1", show_media=True)
    if shutil.which("pango-view") or _weasyprint():
        write_brief(store, folder / "brief.pdf", show_media=True)
    for format in EXPORTERS:
        made_unless_refused(format, partial(export, store, format, folder / f"export-{format}"))
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def _weasyprint() -> bool:
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def _shown(store: CaseStore, folder: Path) -> set[str]:
    """Names of the files of which some output holds the small picture, clear or blurred."""
    folder.mkdir()
    return {
        name
        for _, content in _outputs(store, folder)
        for name in NAMES
        for blurred in (False, True)
        if holds(content, plain(name, blurred))
    }


def test_what_stands_in_posts_of_private_persons_and_its_copies_are_in_no_output(
    tmp_path: Path,
) -> None:
    with with_media(tmp_path, private=()) as store:
        assert set(VICTIM) & _shown(store, tmp_path / "before")
    (tmp_path / "after").mkdir()
    with with_media(tmp_path / "after", private=("bystander1",)) as store:
        shown = _shown(store, tmp_path / "out")
    assert not set(VICTIM) & shown
    assert set(CLIPS) <= shown


def test_a_pdf_holds_the_pictures_that_may_be_shown_and_no_other(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="pictures are drawn with Pillow")
    if not _weasyprint():
        pytest.skip("takes WeasyPrint and Pango")

    def draw(name: str, blurred: bool) -> bytes:
        made = BytesIO()
        colours = tuple(media(f"{name} {blurred}").encode()[:3])
        image.new("RGB", (64, 36), colours).save(made, "WEBP")
        return made.getvalue()

    counted = []
    for n, private in enumerate(((), ("op001",))):
        (tmp_path / str(n)).mkdir()
        with with_media(tmp_path / str(n), draw, private=private) as store:
            made = write_brief(store, tmp_path / f"{n}.pdf", show_media=True).read_bytes()
        counted.append(len(re.findall(rb"/Subtype\s*/Image", made)))
    assert counted == [1, 0]


def test_an_avatar_of_a_private_person_protects_its_family(tmp_path: Path) -> None:
    with with_media(tmp_path, private=("bystander0",)) as store:
        assert not set(VICTIM) & _shown(store, tmp_path / "out")


@pytest.mark.parametrize("by", ["sha256", "pdq", "pdq of the mirrored copy"])
def test_given_hashes_protect_their_families(tmp_path: Path, by: str) -> None:
    near = bytearray(pdq("victim-cropped")[32:64] if "mirrored" in by else pdq("victim")[:32])
    for place in range(31):
        near[place] ^= 1
    given = media("victim-cropped") if by == "sha256" else bytes(near).hex()
    (tmp_path / "list.txt").write_text(f"# asked for\n{given}\n")
    with with_media(tmp_path) as store:
        done = protect_media(store, [tmp_path / "list.txt"])
        assert (done.given, done.added, done.protected) == (1, 1, 2)
        assert not set(VICTIM) & _shown(store, tmp_path / "out")
        html = (tmp_path / "out" / "report-True.html").read_text("utf-8")
    assert "HER OWN WORDS" not in html


def test_the_words_read_in_a_protected_picture_are_not_shown(
    store: CaseStore, tmp_path: Path
) -> None:
    assert "HER OWN WORDS" not in report(store, tmp_path)


def test_nothing_but_one_module_reads_small_pictures() -> None:
    """Whoever shows a picture goes through `shown_pictures`, which refuses protected ones."""
    allowed = {
        "schema/media_tables.py",
        "findings/media/shown_pictures.py",
        "case/anonymising.py",  # takes them out
    }
    # Rooms that make small pictures and show none; and yt-dlp calls an address so.
    makers = ("media/", "simulate/", "sources/")
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        name = str(path.relative_to(PACKAGE))
        if name not in allowed and not name.startswith(makers):
            found |= {(name, said) for said in _reads_of_pictures(path.read_text("utf-8"))}
    assert found == set()


def _reads_of_pictures(source: str) -> Iterator[str]:
    """Names, and queries, by which code would come by a column of small pictures."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=said) | ast.Name(id=said) | ast.arg(arg=said):
                if said in ("thumbnail", "blurred"):
                    yield said
            case ast.Constant(value=str(said)) if said in ("thumbnail", "blurred"):
                yield said
            case ast.Constant(value=str(said)) if "media_files" in said and re.search(
                r"thumbnail|blurred|(?<!count\()\*|^\s*FROM\b", said
            ):
                yield said


@pytest.mark.parametrize(
    "source",
    [
        "row['blurred']",
        "one.thumbnail",
        "sql('SELECT * FROM media_files')",
        "q = 'FROM media_files'",
    ],
)
def test_such_a_read_would_be_found(source: str) -> None:
    assert list(_reads_of_pictures(source))
