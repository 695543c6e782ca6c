"""What others published becomes indicators, with the source's words; each row lost says why."""

import csv
import gzip
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.dossier import INDICATORS, Added, Library
from demasque.dossier.library import source_file
from demasque.errors import DemasqueError
from demasque.text import match_key
from dossier.made_library import META, MISP, indicator, stix, write_json, write_text

SHARED = Path(__file__).parents[3] / "shared" / "data"
NETWORKS = SHARED / "meta_indicators" / "networks"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library")


def pairs(library: Library) -> list[tuple[str, str]]:
    return [(row["kind"], row["normal"]) for row in library.indicators().to_pylist()]


def reasons(added: Added) -> list[str]:
    return [str(reason) for reason in added.rejected["reason"].to_pylist()]


def test_a_network_of_meta(library: Library, tmp_path: Path) -> None:
    added = library.add(write_text(tmp_path / "Q2_2023_Example_network.csv", META))
    assert added.source.format == "meta-networks"
    assert pairs(library) == [
        ("domain", "bild.pics"),
        ("domain", "rrn.world"),
        ("domain", "a1.com"),
        ("domain", "b2.com"),
        ("domain", "c3.com"),
        ("text", match_key('Who pays for the "free" newspapers?')),
        ("hashtag", "nowar2023"),
    ]
    first = library.indicators().to_pylist()[0]
    assert first["value"] == "bild[.]pics"
    assert first["words"] == "0.6.2 Acquiring domains; Spoof of a newspaper"
    assert (first["date"], first["link"], first["line"]) == ("2023-Q2", None, 2)
    assert first["operation"] == "Q2 2023 Example network"
    assert (added.source.rows, added.source.loaded) == (11, 5)
    assert [reason.split(":")[0] for reason in reasons(added)] == [
        "blank row",
        "names an account",
        "an e-mail address",
        "prose that mentions a domain or hashtag",
        "of a victim, an original or a service by its technique",
        "prose or a name",
    ]
    assert added.rejected["line"].to_pylist() == [5, 9, 10, 11, 12, 13]
    assert sum(added.reasons().values()) == 6


@pytest.mark.skipif(not NETWORKS.is_dir(), reason="the shared data are not here")
def test_all_networks_of_the_shared_library_load(library: Library) -> None:
    files = sorted(NETWORKS.glob("*.csv"))
    assert len(files) >= 50
    for path in files:
        added = library.add(path)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = len(list(csv.reader(stream))) - 1
        lost = sum(added.rejected["whole"].to_pylist())
        assert added.source.rows == rows == added.source.loaded + lost, path.name
    found = library.indicators()
    assert found.schema.equals(INDICATORS)
    known = set(found["normal"].to_pylist())
    assert {"rrn.world", "bild.pics", "jiraboom.pro", "nonagenda.com"} <= known
    # What prose mentions, what a technique does to others, and what is a person's, stay out.
    assert not known & {"point.md", "tehillim-center.co.il", "7brachot.co.il", "namecheap.com"}
    assert not [each for each in known if "@" in each or each.startswith(("t.me/", "reddit.com/u"))]


@pytest.mark.skipif(not NETWORKS.is_dir(), reason="the shared data are not here")
def test_all_domains_of_dima_load(library: Library) -> None:
    added = library.add(SHARED / "dima_domains" / "fimi_domains.csv")
    assert (added.source.format, added.source.rows, added.source.loaded) == (
        "dima-domains",
        2353,
        2351,
    )
    assert set(reasons(added)) == {"a part of a domain's name, which strangers' sites may have too"}
    by_value = {row["normal"]: row for row in library.indicators().to_pylist()}
    assert by_value["gab.com"]["operation"] == "laundromat"
    assert by_value["haipress.com"]["link"].startswith("https://www.tadaweb.com/")
    assert by_value["haipress.com"]["date"] == "2025-03-01"


def test_a_bundle_of_stix(library: Library, tmp_path: Path) -> None:
    bundle = stix(
        indicator(
            "[url:value = 'http://bild.pics/a' OR domain-name:value = 'rrn.world']",
            name="Doppelganger",
            created="2023-06-13T10:00:00.000Z",
            external_references=[{"source_name": "x", "url": "https://example.org/report"}],
        ),
        indicator(
            "[file:hashes.'SHA-256' = '" + "b" * 64 + "'] OR [file:hashes.MD5 = '" + "c" * 32 + "']"
        ),
        indicator("[domain-name:value = 'a.org']", revoked=True),
        indicator("[domain-name:value = 'b.org']", indicator_types=["benign"]),
        indicator("rule x { condition: true }", pattern_type="yara"),
        indicator("[user-account:account_login = 'somebody']"),
        {"type": "domain-name", "value": "Bücher.de"},
        {"type": "file", "hashes": {"SHA-1": "D" * 40, "SSDEEP": "3:x"}},
        {"type": "x-vendor-thing", "x": {"a": [1, {"b": None}]}},
        {"type": "ipv4-addr", "value": "1.2.3.4"},
        {"type": ["odd"], "pattern": 7},
    )
    added = library.add(write_json(tmp_path / "bundle.json", bundle))
    assert pairs(library) == [
        ("url", "bild.pics/a"),
        ("domain", "rrn.world"),
        ("hash", "b" * 64),
        ("hash", "c" * 32),
        ("domain", "xn--bcher-kva.de"),
        ("hash", "d" * 40),
    ]
    first = library.indicators().to_pylist()[0]
    assert (first["words"], first["date"]) == ("Doppelganger", "2023-06-13")
    assert first["link"] == "https://example.org/report"
    assert (added.source.rows, added.source.loaded) == (11, 4)
    assert sum(added.rejected["whole"].to_pylist()) == 7


def test_hashes_of_one_file_mean_it_each(library: Library, tmp_path: Path) -> None:
    said = f"file:hashes.MD5 = '{'a' * 32}' AND file:hashes.SHA1 = '{'b' * 40}'"
    bundle = stix(
        indicator(f"[{said} AND file:name = 'it\\'s.png'] OR [domain-name:value = 'c.org']"),
        indicator(f"[{said} AND domain-name:value = 'd.org']"),
        indicator("[file:name = 'a.png' AND file:size = '1']"),
    )
    added = library.add(write_json(tmp_path / "bundle.json", bundle))
    assert [kind for kind, _ in pairs(library)] == ["hash", "hash", "domain"]
    assert [reason.startswith("a pattern whose values") for reason in reasons(added)] == [True] * 2


def test_without_the_extra_plain_patterns_are_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stix2.pattern_visitor", None)
    bundle = stix(
        indicator("[domain-name:value = 'c.org']"),
        indicator("[domain-name:value IN ('d.org')]"),
    )
    added = library.add(write_json(tmp_path / "bundle.json", bundle))
    assert pairs(library) == [("domain", "c.org")]
    assert reasons(added) == [
        "a pattern that only the extra stix reads: pip install 'demasque[stix]'"
    ]


def test_patterns_that_mean_something_only_together(library: Library, tmp_path: Path) -> None:
    pytest.importorskip("stix2")
    bundle = stix(
        indicator("[domain-name:value = 'bild.de' AND domain-name:value = 'bild.pics']"),
        indicator("[domain-name:value != 'bild.de']"),
        indicator("[domain-name:value = 'a.org'] FOLLOWEDBY [domain-name:value = 'b.org']"),
        indicator("[url:value LIKE 'http://%']"),
        indicator("[domain-name:value IN ('c.org', 'd.org')]"),
        indicator("[domain-name:value = "),
    )
    added = library.add(write_json(tmp_path / "bundle.json", bundle))
    assert pairs(library) == [("domain", "c.org"), ("domain", "d.org")]
    assert [reason.startswith("a pattern whose values") for reason in reasons(added)] == [
        True, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("wrapped", [MISP, [MISP], {"response": [MISP]}, MISP["Event"]])
def test_an_event_of_misp(library: Library, tmp_path: Path, wrapped: object) -> None:
    added = library.add(write_json(tmp_path / "event.json", wrapped))
    assert pairs(library) == [
        ("domain", "rrn.world"),
        ("url", "bild.pics/a"),
        ("hash", "a" * 64),
        ("text", match_key("The farmers pay for it all")),
        ("text", match_key("Enough of the lies now")),
        ("hash", "0" * 32),
    ]
    first, *_, words, _, _ = library.indicators().to_pylist()
    assert first["words"].startswith("their site; tlp:clear")
    assert (first["operation"], first["date"]) == ("Operation Example", "2024-05-06")
    assert first["link"] == "https://example.org/report"
    assert words["date"] == "2024-01-02"
    assert (added.source.rows, added.source.loaded) == (13, 6)
    assert sum(added.rejected["whole"].to_pylist()) == 7


def test_a_list_with_one_value_a_line(library: Library, tmp_path: Path) -> None:
    lines = (
        "# domains of an operation", "", "rrn[.]world", "0.0.0.0 bild.pics", "||welt.tours^",
        "#hashtag", '"Who pays for the free newspapers?"', "@somebody", "+1 613 555 0123",
        "https://t.me/somebody/12", "https://pinterest.com/pin/12", "hello world", "ab" * 16,
    )  # fmt: skip
    added = library.add(write_text(tmp_path / "list.txt", "\n".join(lines)))
    assert pairs(library) == [
        ("domain", "rrn.world"),
        ("domain", "bild.pics"),
        ("domain", "welt.tours"),
        ("hashtag", "hashtag"),
        ("text", match_key("Who pays for the free newspapers?")),
        ("url", "pinterest.com/pin/12"),
        ("hash", "ab" * 16),
    ]
    assert added.rejected["line"].to_pylist() == [1, 2, 8, 9, 10, 12]
    assert added.source.rows == 13


@pytest.mark.parametrize(
    "line",
    [
        "http://news.example.org/2021/12/why-boy cott",
        "https://news.example.org/a https://news.example.org/b is prose",
        "see news.example.org/2021",
    ],
)
def test_a_page_of_a_site_never_becomes_the_whole_site(
    library: Library, tmp_path: Path, line: str
) -> None:
    library.add(write_text(tmp_path / "list.txt", f"rrn.world\n{line}\n"))
    assert pairs(library) == [("domain", "rrn.world")]


def test_a_page_in_a_column_of_domains_is_a_page(library: Library, tmp_path: Path) -> None:
    table = "domain,note\nnews.example.org/a/b,\nhxxps://rrn[.]world/,\n"
    library.add(write_text(tmp_path / "t.csv", table))
    assert pairs(library) == [("url", "news.example.org/a/b"), ("domain", "rrn.world")]


def test_a_table_with_named_columns(library: Library, tmp_path: Path) -> None:
    table = (
        "type;value;description;date;report\n"
        "domain;rrn[.]world;their site;2023-06;https://example.org/r\n"
        "sha256;" + "a" * 64 + ";;;javascript:alert(1)\n"
        "email;a@b.org;;;\n"
    )
    added = library.add(write_text(tmp_path / "table.csv", table))
    rows = library.indicators().to_pylist()
    assert [row["normal"] for row in rows] == ["rrn.world", "a" * 64]
    assert (rows[0]["words"], rows[0]["date"]) == ("their site", "2023-06")
    assert [row["link"] for row in rows] == ["https://example.org/r", None]
    assert rows[1]["algorithm"] == "sha256"
    assert added.rejected["detail"].to_pylist() == ["email"]


def test_what_a_table_keeps_from_detection_stays_out(library: Library, tmp_path: Path) -> None:
    table = "type,value,to_ids,event_info\ndomain,rrn.world,1,Example\ndomain,bild.de,0,Example\n"
    added = library.add(write_text(tmp_path / "misp.csv", table))
    assert pairs(library) == [("domain", "rrn.world")]
    assert library.indicators()["operation"].to_pylist() == ["Example"]
    assert reasons(added) == ["not for detection, its source says (to_ids)"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("{", "no whole JSON"),
        ("[" * 10_000 + "]" * 10_000, "no whole JSON|no kind|not read here"),
        ('{"type": "bundle", "objects": ' + "[" * 10_000 + "]" * 10_000 + "}", "no whole JSON"),
        ('{"hello": 1}', "not read here"),
        ("just some words\nand more", "holds no indicator"),
        ('{"format": "demasque-library", "version": 99, "indicators": []}', "version 99"),
        ('<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "holds no indicator"),
        ("%PDF-1.4", "PDF"),
        ("id,author,url\n1,somebody,https://example.org/a\n", "export of posts"),
    ],
)
def test_files_that_are_no_source(
    library: Library, tmp_path: Path, content: str, said: str
) -> None:
    with pytest.raises(DemasqueError, match=said):
        library.add(write_text(tmp_path / "file.txt", content))
    assert library.sources() == []
    assert [*(tmp_path / "library").rglob(".*.new")] == []


def test_hostile_values_cost_their_row(library: Library, tmp_path: Path) -> None:
    deep: object = "x"
    for _ in range(900):
        deep = [deep]
    bundle = stix(
        {"type": "x-deep", "value": deep},
        {"type": "domain-name", "value": "b\x00ild.de"},
        {"type": "domain-name", "value": "\u202ebild.pics\u202c"},
        {"type": "url", "value": "http://" + "a" * 1_000_000},
        indicator("[" + "(" * 5_000),
    )
    added = library.add(write_json(tmp_path / "bundle.json", bundle))
    assert pairs(library) == [("domain", "bild.pics")]
    assert library.indicators()["value"].to_pylist() == ["bild.pics"]
    assert added.source.rows == 5


def test_a_damaged_table_loses_rows_and_no_more(library: Library, tmp_path: Path) -> None:
    table = (
        'domain,note\nrrn.world,"never closed\nbild.pics,x\n' + "y" * 200_000 + "\nwelt.tours,\n"
    )
    added = library.add(write_text(tmp_path / "t.csv", table))
    assert ("domain", "welt.tours") in pairs(library)
    assert any("quotation mark" in reason for reason in reasons(added))


def test_windows_and_utf16_files_are_read(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("rrn[.]world\r\nbücher.de\r\n".encode("utf-16"))
    library.add(path)
    assert pairs(library) == [("domain", "rrn.world"), ("domain", "xn--bcher-kva.de")]


def test_what_is_too_large_is_refused_before_it_is_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "list.gz"
    packed.write_bytes(gzip.compress(b"a.com\n" * 1_000))
    monkeypatch.setattr(source_file, "MOST_BYTES", 2_000)
    with pytest.raises(DemasqueError, match="divide it"):
        library.add(packed)
    monkeypatch.setattr(source_file, "MOST_BYTES", 20_000)
    monkeypatch.setattr(source_file, "MOST_LINES", 999)
    with pytest.raises(DemasqueError, match="more than 999 lines"):
        library.add(packed)
    monkeypatch.setattr(source_file, "MOST_LINES", 1_000)
    assert library.add(packed).loaded == 1_000


def test_who_waits_is_told_how_far_it_is(library: Library, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    bundle = stix(*(indicator(f"[domain-name:value = 'd{n}.org']") for n in range(2_500)))
    path = write_json(tmp_path / "bundle.json", bundle)
    library.add(path, progress=lambda *step: told.append(step))
    assert ("reading bundle.json", path.stat().st_size, path.stat().st_size) in told
    assert ("reading bundle.json", 2_000, None) in told


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("a.org"),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    (
        "type",
        "pattern",
        "value",
        "hashes",
        "name",
        "created",
        "external_references",
        "Attribute",
        "Object",
        "info",
        "date",
        "Tag",
        "category",
        "to_ids",
        "comment",
        "object_relation",
    )
)
NAMED = st.dictionaries(FIELDS, ANYTHING | st.sampled_from(["indicator", "url", "text", "file"]))


@settings(max_examples=60, deadline=None)
@given(entries=st.lists(NAMED, max_size=4), place=st.sampled_from(["objects", "Event", "response"]))
def test_odd_objects_cost_themselves_and_no_more(
    entries: list[dict[str, object]], place: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    sound = {"objects": {"type": "domain-name", "value": "rrn.world"}}.get(
        place, {"Attribute": [{"type": "domain", "value": "rrn.world"}]}
    )
    library = Library.open(folder / "library")
    added = library.add(write_json(folder / "odd.json", {place: [*entries, sound]}))
    assert ("domain", "rrn.world") in pairs(library)
    assert added.source.rows == added.source.loaded + sum(added.rejected["whole"].to_pylist())
