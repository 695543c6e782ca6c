"""Known indicators in posts: all that carry them are found, lookalikes are not, and what is common
is not called a link."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.accounts import FEWEST_OTHERS
from demasque.case import CaseStore
from demasque.dossier import INDICATORS, carrier_rates, match_library
from demasque.dossier.library.matching.carrier_strata import joined_strata
from demasque.dossier.library.matching.defanging import defanged
from demasque.schema import (
    EVENTS,
    HASHTAGS,
    LINKS,
    MEDIA_FILES,
    MEDIA_IN_POSTS,
    MEDIA_USE,
    MEDIA_WORDS,
    POSTS,
    TABLES,
    TRACES,
)  # fmt: skip
from hand_made import START, case_of, rows, world
from media_rows import media, pdq, with_media


def indicators(*values: tuple[str, str] | Mapping[str, object]) -> pa.Table:
    """A library's table from kinds and values; the normal form is that of the library."""
    from demasque.dossier.library.refanging import bare, normal_domain, refang
    from demasque.text import canonical_url

    made = []
    for line, each in enumerate(values, 1):
        row = dict(each) if isinstance(each, Mapping) else {"kind": each[0], "value": each[1]}
        value = bare(refang(str(row["value"])))
        normal = {"domain": normal_domain, "url": canonical_url}.get(str(row["kind"]), str)(value)
        plain = {"source": "list.csv", "digest": "d" * 64, "line": line, "normal": normal or ""}
        made.append(plain | row)
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in INDICATORS.names} for row in made], INDICATORS
    )


def posts(*texts: str, links: Sequence[str] = (), tags: Sequence[str] = ()) -> dict[str, pa.Table]:
    """One post a text, link or hashtag, in this order: p0, p1, ... each by another account."""
    plain = {"time_precision": "second", "kind": "original", "platform": "x"}
    count = len(texts) + len(links) + len(tags)
    words = [*texts, *[None] * (count - len(texts))]
    made = [
        plain
        | {"post": f"p{n}", "account": f"a{n}", "text": text}
        | {"posted_at": START + timedelta(minutes=n)}
        for n, text in enumerate(words)
    ]
    after = len(texts) + len(links)
    return {
        "posts": rows(POSTS, made),
        "links": rows(
            LINKS, [{"post": f"p{len(texts) + n}", "url": url} for n, url in enumerate(links)]
        ),
        "hashtags": rows(
            HASHTAGS, [{"post": f"p{after + n}", "tag": tag} for n, tag in enumerate(tags)]
        ),
    }


def found(store: CaseStore, table: pa.Table) -> dict[str, set[str]]:
    """By post, the values of the indicators that it carries."""
    carried: dict[str, set[str]] = {}
    for row in match_library(store, table).to_pylist():
        carried.setdefault(row["post"], set()).add(row["value"])
    return carried


CARRIES = (
    "https://bild.pics/",
    "http://bild.pics",
    "https://www.bild.pics/politik/artikel.html?utm_source=x#top",
    "HTTPS://BILD.PICS/POLITIK",
    "https://politik.aktuell.bild.pics/a",
    "https://bild.pics:8443/a",
    "https://bild.pics./a",
    "https://user:secret@bild.pics/a",
    "https://bild.pics\\@bild.de/",
    "//bild.pics/a",
    "bild.pics/a",
    " https://bild.pics/a\n",
    "https://ｂild.pics/a",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fbild.pics%2Fa&h=x",
    "https://web.archive.org/web/2023/https://bild.pics/a",
)
CARRIES_NOT = (
    "https://bild.de/",
    "https://bild.pics.example/",
    "https://notbild.pics/",
    "https://not-bild.pics/",
    "https://bild.pic/",
    "https://bild-pics.example/",
    "https://bild.pics@evil.example/",
    "https://bild.pics:pw@evil.example/",
    "https://evil.example\\@bild.pics/",
    "https://evil.example/bild.pics",
    "https://evil.example/?bild.pics",
    "https://evil.example/#bild.pics",
    "https://b\u0456ld.pics/",
    "mailto:redaktion@bild.pics",
    "ftp://bild.pics/a",
    "https://",
    "",
)


@pytest.mark.parametrize("url", CARRIES)
def test_links_to_a_known_domain_are_found_however_they_are_written(
    url: str, tmp_path: Path
) -> None:
    with case_of(tmp_path, posts(links=[url])) as store:
        assert found(store, indicators(("domain", "bild[.]pics"))) == {"p0": {"bild[.]pics"}}


@pytest.mark.parametrize("url", CARRIES_NOT)
def test_lookalikes_are_not_confused_with_a_known_domain(url: str, tmp_path: Path) -> None:
    with case_of(tmp_path, posts(links=[url])) as store:
        assert found(store, indicators(("domain", "bild[.]pics"))) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Read bild[.]pics today",
        "Read BILD[.]PICS.",
        "Read hxxps://www.bild[.]pics/politik, it says",
        "Read hxxp[:]//bild (.) pics/x).",
        "Read bild{.}pics",
        "Read bild[dot]pics",
        "Read (https://bild.pics/a)",
        "«bild.pics»",
        "Read: bild.pics,spiegel.ltd",
        "先看 bild.pics 再说",
    ],
)
def test_addresses_written_in_words_are_found_defanged_or_not(text: str, tmp_path: Path) -> None:
    with case_of(tmp_path, posts(text)) as store:
        assert found(store, indicators(("domain", "bild[.]pics"))) == {"p0": {"bild[.]pics"}}


@pytest.mark.parametrize(
    "text",
    ["Write to me@bild.pics", "Ask @user@bild.pics", "Ask @bild.pics", "bild. pics are nice",
     "The bild pics", "notbild.pics", "bild.pics.example/x"],
)  # fmt: skip
def test_other_words_are_no_addresses(text: str, tmp_path: Path) -> None:
    with case_of(tmp_path, posts(text)) as store:
        assert found(store, indicators(("domain", "bild[.]pics"))) == {}


def test_names_in_other_alphabets_are_one_with_their_punycode(tmp_path: Path) -> None:
    urls = ["https://bücher.example/a", "https://xn--bcher-kva.example/", "https://bucher.example/"]
    with case_of(tmp_path, posts(links=urls)) as store:
        assert found(store, indicators(("domain", "BÜCHER[.]example"))).keys() == {"p0", "p1"}
        assert found(store, indicators(("domain", "xn--bcher-kva.example"))).keys() == {"p0", "p1"}


def test_a_known_page_is_found_with_trackers_and_below_it_but_not_beside_it(
    tmp_path: Path,
) -> None:
    urls = [
        "https://www.news.example/story/1?utm_source=x",
        "http://news.example/story/1/",
        "https://news.example/story/1/comments",
        "https://news.example/story/12",
        "https://news.example/story",
        "https://other.example/story/1",
    ]
    with case_of(tmp_path, posts(links=urls)) as store:
        carried = found(store, indicators(("url", "hxxps://news[.]example/story/1")))
    assert carried.keys() == {"p0", "p1", "p2"}


def test_parameters_tell_pages_apart_and_further_ones_do_not(tmp_path: Path) -> None:
    urls = [
        "https://youtu.be/abcdefghijk?t=3",
        "https://m.youtube.com/watch?v=abcdefghijk&feature=share",
        "https://www.youtube.com/watch?v=kjihgfedcba",
        "https://forum.example/show.php?page=2&id=7",
        "https://forum.example/show.php?id=8",
        "https://blog.example/?p=12",
        "https://blog.example/?p=1",
    ]
    pages = ("url", "https://www.youtube.com/watch?v=abcdefghijk"), (
        "url", "https://forum.example/show.php?id=7",
    ), ("url", "http://www.blog.example/?p=12")  # fmt: skip
    with case_of(tmp_path, posts(links=urls)) as store:
        assert found(store, indicators(*pages)).keys() == {"p0", "p1", "p3", "p5"}


def test_hashtags_are_found_whatever_their_capitals_and_width(tmp_path: Path) -> None:
    tags = ["StopTheTalks", "stopthetalks", "ＳｔｏｐＴｈｅＴａｌｋｓ", "StopTheTalksNow"]
    with case_of(tmp_path, posts(tags=tags)) as store:
        assert found(store, indicators(("hashtag", "#STOPTHETALKS"))).keys() == {"p0", "p1", "p2"}


def test_headlines_are_found_whole_and_long_ones_inside_other_words(tmp_path: Path) -> None:
    long = "Why the harbour of the old town will be closed"
    texts = [
        f"“{long}!” https://a.example",
        f"Read this: {long.upper()}, they say",
        "Why the harbour of the old town will be",
        f"{long}st ever",
        "Harbour closed tomorrow",
        "Our harbour closed tomorrow, I hear",
    ]
    known = indicators(("text", f'"{long}"'), ("text", '"Harbour closed tomorrow"'))
    with case_of(tmp_path, posts(*texts)) as store:
        assert found(store, known).keys() == {"p0", "p1", "p4"}


def test_headlines_in_scripts_without_spaces_are_found_inside_other_words(tmp_path: Path) -> None:
    headline = "老城区的港口将于下周关闭不再开放"
    with case_of(tmp_path, posts(f"听说{headline}，真的吗", "港口将于下周关闭")) as store:
        assert found(store, indicators(("text", headline))).keys() == {"p0"}


def test_copies_of_a_post_that_says_a_headline_carry_it_too(tmp_path: Path) -> None:
    headline = "Why the harbour of the old town will be closed"
    tables = posts(headline, "Why the harbour of our old town will be closed", "Nice weather today")
    copies = [{"post": post, "exemplar": "p0", "similarity": 0.9} for post in ("p0", "p1")]
    tables["copies"] = rows(TABLES["copies"].schema, copies)
    with case_of(tmp_path, tables) as store:
        how = {
            row["post"]: row["how"]
            for row in match_library(store, indicators(("text", headline))).to_pylist()
        }
    assert how == {"p0": "words", "p1": "copy"}


def test_hashes_that_an_export_gives_are_found(tmp_path: Path) -> None:
    tables = posts("one", "two")
    uses = [{"post": f"p{n}", "media": digits * 32} for n, digits in enumerate("ab")]
    tables["media_use"] = rows(MEDIA_USE, uses)
    with case_of(tmp_path, tables) as store:
        assert found(store, indicators(("hash", "A" * 32))).keys() == set()
        assert found(store, indicators(("hash", "a" * 32))).keys() == {"p0"}


def test_values_that_nothing_can_be_compared_with_are_passed_over(tmp_path: Path) -> None:
    odd = indicators(
        ("domain", "not a domain"), ("domain", ""), ("url", "javascript:alert(1)"), ("text", "hi"),
        ("hashtag", "#"), ("person", "somebody"), ("domain", "[.]"), ("domain", "com"),
    )  # fmt: skip
    with case_of(tmp_path, posts("hi", links=["https://a.com/"])) as store:
        assert found(store, odd) == {}
        kept = store.sql("SELECT indicators, compared FROM library_match").to_pylist()
    assert kept == [{"indicators": 8, "compared": 0}]


def test_a_case_without_posts_and_an_empty_library_find_nothing(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        assert match_library(store, indicators(("domain", "bild.pics"))).num_rows == 0
        assert match_library(store, indicators()).num_rows == 0


LABELS = st.sampled_from(["bild", "pics", "de", "example", "www", "a", "xn--bcher-kva", "bücher"])
HOSTS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)


@given(hosts=st.lists(HOSTS, max_size=5), listed=st.lists(HOSTS, max_size=4))
def test_hosts_are_matched_as_by_comparing_labels_one_by_one(
    hosts: list[str], listed: list[str], tmp_path_factory: Any
) -> None:
    from demasque.dossier.library.matching.address_lookup import AddressLookup
    from demasque.dossier.library.matching.wanted_indicators import wanted
    from demasque.dossier.library.refanging import normal_domain

    sought = wanted(indicators(*(("domain", host) for host in listed)))
    lookup = AddressLookup(sought)
    for host in hosts:
        quick = {sought.keys[n][1] for n, _ in lookup.carried(f"https://{host}/a")}
        labels = host.encode("idna").decode().split(".")
        slow = set()
        for each in map(normal_domain, listed):
            parts = each.split(".") if each else []
            if each and labels[-len(parts) :] == parts:
                slow.add(each)
        assert quick == slow


WORDS = st.lists(st.sampled_from(["ab", "abc", "b", "bc", "c", "ca"]), max_size=14)


@given(texts=st.lists(WORDS, max_size=5), listed=st.lists(WORDS, max_size=4))
def test_headlines_are_matched_as_by_comparing_words_one_by_one(
    texts: list[list[str]], listed: list[list[str]]
) -> None:
    from demasque.dossier.library.matching.headline_lookup import FEWEST_WORDS, HeadlineLookup

    headlines = {" ".join(words): n for n, words in enumerate(listed) if words}
    carried = HeadlineLookup(headlines).carried([" ".join(words) for words in texts])
    for words, quick in zip(texts, carried, strict=True):
        slow = set()
        for headline, number in headlines.items():
            run = headline.split()
            places = range(len(words) - len(run) + 1)
            inside = any(words[at : at + len(run)] == run for at in places)
            if words == run or (inside and len(run) >= FEWEST_WORDS):
                slow.add((number, words != run))
        assert set(quick) == slow


def campaign_tables(carriers: int, outside: int, others: int = 60, size: int = 8) -> dict[str, Any]:
    """The hand-made operation as campaign C1; so many of it, and outside, link to bild.pics."""
    tables = world(size=size)
    plain = {"time_precision": "second", "kind": "original", "platform": "x", "posted_at": START}
    people = [plain | {"post": f"q{n}", "account": f"person{n}"} for n in range(others)]
    tables["posts"] = pa.concat_tables(
        [
            tables["posts"].set_column(
                tables["posts"].schema.get_field_index("platform"),
                POSTS.field("platform"),
                pa.array(["x"] * tables["posts"].num_rows),
            ),
            rows(POSTS, people),
        ]
    )
    first = {}
    for row in tables["posts"].to_pylist():
        first.setdefault(row["account"], row["post"])
    linking = [f"op{n:03d}" for n in range(carriers)] + [f"person{n}" for n in range(outside)]
    links = [{"post": first[account], "url": "https://bild.pics/a"} for account in linking]
    tables["links"] = rows(LINKS, links)
    members = [{"campaign": "C1", "account": f"op{n:03d}"} for n in range(size)]
    numbers = {
        "bits": 9.0,
        "partners": 3,
        "stability": 1.0,
        "accounts": size,
        "posts": 9,
        "ties": 9,
    }
    schema = TABLES["memberships"].schema
    tables["memberships"] = rows(schema, [numbers | each for each in members])
    return tables


def proves(store: CaseStore, *values: tuple[str, str]) -> bool:
    matched = match_library(store, indicators(*(values or [("domain", "bild.pics")])))
    return any(row["proves"] for row in matched.to_pylist())


def test_what_several_members_and_nobody_outside_carry_speaks_for_a_link(tmp_path: Path) -> None:
    with case_of(tmp_path, campaign_tables(carriers=5, outside=0)) as store:
        assert proves(store)


@pytest.mark.parametrize(
    ("carriers", "outside", "others"),
    [(1, 0, 60), (5, 6, 60), (8, 60, 60), (5, 0, 10), (0, 6, 60)],
    ids=["one account", "some outside", "all", "too few outside", "outside only"],
)
def test_what_is_common_or_not_known_to_be_rare_proves_nothing(
    carriers: int, outside: int, others: int, tmp_path: Path
) -> None:
    with case_of(tmp_path, campaign_tables(carriers, outside, others)) as store:
        assert not proves(store)


def test_a_shortener_proves_nothing_even_where_nobody_outside_uses_it(tmp_path: Path) -> None:
    tables = campaign_tables(carriers=8, outside=0)
    links = tables["links"]
    tables["links"] = links.set_column(
        2, LINKS.field("url"), pa.array(["https://bit.ly/abc"] * links.num_rows)
    )
    with case_of(tmp_path, tables) as store:
        assert not proves(store, ("domain", "bit.ly"))
        assert proves(store, ("url", "https://bit.ly/abc"))


def test_what_is_kept_goes_with_the_posts_that_are_forgotten(tmp_path: Path) -> None:
    from demasque.case import Tombstones, cut_store

    with case_of(tmp_path, posts(links=["https://bild.pics/", "https://spiegel.ltd/"])) as store:
        match_library(store, indicators(("domain", "bild.pics"), ("domain", "spiegel.ltd")))
        cut_store(store, Tombstones(accounts=frozenset({"a0"})), {}, [])
        left = store.sql("SELECT value, post FROM known_indicators JOIN indicator_posts "
                         "USING (indicator)").to_pylist()  # fmt: skip
        alone = store.sql("SELECT value FROM known_indicators").to_pylist()
    assert left == [{"value": "spiegel.ltd", "post": "p1"}]
    assert alone == [{"value": "spiegel.ltd"}]


def test_a_match_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    with case_of(tmp_path, posts(links=["https://bild.pics/"])) as store:
        match_library(store, indicators(("domain", "bild.pics")))
        first = store.sql("SELECT digest FROM library_match").to_pylist()
        assert match_library(store, indicators(("domain", "spiegel.ltd"))).num_rows == 0
        assert store.sql("SELECT * FROM known_indicators").num_rows == 0
        assert store.sql("SELECT digest FROM library_match").to_pylist() != first


def test_who_links_to_everything_is_compared_with_those_who_do_so_too(tmp_path: Path) -> None:
    tables = campaign_tables(carriers=5, outside=0, others=400)
    busy = [f"op{n:03d}" for n in range(8)] + [f"person{n}" for n in range(40)]
    first = {row["account"]: row["post"] for row in tables["posts"].to_pylist()}
    many = [
        {"post": first[account], "position": n, "url": f"https://site{n}.example/"}
        for account in busy
        for n in range(70)
    ]
    some = [{"post": first[f"person{n}"], "url": "https://bild.pics/"} for n in range(1)]
    tables["links"] = pa.concat_tables([tables["links"], rows(LINKS, [*many, *some])])
    with case_of(tmp_path, tables) as store:
        match_library(store, indicators(("domain", "bild.pics")))
        beside_busy = next(rate.p for rate in carrier_rates(store))
        store.replace({"links": tables["links"].slice(0, 5)})
        beside_all = next(rate.p for rate in carrier_rates(store))
    assert beside_busy is not None
    assert beside_all is not None
    assert beside_busy > 10 * beside_all


def test_one_account_outside_does_not_make_an_indicator_common(tmp_path: Path) -> None:
    with case_of(tmp_path, campaign_tables(carriers=8, outside=1, others=100)) as store:
        assert proves(store)


STRATA = st.tuples(st.just("links"), st.sampled_from(["x", "y"]), st.integers(-1, 6))


@given(outside=st.dictionaries(STRATA, st.integers(1, 80), max_size=14))
def test_every_stratum_is_compared_with_enough_accounts_or_not_at_all(
    outside: dict[tuple[str, str, int], int],
) -> None:
    joined = joined_strata(outside)
    for platform in ("x", "y"):
        here = {each: n for each, n in outside.items() if each[1] == platform}
        if sum(here.values()) < FEWEST_OTHERS:
            assert not here.keys() & joined.keys()
            continue
        assert here.keys() <= joined.keys()
        for largest in {joined[each] for each in here}:
            together = sorted(each for each in here if joined[each] == largest)
            assert sum(here[each] for each in together) >= FEWEST_OTHERS
            assert together == [each for each in sorted(here) if together[0] <= each <= largest]


def test_words_in_pictures_count_as_the_posts_that_show_them(tmp_path: Path) -> None:
    headline = "Why the harbour of the old town will be closed"
    tables = posts("one", "two", "three")
    files = [{"media": digit * 64, "kind": "image", "bytes": 1} for digit in "abc"]
    words = ["DER SPIEGEL spiegel[.]ltd", f"Seen today: {headline}!", None]
    tables["media_files"] = rows(
        MEDIA_FILES, [each | {"kept": False, "added_at": START} for each in files]
    )
    tables["media_in_posts"] = rows(
        MEDIA_IN_POSTS, [{"post": f"p{n}", "media": digit * 64} for n, digit in enumerate("abc")]
    )
    tables["media_words"] = rows(
        MEDIA_WORDS,
        [
            {"media": digit * 64, "how": "read", "at": 0.0, "text": text, "reader": "r"}
            for digit, text in zip("abc", words, strict=True)
        ],
    )
    known = indicators(("domain", "spiegel.ltd"), ("text", headline), ("hash", "c" * 64))
    with case_of(tmp_path, tables) as store:
        how = {row["post"]: row["how"] for row in match_library(store, known).to_pylist()}
    assert how == {"p0": "media_words", "p1": "media_words", "p2": "bytes"}


def test_addresses_that_short_links_lead_to_count_where_a_detection_read_them(
    tmp_path: Path,
) -> None:
    tables = posts(links=["https://t.co/abc"])
    event = {"kind": "url", "account": "a0", "trace": 1, "at": START, "post": "p0"}
    tables["events"] = rows(EVENTS, [event])
    tables["traces"] = rows(TRACES, [{"kind": "url", "trace": 1, "value": "bild.pics/a"}])
    with case_of(tmp_path, tables) as store:
        rows_found = match_library(store, indicators(("domain", "bild.pics"))).to_pylist()
    assert [row["how"] for row in rows_found] == ["expanded"]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("domain", "bild.pics", "bild[.]pics"),
        ("url", "bild.pics/a.html?x=1.5", "bild[.]pics/a.html?x=1.5"),
        ("url", "https://www.bild.pics:80/a", "hxxps://www[.]bild[.]pics:80/a"),
        ("domain", "bild[.]pics", "bild[.]pics"),
        ("hashtag", "#a.b", "#a.b"),
        ("text", "See bild.pics. Now", "See bild.pics. Now"),
    ],
)
def test_addresses_are_shown_harmless(kind: str, value: str, shown: str) -> None:
    assert defanged(kind, value) == shown


def test_pictures_that_look_like_a_listed_one_are_found_in_their_posts(tmp_path: Path) -> None:
    near = (np.frombuffer(pdq("clip")[:32], np.uint8) ^ np.packbits(np.arange(256) < 20)).tobytes()
    with with_media(tmp_path) as store:
        query = "SELECT post FROM media_in_posts WHERE media = ? ORDER BY post"
        showing = store.sql(query, [media("clip")])["post"].to_pylist()
        alike = match_library(store, indicators(("hash", near.hex()))).to_pylist()
        same = match_library(store, indicators(("hash", media("clip")))).to_pylist()
    assert showing
    assert sorted(row["post"] for row in alike) == showing
    assert {row["how"] for row in alike} == {"picture"}
    assert sorted(row["post"] for row in same) == showing
    assert {row["how"] for row in same} == {"bytes"}
