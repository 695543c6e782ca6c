"""An indicator means what a reader takes it to mean, however it was made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.dossier import normal_domain, refang

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(
    lambda label: not label.startswith("xn--") and label != "www"
)
DOMAINS = st.tuples(LABELS, st.sampled_from(["com", "info", "world", "de", "co.uk"])).map(".".join)


@given(
    domain=DOMAINS,
    dot=st.sampled_from([".", "[.]", "(.)", "{.}", "[dot]", "(DOT)", " [.] ", "\\.", "[.", "。"]),
    before=st.sampled_from(
        [
            "",
            "www.",
            "http://",
            "hxxp://",
            "hXXps://",
            "hxxps[:]//",
            "https[://]",
            "http://www.",
            "//",
        ]
    ),
    after=st.sampled_from(["", "/", ".", ",", ":443", "/a/page?x=1", ":8080/a.b"]),
    capitals=st.booleans(),
)
def test_a_domain_is_the_same_however_it_is_written(
    domain: str, dot: str, before: str, after: str, capitals: bool
) -> None:
    written = before + (domain.upper() if capitals else domain).replace(".", dot) + after
    assert normal_domain(written) == domain


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Bücher[.]de", "xn--bcher-kva.de"),
        ("xn--bcher-kva.de", "xn--bcher-kva.de"),
        ("ｂｉｌｄ.de", "bild.de"),
        ("☃.net", "xn--n3h.net"),
        ("*.rrn.world", "rrn.world"),
        ("(rrn.world)", "rrn.world"),
        ("“rrn.world”,", "rrn.world"),
        ("\u202ebild.pics\u202c", "bild.pics"),
        ("https://bild.de@rrn.world/x", "rrn.world"),
        ("bild.de.example", "bild.de.example"),
        ("bіld.de", "xn--bld-jhd.de"),  # a letter of another script: not the newspaper
    ],
)
def test_how_domains_are_met(written: str, meant: str) -> None:
    assert normal_domain(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "meow",
        "7.5.1",
        "1.2.3.4",
        "http://[::1]/",
        "info[at]amc239[.]com",
        "photo.jpg",
        "a.b",
        "b\x00ild.de",
        "a" * 70 + ".com",
        "see rrn.world",
        "a..b.com",
        "-a.com",
        "x" * 20_000 + ".de",
    ],
)
def test_what_is_no_domain(written: str) -> None:
    assert normal_domain(written) is None


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    found = normal_domain(text)
    assert found is None or normal_domain(found) == found
    assert refang(refang(text)) is not None


def test_prose_keeps_its_words() -> None:
    said = "They used bild[.]pics (see hxxps://rrn[.]world/a), and wrote to info[at]x[.]de."
    assert refang(said) == "They used bild.pics (see https://rrn.world/a), and wrote to info@x.de."
    assert refang("Nothing (at all) to see.") == "Nothing (at all) to see."


@pytest.mark.parametrize("text", [" " * 500_000, "[" * 500_000, "hxxp" * 100_000, "(" * 300_000])
def test_a_hostile_text_is_read_like_any_other(text: str) -> None:
    assert len(refang(text)) <= len(text) + 100_000
