"""What lists of files say: each layout on a folder made by hand, and what can go wrong."""

import gzip
from pathlib import Path
from typing import IO, Any

import pytest

from demasque.errors import DemasqueError
from demasque.sources import FolderListing, MediaRow, RejectedMediaRow, layouts_table, read_folder
from demasque.sources.folders.auto_archiver import AUTO_ARCHIVER
from media_folders import picture, put

P = picture(1)


def rows_of(folder: Path) -> list[tuple[str, str | None, tuple[str, ...]]]:
    reading = read_folder(FolderListing(folder))
    return sorted((row.file, row.platform, row.posts or row.accounts) for row in reading.rows)


def rejects_of(folder: Path) -> list[tuple[int, str]]:
    return [(row.line, str(row.reason)) for row in read_folder(FolderListing(folder)).rejected]


def layouts_of(folder: Path) -> tuple[str, ...]:
    return read_folder(FolderListing(folder)).layouts


def test_4cats_zip(tmp_path: Path) -> None:
    for name in ("a.png", "clip.mp4", "press-613.jpeg"):
        put(tmp_path, name, P)
    entries = {
        "https://e.org/a": {"filename": "a.png", "success": True, "post_ids": ["1", 2]},
        "https://e.org/b": {"filename": None, "success": False, "post_ids": ["3"]},
        "https://e.org/c": {"files": [{"filename": "clip.mp4", "success": True}], "success": True,
                            "post_ids": ["4"]},
        "press-613.jpeg": {"filename": "press-613.jpeg", "success": True, "post_ids": [613]},
        "https://e.org/d": {"filename": "gone.png", "success": True, "post_ids": ["5"]},
        "https://e.org/e": {"filename": "a.png", "success": True, "post_ids": []},
    }  # fmt: skip
    put(tmp_path, ".metadata.json", entries)
    assert layouts_of(tmp_path) == ("4cat",)
    assert rows_of(tmp_path) == [
        ("a.png", None, ("1",)),
        ("a.png", None, ("2",)),
        ("clip.mp4", None, ("4",)),
        # The bare number of a message is every channel's.
        ("press-613.jpeg", None, ("press-613", "press/613")),
    ]
    assert rejects_of(tmp_path) == [
        (2, "4CAT could not download the file"),
        (5, "the file is not in the folder"),
        (6, "no post and no account is named"),
    ]


def test_yt_dlps_folder(tmp_path: Path) -> None:
    info = {
        "id": "abcdefghijk",
        "extractor_key": "Youtube",
        "webpage_url": "https://www.youtube.com/watch?v=abcdefghijk",
    }
    put(tmp_path, "in/Clip [abcdefghijk].info.json", info)
    put(tmp_path, "in/Clip [abcdefghijk].mp4", P)
    put(tmp_path, "in/Clip [abcdefghijk].webp", P)  # its cover
    put(tmp_path, "in/Cover.info.json", {**info, "id": "kkkkkkkkkkk", "webpage_url": None})
    put(tmp_path, "in/Cover.jpg", P)
    put(tmp_path, "in/List.info.json", {"_type": "playlist", "id": "PL", "extractor_key": "Y"})
    put(tmp_path, "in/List.jpg", P)
    assert layouts_of(tmp_path) == ("yt-dlp",)
    assert rows_of(tmp_path) == [
        ("in/Clip [abcdefghijk].mp4", "youtube", ("abcdefghijk",)),
        ("in/Cover.jpg", "youtube", ("kkkkkkkkkkk",)),
    ]
    assert rejects_of(tmp_path) == [(1, "no post and no account is named")]
    assert read_folder(FolderListing(tmp_path)).by_name == ()


def result(url: str, *media: dict[str, object]) -> dict[str, object]:
    return {"status": "generic: success", "metadata": {"url": url}, "media": list(media)}


@pytest.mark.parametrize("lines", [False, True])
def test_auto_archivers_json(tmp_path: Path, lines: bool) -> None:
    put(tmp_path, "store/q1.mp4", P)
    put(tmp_path, "store/shot.png", P)
    results = [
        result(
            "https://x.com/who/status/12",
            {"filename": "/tmp/abc/1.mp4", "key": "store/q1.mp4", "urls": ["https://cdn/q1.mp4"]},
            {"filename": "/tmp/shot.png", "properties": {"id": "screenshot"}},
            {"filename": "/tmp/page.html", "urls": ["https://cdn/page.html"]},
        ),
        result("https://example.org/news", {"filename": "store/q1.mp4"}),
        result("https://x.com/who/status/13", {"filename": "gone.jpg"}),
    ]
    if lines:
        import json

        put(tmp_path, "out.jsonl", "".join(json.dumps(each) + "\n" for each in results))
    else:
        put(tmp_path, "out.json", results)
    assert layouts_of(tmp_path) == ("auto-archiver",)
    assert rows_of(tmp_path) == [("store/q1.mp4", "x", ("12",))]
    assert rejects_of(tmp_path) == [
        (2, "the address is of no post that is known by its address"),
        (3, "the file is not in the folder"),
    ]


def test_auto_archivers_csv_is_what_python_prints(tmp_path: Path) -> None:
    put(tmp_path, "local/a1.jpg", P)
    metadata = (
        "{'_processed_at': datetime.datetime(2024, 5, 1, 10, 0), "
        "'url': 'https://t.me/press/613', 'title': 'A'}"
    )
    media = (
        "[{'filename': './tmp/x.jpg', '_key': 'local/a1.jpg', 'urls': ['/out/a1.jpg'], "
        "'properties': {'hash': 'SHA'}}, {'filename': './tmp/s.png', '_key': 's.png', "
        "'properties': {'id': 'screenshot'}}]"
    )
    put(tmp_path, "db.csv", f'status,metadata,media\nsuccess,"{metadata}","{media}"\n')
    assert rows_of(tmp_path) == [("local/a1.jpg", "telegram", ("press/613", "press-613"))]
    assert read_folder(FolderListing(tmp_path)).exports == ()


def test_an_export_that_only_has_an_archivers_words_is_an_export(tmp_path: Path) -> None:
    post = {"id": 1, "status": "public", "metadata": {}, "url": "https://x.com/who/status/1"}
    put(tmp_path, "posts.json", [post])
    reading = read_folder(FolderListing(tmp_path))
    assert (reading.layouts, reading.exports) == ((), ("posts.json",))


def test_telegram_desktops_folder(tmp_path: Path) -> None:
    put(tmp_path, "photos/photo_1@01.jpg", P)
    messages = [
        {"id": 1, "type": "message", "photo": "photos/photo_1@01.jpg"},
        {"id": 2, "type": "message", "file": "(File not included. Change data exporting settings)"},
        {"id": 3, "type": "message", "file": "files/paper.pdf"},
        {"id": 4, "type": "message", "file": "video_files/gone.mp4"},
    ]
    put(tmp_path, "result.json", {"id": 77, "type": "public_channel", "messages": messages})
    assert rows_of(tmp_path) == [("photos/photo_1@01.jpg", "telegram", ("77/1",))]
    assert rejects_of(tmp_path) == [(4, "the file is not in the folder")]
    assert read_folder(FolderListing(tmp_path)).exports == ("result.json",)


@pytest.mark.parametrize(
    "table",
    [
        "file,post,platform\nsub/a.jpg,1,Twitter\n",
        "fichier;publication;plateforme\nsub\\a.jpg;1;x\n",
        "Nom du fichier\tid publication\tréseau\n./sub/a.jpg\t1\tTW\n",
        "filename,url\na.jpg,https://x.com/who/status/1\n",
    ],
)
def test_a_table_of_files_and_posts(tmp_path: Path, table: str) -> None:
    put(tmp_path, "sub/a.jpg", P)
    put(tmp_path, "media.csv", table)
    ((file, platform, posts),) = rows_of(tmp_path)
    assert (file, platform, posts[0]) == ("sub/a.jpg", "x", "1")


def test_a_table_of_pictures_of_accounts(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", P)
    put(tmp_path, "avatars.csv.gz", gzip.compress(b"fichier,compte,plateforme\na.jpg,@who,x\n"))
    assert rows_of(tmp_path) == [("a.jpg", "x", ("who",))]


def test_a_cell_may_name_several_files_and_rows_may_lack_one(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", P)
    put(tmp_path, "b, c.jpg", P)
    put(tmp_path, "d.jpg", P)
    put(
        tmp_path,
        "posts.csv",
        'post_id,file\n1,"a.jpg; d.jpg"\n2,"b, c.jpg"\n3,\n,a.jpg\n5,no.jpg\n',
    )
    assert rows_of(tmp_path) == [
        ("a.jpg", None, ("1",)),
        ("b, c.jpg", None, ("2",)),
        ("d.jpg", None, ("1",)),
    ]
    assert rejects_of(tmp_path) == [
        (5, "no post and no account is named"),
        (6, "the file is not in the folder"),
    ]


def test_a_table_none_of_whose_cells_names_a_file_here_is_no_list(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", P)
    put(tmp_path, "posts.csv", "post_id,path\n1,/elsewhere\n")
    assert layouts_of(tmp_path) == ()
    put(tmp_path, "media.csv", "post_id,path\n1,/elsewhere\n")
    assert layouts_of(tmp_path) == ("media-table",)


def test_files_called_by_long_ids_may_be_those_posts(tmp_path: Path) -> None:
    for name in ("7301234567890123456.mp4", "7301234567890123456_2.jpg", "17.jpg", "IMG_0017.jpg"):
        put(tmp_path, name, P)
    rows = read_folder(FolderListing(tmp_path)).by_name
    assert [(row.file, row.posts) for row in rows] == [
        ("7301234567890123456.mp4", ("7301234567890123456",)),
        ("7301234567890123456_2.jpg", ("7301234567890123456_2", "7301234567890123456")),
    ]


def test_a_damaged_list_is_said_and_stops_no_other(tmp_path: Path) -> None:
    put(tmp_path, "one/.metadata.json", "{broken")
    put(tmp_path, "two/a.jpg", P)
    put(tmp_path, "two/media.csv", "file,post\na.jpg,1\n")
    reading = read_folder(FolderListing(tmp_path))
    assert [str(problem) for problem in reading.problems] == [
        "one/.metadata.json is damaged: it is no JSON."
    ]
    assert [row.file for row in reading.rows] == ["two/a.jpg"]


def test_a_file_that_cannot_be_read_stops_no_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.jpg", P)
    put(tmp_path, "media.csv", "file,post\na.jpg,1\n")
    put(tmp_path, "locked.json", result("https://x.com/a/status/1", {"filename": "a.jpg"}))
    (tmp_path / "folder.json").mkdir()
    opened = Path.open

    def refuse(path: Path, mode: str = "r") -> IO[Any]:
        if path.name == "locked.json":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    reading = read_folder(FolderListing(tmp_path))
    assert [row.file for row in reading.rows] == ["a.jpg"]
    assert "locked.json" in reading.exports  # which are opened later, and say why they cannot be


def test_a_result_that_goes_while_it_is_read_is_said(tmp_path: Path) -> None:
    listed = put(tmp_path, "r.json", result("https://x.com/a/status/1", {"filename": "a.jpg"}))
    listing = FolderListing(tmp_path)
    listed.unlink()
    with pytest.raises(DemasqueError, match=r"r\.json cannot be read"):
        list(AUTO_ARCHIVER.read(listing, "r.json"))


@pytest.mark.parametrize(
    "held",
    ["[1, 2]", "{}", '"word"', '{"a": 1}', '{"a": {"files": [3]}}', '{"a": {"post_ids": {}}}'],
)
@pytest.mark.parametrize("name", [".metadata.json", "a.info.json", "result.json"])
def test_lists_of_another_form_raise_nothing(tmp_path: Path, name: str, held: str) -> None:
    put(tmp_path, name, held)
    assert rows_of(tmp_path) == []


def test_links_are_not_followed_and_leftovers_are_no_files(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.jpg", P)
    folder = tmp_path / "folder"
    put(folder, "a.jpg", P)
    put(folder, "__MACOSX/._a.jpg", P)
    (folder / "link.jpg").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    listing = FolderListing(folder)
    assert (listing.files, listing.links) == (("a.jpg",), 2)
    assert listing.find("link.jpg") is None
    assert listing.find("../secret.jpg") is None
    assert listing.find("/secret.jpg") is None


def test_a_bare_name_of_two_files_names_neither(tmp_path: Path) -> None:
    put(tmp_path, "one/a.jpg", P)
    put(tmp_path, "two/a.jpg", P)
    listing = FolderListing(tmp_path)
    assert listing.find("a.jpg") is None
    assert listing.find("a.jpg", "two/media.csv") == "two/a.jpg"
    assert listing.find("https://cdn.example/one/a.jpg?x=1") is None


def test_a_file_of_another_folder_is_no_file_of_this_list(tmp_path: Path) -> None:
    put(tmp_path, "B/1.jpg", P)
    listing = FolderListing(tmp_path)
    assert listing.find("A/1.jpg") is None
    assert listing.find("photos/1.jpg", "A/result.json") is None
    assert listing.find("1.jpg", "A/media.csv") is None
    assert listing.find("https://cdn.example/zz/1.jpg", "A/media.csv") is None
    assert listing.find("1.jpg", "media.csv") == "B/1.jpg"
    assert listing.find("./1.jpg", "media.csv") == "B/1.jpg"
    assert listing.find("https://cdn.example/zz/1.jpg?x=1#y", "media.csv") == "B/1.jpg"
    assert listing.find("B\\1.jpg", "A/media.csv") == "B/1.jpg"


def test_a_list_in_a_folder_does_not_take_the_file_above_it(tmp_path: Path) -> None:
    put(tmp_path, "1.jpg", P)
    put(tmp_path, "AB/2.jpg", P)
    listing = FolderListing(tmp_path)
    assert listing.find("1.jpg", "A/media.csv") is None
    assert listing.find("2.jpg", "A/media.csv") is None


@pytest.mark.parametrize("with_files", ["B/", ""])
def test_a_channel_without_its_files_does_not_get_anothers(tmp_path: Path, with_files: str) -> None:
    for folder, channel in (("A/", 111), (with_files, 222)):
        messages = [{"id": 5, "type": "message", "photo": "photos/photo_1.jpg"}]
        held = {"id": channel, "type": "public_channel", "messages": messages}
        put(tmp_path, f"{folder}result.json", held)
    put(tmp_path, f"{with_files}photos/photo_1.jpg", P)
    assert rows_of(tmp_path) == [(f"{with_files}photos/photo_1.jpg", "telegram", ("222/5",))]
    assert rejects_of(tmp_path) == [(1, "the file is not in the folder")]


def test_a_4cat_zip_without_its_files_does_not_get_anothers(tmp_path: Path) -> None:
    entry = {"filename": "image.jpg", "success": True}
    put(tmp_path, ".metadata.json", {"https://e.org/image.jpg": {**entry, "post_ids": ["1"]}})
    put(tmp_path, "b/.metadata.json", {"https://f.org/image.jpg": {**entry, "post_ids": ["2"]}})
    put(tmp_path, "b/image.jpg", P)
    assert rows_of(tmp_path) == [("b/image.jpg", None, ("2",))]
    assert rejects_of(tmp_path) == [(1, "the file is not in the folder")]


@pytest.mark.parametrize("media", [5, True, "a.jpg", {"filename": "a.jpg"}, None])
def test_an_archivers_result_whose_media_are_no_list_raises_nothing(
    tmp_path: Path, media: object
) -> None:
    put(tmp_path, "a.jpg", P)
    put(tmp_path, "r.json", {**result("https://x.com/who/status/12"), "media": media})
    assert rows_of(tmp_path) == []


def test_accents_are_compared_as_letters(tmp_path: Path) -> None:
    put(tmp_path, "e\u0301te\u0301.jpg", P)
    assert FolderListing(tmp_path).find("\u00e9t\u00e9.jpg") == "e\u0301te\u0301.jpg"


def test_a_folder_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demasque.sources.folders.folder_listing.MOST_FILES", 1)
    put(tmp_path, "a", P)
    put(tmp_path, "b", P)
    with pytest.raises(DemasqueError, match="add its folders one by one"):
        FolderListing(tmp_path)


def test_rows_say_their_list_and_line(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", P)
    put(tmp_path, "media.csv", "file,post\na.jpg,1\nb.jpg,2\n")
    reading = read_folder(FolderListing(tmp_path))
    assert reading.rows == (MediaRow("media.csv", 2, "a.jpg", None, ("1",)),)
    (rejected,) = reading.rejected
    assert isinstance(rejected, RejectedMediaRow)
    assert (rejected.listed_in, rejected.line) == ("media.csv", 3)


def test_the_documentation_has_the_table_of_layouts() -> None:
    docs = Path(__file__).parents[3] / "docs" / "formats.md"
    assert layouts_table() in docs.read_text("utf-8")
