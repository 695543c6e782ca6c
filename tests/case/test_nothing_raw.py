"""No raw id, handle, name, e-mail address or phone number leaves the evidence without --reveal."""

import csv
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import zstandard

from demasque.api import create_case, open_case
from demasque.publish import EXPORTERS
from handed_forms import made_unless_refused
from stored_words import stored_words

START = datetime(2024, 5, 1, tzinfo=UTC)
EMAILS = [f"person{n}.private@mailhost.example.org" for n in range(12)]
PHONES = [f"+33 6 12 34 56 {n:02}" for n in range(10, 22)]
IDS = [str(880_000_000_000 + 7_919 * n) for n in range(12)]
HANDLES = [f"Handle{chr(97 + n) * 3}Xy" for n in range(12)]
NAMES = [f"Nom Véritable{chr(65 + n) * 2}" for n in range(12)]
POSTS = 20
COLUMNS = [
    "post_id", "account_id", "screen_name", "user_display_name", "user_profile_description", "name",
    "email", "phone", "created_at", "text", "in_reply_to_id", "page_id", "platform",
]  # fmt: skip


def pages(n: int) -> str:
    """Addresses that name accounts, in few posts: the others are to be copies of one another."""
    return (
        f"https://vk.com/{HANDLES[(n + 3) % 12]} https://m.vk.com/id{IDS[(n + 4) % 12]} "
        f"{HANDLES[(n + 5) % 12]}.medium.com https://{HANDLES[(n + 6) % 12]}.medium.com/a-title "
        f"https://social.example/users/{HANDLES[(n + 7) % 12]}/statuses/1"
    )


def words(n: int, k: int) -> str:
    return (
        f"The same words for everybody, number {k}, says @{HANDLES[(n + 1) % 12]} "
        f"https://twitter.com/{HANDLES[(n + 2) % 12]}/status/{990_000 + k} #vote{k}"
        f"{' ' + pages(n) if k < 3 else ''} write {EMAILS[n]} or call {PHONES[n]} "
        f"https://e.org/form?mail={EMAILS[n]}"
    )


def post_id(n: int, k: int) -> str:
    return str(770_000_000_000 + 1_009 * (n * POSTS + k))


def at(n: int, k: int) -> str:
    return (START + timedelta(hours=k, seconds=n)).isoformat()


def as_table(path: Path) -> Path:
    """A table with everything that must not pass the door."""
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n in range(6):
            for k in range(POSTS):
                out.writerow(
                    [
                        post_id(n, k), IDS[n], HANDLES[n], NAMES[n], f"I am {NAMES[n]} {EMAILS[n]}",
                        NAMES[n], EMAILS[n], PHONES[n], at(n, k), words(n, k), post_id(0, 0),
                        IDS[11], "x",
                    ]
                )  # fmt: skip
    return path


def as_api(path: Path) -> Path:
    """The same in X's API v2."""
    data = [
        {
            "id": post_id(n, k), "author_id": IDS[n], "created_at": at(n, k), "text": words(n, k),
            "conversation_id": post_id(0, 0), "lang": "en",
            "entities": {
                "urls": [
                    {"expanded_url": f"https://x.com/{HANDLES[n]}/status/{post_id(n, k)}"},
                    {"expanded_url": f"https://vk.com/club{IDS[n]}"},
                    {"expanded_url": f"https://{HANDLES[n]}.medium.com/a-title"},
                    {"expanded_url": f"https://social.example/users/{HANDLES[n]}"},
                ],
                "mentions": [{"username": HANDLES[0], "id": IDS[0]}],
            },
        }
        for n in range(6, 12)
        for k in range(POSTS)
    ]  # fmt: skip
    users = [
        {
            "id": IDS[n], "username": HANDLES[n], "name": NAMES[n], "created_at": at(0, 0),
            "description": f"I am {NAMES[n]}, {PHONES[n]}", "location": NAMES[n],
            "profile_image_url": f"https://pbs.example/{IDS[n]}/a.jpg",
        }
        for n in range(6, 12)
    ]  # fmt: skip
    path.write_text(json.dumps({"data": data, "includes": {"users": users}}))
    return path


def as_crowd(path: Path) -> Path:
    """Eighty accounts with words of their own, among whom the others stand out."""
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["post_id", "account_id", "created_at", "text", "platform"])
        for n in range(80):
            for k in range(POSTS):
                text = (
                    f"Day {k} of person {n}: {n * 37 % 101} apples and {k * n % 89} pears of ours"
                )
                out.writerow([f"c{n}p{k}", f"crowd{n}", at(n * 41, k), text, "x"])
    return path


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def leaks(content: bytes) -> list[str]:
    post_ids = [post_id(n, k) for n in range(12) for k in range(POSTS)]
    # An address keeps the post that it leads to: what was shared is the finding.
    content = content.replace(b"/status/", b"/status/#")
    secrets = [*IDS, *HANDLES, *NAMES, *EMAILS, *PHONES, *(p.replace(" ", "") for p in PHONES)]
    found = [word for word in secrets if word.casefold().encode() in content.lower()]
    return found + [p for p in post_ids if p.encode() in content.replace(b"#" + p.encode(), b"")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with findings, its reports and all of its exports."""
    folder = tmp_path_factory.mktemp("raw")
    with create_case(folder / "case") as case:
        crowd = as_crowd(folder / "crowd.csv")
        case.add(as_table(folder / "table.csv"), as_api(folder / "api.json"), crowd)
        case.detect(["60s"])
        for lang in ("en", "fr"):
            case.report(folder / "out" / f"report.{lang}.html", lang=lang)
        for format in EXPORTERS:
            made_unless_refused(format, partial(case.export, format, folder / "out" / format))
    return folder


def test_the_inputs_are_read(folder: Path) -> None:
    raw = b"".join((folder / name).read_bytes() for name in ("table.csv", "api.json"))
    assert all(word.encode() in raw for word in [*IDS, *HANDLES, *EMAILS, *PHONES])
    with open_case(folder / "case") as case:
        counted = case.sql("SELECT count(*) AS n, count(text) AS t FROM posts").to_pylist()
        details = case.sql("SELECT kind, sum(count)::INT AS n FROM personal_details GROUP BY kind")
    assert counted == [{"n": 92 * POSTS, "t": 92 * POSTS}]
    assert {row["kind"]: row["n"] for row in details.to_pylist()} == {
        "email": 12 * POSTS * 2,
        "phone": 12 * POSTS,
    }


def test_nothing_raw_in_the_case_but_the_evidence(folder: Path) -> None:
    for path, content in files_of(folder / "case").items():
        if path.parent.name != "evidence":
            assert leaks(content) == [], path


def test_nothing_raw_in_any_declared_table(folder: Path) -> None:
    with open_case(folder / "case") as case:
        words = list(stored_words(case._store))
    assert {table for table, _, _ in words} >= {"posts", "accounts", "events", "ties", "files"}
    assert [(t, c) for t, c, word in words if leaks(word.encode())] == []


def test_nothing_raw_in_reports_and_exports(folder: Path) -> None:
    files = files_of(folder / "out")
    assert len(files) > len(EXPORTERS)
    for path, content in files.items():
        assert leaks(content) == [], path


def test_the_evidence_has_it_all(folder: Path) -> None:
    unpacker = zstandard.ZstdDecompressor()
    stored = (folder / "case" / "evidence").glob("*.zst")
    raw = b"".join(unpacker.decompressobj().decompress(path.read_bytes()) for path in stored)
    assert all(word.encode() in raw for word in [*IDS, *HANDLES, *EMAILS, *PHONES])


def test_the_run_log_counts_what_was_dropped_at_the_door(folder: Path) -> None:
    (log,) = (folder / "case" / "runs").glob("*-add/run.json")
    record = json.loads(log.read_text())
    by_name = {record["inputs"][sha]: n for sha, n in record["notes"]["personal_dropped"].items()}
    rows = 6 * POSTS
    assert by_name["table.csv"] == {"email": rows, "name": rows, "phone": rows}
    assert by_name["api.json"] == {"author.location": 6, "author.name": 6}


def test_personal_details_are_counted_for_the_campaign_and_warned_of(folder: Path) -> None:
    from demasque.api import open_case
    from demasque.campaigns.measuring import profile

    with open_case(folder / "case") as case:
        details = {each.kind: each for each in profile(case._store, "C1").personal_details}
    phones, emails = details["phone"], details["email"]
    assert emails.count == 2 * phones.count == 2 * phones.posts
    assert phones.posts == phones.members * POSTS
    report = (folder / "out" / "report.en.html").read_text()
    assert f"{phones.count} telephone numbers in {phones.posts} posts" in report
    assert "doxing" in report
    assert "numéros de téléphone" in (folder / "out" / "report.fr.html").read_text()
