"""Personal details in texts: found as people write them, and nothing else taken for one."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.privacy.personal_details import (
    HINT,
    MASKS,
    SIGNS,
    details_in,
    masked,
    masked_column,
    masked_links,
)

DETAILS = [
    ("phone", "en", "Call me at (202) 555-0143 tonight", "(202) 555-0143"),
    ("phone", "en", "tel 2025550143", "2025550143"),
    ("phone", "en", "UK 020 7946 0958 now", "020 7946 0958"),
    ("phone", "es", "+1 212-555-0187", "+1 212-555-0187"),
    ("phone", "ru", "here: +33 6 12 34 56 78", "+33 6 12 34 56 78"),
    ("phone", "fr", "son numéro : 06 12 34 56 78", "06 12 34 56 78"),
    ("phone", "fr", "06.12.34.56.78 appelez", "06.12.34.56.78"),
    ("phone", None, "Tél. : 01 42 68 53 00", "01 42 68 53 00"),
    ("phone", "zh", "他的手机13812345678", "13812345678"),
    ("phone", None, "电话：010-62551234", "010-62551234"),
    ("email", "en", "write jane.doe+x@mail.example.org, please", "jane.doe+x@mail.example.org"),
    ("email", "en", "https://e.org/?email=jane@example.org&b=1", "jane@example.org"),
    ("email", "zh", "邮箱abc@example.com谢谢", "abc@example.com"),
    ("email", "fr", "écrire à josé@exemple.fr", "josé@exemple.fr"),
    ("email", "en", "a\u200bb@exem\u200bple.ca", "a\u200bb@exem\u200bple.ca"),
    (
        "address",
        "en",
        "12 Rideau Street, Toronto, ON M5V 2T6",
        "12 Rideau Street, Toronto, ON M5V 2T6",
    ),
    ("address", "en", "45 Oak Lane Austin TX 78701", "45 Oak Lane Austin TX 78701"),
    ("address", "en", "22 George Street, Sydney NSW 2000", "22 George Street, Sydney NSW 2000"),
    (
        "address",
        "fr",
        "1200 rue Saint-Denis, Montréal (Québec) H2T 1R5",
        "1200 rue Saint-Denis, Montréal (Québec) H2T 1R5",
    ),
    ("id_document", "en", "SIN 046 454 286", "046 454 286"),
    ("id_document", "fr", "son NAS : 046454286", "046454286"),
    ("id_document", "en", "it is 046-454-286", "046-454-286"),
    ("address", "en", "He lives at 221B Baker Street, London NW1 6XE", None),
    ("address", "en", "12 Oak Lane, Springfield, IL 62704", None),
    ("address", "fr", "il habite 12 bis rue de la République, 75011 Paris", None),
    ("address", "fr", "6 rue du Faubourg Saint-Honoré", None),
    ("address", "zh", "北京市朝阳区建国路88号3号楼1201室", "北京市朝阳区建国路88号3号楼1201室"),
    ("address", "zh", "台北市信義路五段7號", None),
    ("id_document", "zh", "身份证 11010519491231002X", "11010519491231002X"),
    ("id_document", "fr", "sécu 2 55 08 14 168 025 38", "2 55 08 14 168 025 38"),
    ("id_document", "en", "SSN 078-05-1120", "078-05-1120"),
    ("id_document", "en", "NINO AB 12 34 56 C", "AB 12 34 56 C"),
    ("id_document", "en", "passport number 123456789", "123456789"),
    ("id_document", "fr", "passeport n° 12AB34567", "12AB34567"),
]

NO_DETAILS = [
    "on 2024-01-02 12:30:45 we", "12/05/2024 at 10:30", "01.02.2024 10:30", "2024年01月02日",
    "$1,234,567.89", "1 234 567 890 €", "1.234.567,89 EUR", "10000000000元", "cost $202 555 0143",
    "#2024elections #0612345678", "@0612345678 hi", "id 1234567890123456789", "1600000000",
    "views 3125550199 so far", "https://t.co/0612345678", "12345678", "0.123456789",
    "https://x.com/a/status/1234567890123456789", "ISBN 978-2-07-036024-5", "192.168.100.200",
    "48.8566, 2.3522", "score 3-2 4-1 2-0 1-1", "2019-2020-2021", "1 000 000 000 people",
    "10 Downing Street", "Wall Street fell 200", "10 avenues", "2 places de parking",
    "react@17.0.2 js", "@bob@mastodon.social", "https://mastodon.social/@bob@other.org",
    "image@2x.png", "第1号",
    "046 454 286 people", "046 454 286 euros", "123-456-789",
    "Oak Lane fell 78701", "1212121212121212121", "20 20 20 20 20", "1-800 reasons",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "lang", "text", "detail"), DETAILS)
def test_details_are_found(kind: str, lang: str | None, text: str, detail: str | None) -> None:
    found = details_in(text, lang)
    assert [each.kind for each in found] == [kind]
    if detail is not None:
        assert text[found[0].start : found[0].end] == detail
        assert masked(text, found) == text.replace(detail, MASKS[kind])


@pytest.mark.parametrize("lang", ["en", "fr", "zh", "de", None])
@pytest.mark.parametrize("text", NO_DETAILS)
def test_what_looks_alike_stays(text: str, lang: str | None) -> None:
    assert details_in(text, lang) == ()


@pytest.mark.parametrize("text", [text for _, _, text, _ in DETAILS])
def test_the_quick_look_misses_none(text: str) -> None:
    assert any(sign in SIGNS for sign in text.encode())
    assert pc.match_substring_regex(pa.array([text]), HINT)[0].as_py()


words = st.one_of(st.sampled_from([text for _, _, text, _ in DETAILS] + NO_DETAILS), st.text())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | words, max_size=8))
def test_a_column_is_as_one_by_one(texts: list[str | None]) -> None:
    column = pa.array(texts, pa.string())
    made, counted = masked_column(column, pa.nulls(len(texts), pa.string()))
    expected = [None if t is None else masked(t, details_in(t)) for t in texts]
    assert made.to_pylist() == expected
    assert sum(n for _, _, n in counted) == sum(len(details_in(t)) for t in texts if t)


def test_links_lose_e_mail_addresses_only() -> None:
    links = ["https://e.org/?to=jane@example.org", "https://medium.com/@jane/1", "https://e.org/5"]
    assert masked_links(pa.array(links)).to_pylist() == [
        "https://e.org/?to=[email]", "https://medium.com/@jane/1", "https://e.org/5",
    ]  # fmt: skip
