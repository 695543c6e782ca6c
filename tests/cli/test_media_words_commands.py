"""From pictures beside posts to words, a tie, a search and a judgement, by the command line."""

import json
from pathlib import Path

import pytest
from command_line import Run

from tiny_onnx import mean_network

pytest.importorskip("rapidocr", reason="without the extra ocr")
pytest.importorskip("pdqhash", reason="without the extra media")

LINE = "They sold the old harbour at night"


@pytest.fixture
def case(run: Run, tmp_path: Path) -> Path:
    """Two accounts, each with a picture of its own, in which the same words stand."""
    from PIL import Image, ImageDraw, ImageFont

    from demasque.simulate import picture

    folder = tmp_path / "folder"
    folder.mkdir()
    posts = ["post_id,account_id,created_at,text,platform"]
    files = ["file,post"]
    for n in range(3):
        image = Image.fromarray(picture(70 + n, kind="heap"))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 400, 640, 450), fill="black")
        words = LINE if n < 2 else "A quiet day for the gardeners"
        draw.text((20, 408), words, "white", ImageFont.load_default(26))
        image.save(folder / f"{n}.png")
        posts.append(f"{n},a{n},2024-01-01 10:00:0{n},look at this,x")
        files.append(f"{n}.png,{n}")
    (folder / "posts.csv").write_text("\n".join(posts) + "\n", "utf-8")
    (folder / "media.csv").write_text("\n".join(files) + "\n", "utf-8")
    assert run("init", "case").code == 0
    assert run("add", "case", folder).code == 0
    assert run("detect", "case").code == 0
    return tmp_path / "case"


def test_words_are_found_and_judgements_carry_their_card(run: Run, case: Path) -> None:
    found = run("media", "words", case, "--find", "OLD HARBOUR")
    assert found.code == 0
    assert found.out.count("They sold the old harbour at night") == 2
    assert "read from picture" in found.out
    assert "gardeners" in run("media", "words", case, "--limit", "3", "--lang", "fr").out
    assert "2 more: --limit shows them." in run("media", "words", case, "--limit", "1").out
    assert "No such words" in run("media", "words", case, "--find", "lighthouse").out

    listed = run("narratives", case).out
    assert "Read from pictures, or heard in clips, that are not copies:" in listed
    assert "they sold the old harbour at night" in listed
    assert "gardeners" not in listed

    import demasque

    with demasque.open_case(case) as opened:
        kinds = opened._store.sql("SELECT kind, count(*) AS n FROM events GROUP BY kind")
    assert {"kind": "picture_text", "n": 2} in kinds.to_pylist()


def test_a_detector_is_asked_by_families(run: Run, case: Path, tmp_path: Path) -> None:
    detector = tmp_path / "detector"
    detector.mkdir()
    refused = run("media", "judge", case, detector)
    assert refused.code == 2
    assert "without a card a detector is not used" in refused.err
    card = {
        "name": "Lightness", "trained_on": "nothing", "source": "this test", "threshold": 0.5,
        "false_positive_rate": 0.1, "width": 8, "height": 8,
    }  # fmt: skip
    (detector / "card.json").write_text(json.dumps(card), "utf-8")
    (detector / "model.onnx").write_bytes(mean_network(8, 8))
    judged = run("media", "judge", case, detector)
    assert judged.code == 0
    # Each picture is its own family, so nothing is said of any.
    assert "0 families of 0" in judged.out
    assert "trained on nothing" in judged.out
    assert "nothing is said of a single file" in judged.out
    run("report", case, "-o", "report.html")
    assert "trained on nothing" in (tmp_path / "report.html").read_text("utf-8")


def test_the_report_says_that_nothing_was_judged(run: Run, case: Path, tmp_path: Path) -> None:
    run("report", case, "-o", "report.html")
    assert "is not judged: no detector was named" in (tmp_path / "report.html").read_text("utf-8")


def test_copies_of_one_picture_share_the_picture_and_not_its_words_too(
    run: Run, tmp_path: Path
) -> None:
    from PIL import Image, ImageDraw, ImageFont

    from demasque.simulate import picture

    folder = tmp_path / "folder"
    folder.mkdir()
    image = Image.fromarray(picture(5, kind="heap"))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 420, 640, 460), fill="black")
    draw.text((20, 426), LINE, "white", ImageFont.load_default(24))
    posts, files = ["post_id,account_id,created_at,text,platform"], ["file,post"]
    for n, quality in enumerate((90, 60, 30)):
        image.save(folder / f"{n}.jpg", quality=quality)
        posts.append(f"{n},a{n},2024-01-01 10:00:0{n},look,x")
        files.append(f"{n}.jpg,{n}")
    (folder / "posts.csv").write_text("\n".join(posts) + "\n", "utf-8")
    (folder / "media.csv").write_text("\n".join(files) + "\n", "utf-8")
    for command in (("init", "case"), ("add", "case", folder), ("detect", "case")):
        assert run(*command).code == 0

    import demasque

    with demasque.open_case(tmp_path / "case") as opened:
        found = opened._store.sql(
            "SELECT kind, count(*) AS n, count(DISTINCT trace) AS traces FROM events GROUP BY kind"
        ).to_pylist()
        read = opened._store.sql("SELECT count(DISTINCT media) AS n FROM media_words")
    assert found == [{"kind": "media", "n": 3, "traces": 1}]
    assert read["n"].to_pylist() == [1]
