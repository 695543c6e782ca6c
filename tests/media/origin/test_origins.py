"""Where files say they come from: offline, without places, whatever strangers wrote in them."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demasque.media import CREDENTIALS, ORIGIN_NAMES, origins_of
from signed_pictures import Signer, picture

pytest.importorskip("PIL", reason="without the extra media")


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


def said(folder: Path, content: bytes, name: str = "file.jpg", **options: str) -> dict[str, str]:
    path = folder / name
    path.write_bytes(content)
    return dict(origins_of(path, **options))


def test_credentials_have_four_states(signer: Signer, tmp_path: Path) -> None:
    signed = signer.signed(picture())
    altered = signed[:-40] + bytes([signed[-40] ^ 1]) + signed[-39:]
    states = [
        said(tmp_path, signed, anchors=signer.anchor),
        said(tmp_path, signed),
        said(tmp_path, altered),
        said(tmp_path, picture()),
    ]
    assert [one["credentials"] for one in states] == list(CREDENTIALS)


def test_who_signed_with_what_and_that_ai_is_stated(signer: Signer, tmp_path: Path) -> None:
    found = said(tmp_path, signer.signed(picture("PNG"), "image/png"))
    assert found == {
        "ai": "stated",
        "claim_generator": "Painter 1.0",
        "container": "png",
        "credentials": "valid but signer not trusted",
        "signer": "Works of Test",
        "source_type": "trainedAlgorithmicMedia",
    }
    assert set(found) <= set(ORIGIN_NAMES)


def test_a_strangers_authority_is_not_trusted(signer: Signer, tmp_path: Path) -> None:
    found = said(tmp_path, signer.signed(picture()), anchors=Signer().anchor)
    assert found["credentials"] == "valid but signer not trusted"


def test_encoding_anew_drops_credentials(signer: Signer, tmp_path: Path) -> None:
    from PIL import Image

    anew = BytesIO()
    Image.open(BytesIO(signer.signed(picture()))).save(anew, "JPEG", quality=60)
    assert said(tmp_path, anew.getvalue())["credentials"] == "none"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and the paths that it was asked for."""
    paths: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


def test_credentials_elsewhere_are_never_fetched(
    signer: Signer, tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    address, paths = asked
    content = signer.signed(picture(), remote=f"{address}/manifest.c2pa")
    found = said(tmp_path, content)
    assert (found["credentials"], found["remote_credentials"]) == ("none", "not fetched")
    assert paths == []
    # The same file does make the library ask where nobody forbids it.
    with pytest.raises(signer.c2pa.C2paError):
        signer.c2pa.Reader("image/jpeg", BytesIO(content))
    assert paths == ["/manifest.c2pa"]


def test_a_playlist_opens_no_other_file_or_address(
    tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    address, paths = asked
    playlist = f"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:5,\n{address}/part.ts\n#EXT-X-ENDLIST\n"
    assert said(tmp_path, playlist.encode(), "clip.mp4") == {}
    assert said(tmp_path, b"ID3\x04" + playlist.encode(), "clip.mp3").keys() <= {"credentials"}
    assert paths == []


def test_exif_is_kept_without_places_models_and_serials(tmp_path: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Maker", "Model 7", "Darkroom 3"
    exif[0x013B] = "A. Person"
    exif.get_ifd(0x8769).update({0x9003: "2024:05:01 10:00:00", 0xA431: "SERIAL-1"})
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    found = said(tmp_path, picture(exif=exif))
    assert found.pop("credentials", "none") == "none"
    assert found == {
        "container": "jpeg",
        "created_at": "2024-05-01 10:00:00",
        "make": "Maker",
        "place": "left out",
        "software": "Darkroom 3",
    }


def test_a_generators_settings_are_said_and_its_prompt_is_not_kept(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    chunks = PngInfo()
    chunks.add_text("parameters", "a portrait of a minister, Steps: 20")
    found = said(tmp_path, picture("PNG", pnginfo=chunks), "a.png")
    assert found["generation_parameters"] == "present"
    assert "minister" not in str(found)


def test_xmp_may_state_ai(tmp_path: Path) -> None:
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmp:CreatorTool="Brush 9" '
        'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/'
        'compositeWithTrainedAlgorithmicMedia"/></x:xmpmeta>'
    )
    found = said(tmp_path, picture(xmp=xmp.encode()))
    assert (found["ai"], found["software"]) == ("stated", "Brush 9")


def test_personal_details_and_unseen_signs_do_not_pass(tmp_path: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0131] = "Write\x07to me@example.org " + "x" * 400
    software = said(tmp_path, picture(exif=exif))["software"]
    assert "example.org" not in software
    assert software.startswith("Write to [email]")
    assert len(software) <= 200
    assert software.isprintable()
    exif[0x0131] = "x" * 195 + " me@example.org"
    assert "me@" not in said(tmp_path, picture(exif=exif))["software"]


def test_clips_say_their_encoder_and_no_place(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_clip(path, {"location": "+48.8577+002.295/", "title": "A. Person's clip"})
    found = dict(origins_of(path))
    assert found["place"] == "left out"
    assert found["encoder"].startswith("Lavf")
    assert (found["container"], found["video_codec"]) == ("mov", "mpeg4")
    assert "48.8" not in str(found)
    assert "Person" not in str(found)


def write_clip(path: Path, metadata: dict[str, str]) -> None:
    av = pytest.importorskip("av")
    import numpy as np

    with av.open(str(path), "w") as container:
        container.metadata.update(metadata)
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(0, 200, 20):
            pixels = np.full((48, 64, 3), shade, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("content", [b"", b"\0" * 50, b"<svg/>", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_picture_or_clip_says_nothing(tmp_path: Path, content: bytes) -> None:
    assert said(tmp_path, content) == {}


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert origins_of(tmp_path / "no.jpg") == {}


STARTS = [
    picture(),
    picture("PNG"),
    picture("GIF"),
    picture("WEBP"),
    picture("TIFF"),
    b"\0\0\0\x18ftypisom",
    b"\x1aE\xdf\xa3",
    b"RIFF\0\0\0\0AVI ",
    b"ID3\x04",
    b"OggS",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(STARTS), st.integers(0, 400), st.binary(max_size=60))
def test_damaged_files_raise_nothing(tmp_path: Path, start: bytes, at: int, junk: bytes) -> None:
    found = said(tmp_path, start[:at] + junk + start[at + len(junk) :])
    assert set(found) <= set(ORIGIN_NAMES)
