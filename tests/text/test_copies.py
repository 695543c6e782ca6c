"""Copy families: what find_copies promises."""

import json
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.errors import DemasqueError, UsageError
from demasque.progress import quiet
from demasque.text import COPIES, FAMILY_RULES, CopyIndex, find_copies, match_keys
from demasque.text.copies.candidates import Texts, alike_pairs
from demasque.text.copies.corpus import Corpus
from demasque.text.copies.gram_rarity import Rarity
from demasque.text.copies.grams import likeness
from demasque.text.copies.thresholds import CopyThresholds, continued_tail, unrelated_likeness
from demasque.text.forms.normal_form import Words

MESSAGES = {
    "en": "the old lighthouse keeper has finally painted the wooden door of his house green again",
    "zh": "夜班公交司机终于修好了火车站后面那座木桥大家都非常惊讶也很高兴",
    "ru": "смотрители парка наконец починили деревянный мост возле старой мельницы на реке",
    "ar": "موظفو المكتبة يشاركون بسرور وصفة طويلة جدا للخبز الطازج في الساحة الكبرى",
    "ja": "夜行バスの運転手が駅の裏でやっと直したのは古い木の橋だったのでみんな驚いた",
}
CLOTHES = [
    "{}",
    "{} 😀😀",
    "@a_1 @a_2 {}",
    "{} #one #two",
    "{} https://a.example/x1",
    "\u200b{}\u202e!!!",
    "{} really",
]


def posts(texts: list[str | None]) -> pa.Table:
    return pa.table(
        {"post_id": [f"p{i}" for i in range(len(texts))], "text": pa.array(texts, pa.string())}
    )


def objects(*texts: object) -> pd.DataFrame:
    """A pandas table whose column of texts holds anything."""
    ids = [str(n) for n in range(len(texts))]
    return pd.DataFrame({"post_id": ids, "text": pd.Series(texts, dtype=object)})


def families(texts: list[str | None]) -> list[int]:
    return find_copies(posts(texts)).column("family").to_pylist()  # type: ignore[no-any-return]


def dressed() -> list[str | None]:
    return [clothes.format(text) for text in MESSAGES.values() for clothes in CLOTHES]


def test_one_message_in_many_clothes_is_one_family_in_any_script() -> None:
    found = np.array(families(dressed())).reshape(len(MESSAGES), len(CLOTHES))
    assert all(len(set(row)) == 1 for row in found.tolist())
    assert len(set(found.ravel().tolist())) == len(MESSAGES)


def test_traditional_and_simplified_are_one_family() -> None:
    assert len(set(families(["我们大家都爱这个台湾图书馆", "我們大家都愛這個臺灣圖書館"]))) == 1


def test_the_table_has_a_row_per_post_in_the_order_given() -> None:
    table = find_copies(posts(dressed()))
    assert table.schema.remove_metadata() == COPIES
    assert table.column("post_id").to_pylist() == [f"p{i}" for i in range(len(dressed()))]
    similarity = table.column("similarity").to_numpy()
    assert ((similarity > 0.5) & (similarity <= 1)).all()


def test_the_exemplar_is_a_post_of_the_family_and_is_its_own_exemplar() -> None:
    rows = {row["post_id"]: row for row in find_copies(posts(dressed())).to_pylist()}
    for row in rows.values():
        exemplar = rows[row["exemplar"]]
        assert exemplar["exemplar"] == exemplar["post_id"]
        assert exemplar["family"] == row["family"]
        assert exemplar["similarity"] == 1.0


def test_same_vocabulary_another_message_is_another_family() -> None:
    texts: list[str | None] = [
        "the market traders happily shared the summer timetable in the main square before sunrise",
        "the summer timetable in the main square surprised the fire brigade since last Thursday",
        "before sunrise the fire brigade cleaned the old projector beside the river mill",
    ]
    assert len(set(families(texts))) == 3


def test_the_forest_finds_the_copies_that_comparing_all_pairs_finds() -> None:
    texts = [
        f"{text} {word}{word}" for text in MESSAGES.values() for word in ("ab", "cd", "ef", "")
    ]
    texts += [text[: len(text) * 3 // 4] for text in MESSAGES.values()]
    corpus = Corpus(FAMILY_RULES)
    corpus.add(corpus.fold(Words.of(texts)))
    everyone = np.ones(len(corpus), np.bool_)
    Rarity.of(corpus.grams.items, corpus.ends.items, everyone).weigh(corpus.grams.items)
    needed = CopyThresholds.floor().needed(corpus.said.items)
    size = len(corpus)
    columns = (corpus.grams.items, corpus.ends.items, needed, corpus.posts.items)
    found = alike_pairs(Texts(*columns, np.zeros(size, np.bool_)), quiet)
    linked: set[frozenset[int]] = {
        frozenset(pair) for pair in zip(found.a.tolist(), found.b.tolist(), strict=True)
    }
    for a in range(size):
        for b in range(a):
            alike = likeness(corpus.grams_of(a), corpus.grams_of(b)) >= max(needed[a], needed[b])
            by_hub = any({frozenset((a, c)), frozenset((b, c))} <= linked for c in range(size))
            assert alike == (frozenset((a, b)) in linked) or (alike and by_hub)


def test_families_do_not_chain() -> None:
    words = [f"word{chr(97 + i)}{chr(97 + i // 3)}" for i in range(26)]
    drift: list[str | None] = [" ".join(words[k : k + 10]) for k in range(16)]
    table = find_copies(posts(drift)).to_pylist()
    assert families(drift)[0] != families(drift)[-1]
    assert all(row["similarity"] >= 0.55 for row in table)


def test_short_texts_are_joined_only_when_their_keys_are_equal_and_that_is_said() -> None:
    table = find_copies(posts(["so true!", "So true", "so truer", "我同意", "我同意!"]))
    found = table.column("family").to_pylist()
    assert found[0] == found[1] != found[2]
    assert found[3] == found[4]
    record = json.loads(table.schema.metadata[b"demasque"])
    assert record["posts_matched_exactly_only"] == 5


def test_posts_without_words_are_their_own_families() -> None:
    texts: list[str | None] = ["😀", "😀", None, "", "https://a.example", "@a @b", "!!!"]
    table = find_copies(posts(texts))
    assert len(set(table.column("family").to_pylist())) == len(texts)
    assert table.column("exemplar") == table.column("post_id")
    assert json.loads(table.schema.metadata[b"demasque"])["posts_without_words"] == len(texts)


def test_a_family_has_the_same_number_whatever_else_is_there() -> None:
    text = MESSAGES["en"]
    assert families([text])[0] == families([MESSAGES["zh"], text])[1]


def test_any_table_will_do(tmp_path: Path) -> None:
    table = posts(dressed())
    expected = find_copies(table)
    pq.write_table(table, tmp_path / "posts.parquet")
    others = [
        pl.DataFrame(table),
        pd.DataFrame(table.to_pydict()),
        table.to_reader(max_chunksize=7),
        table.append_column("lang", pa.nulls(len(table), pa.string())),
        table.set_column(1, "text", table.column("text").cast(pa.large_string())),
        table.set_column(1, "text", table.column("text").dictionary_encode()),
        tmp_path / "posts.parquet",
        str(tmp_path / "posts.parquet"),
    ]
    for other in others:
        assert find_copies(other).equals(expected)


def test_columns_can_have_other_names(tmp_path: Path) -> None:
    table = posts(dressed())
    other = table.rename_columns(["id", "body"])
    assert find_copies(other, post="id", text="body").equals(find_copies(table))
    with pytest.raises(UsageError, match="A post has no id"):
        find_copies(pa.table({"id": [None], "body": ["a"]}), post="id", text="body")


def test_numbers_serve_as_post_ids() -> None:
    table = pa.table({"post_id": [1, 2], "text": ["a", "b"]})
    assert find_copies(table).column("post_id").to_pylist() == ["1", "2"]


def test_no_posts_give_no_rows() -> None:
    assert find_copies(posts([])).num_rows == 0


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pa.table({"id": ["1"], "text": ["a"]}), r"no column post_id.*id, text"),
        (pa.table({"post_id": ["1"], "text": [3]}), "holds int64"),
        (["a", "b"], "list"),
        (pa.table({"post_id": pa.nulls(1, pa.string()), "text": ["a"]}), "post_id"),
        (objects("hello", 3), "Column text, row 1: 3 is of another type"),
    ],
)
def test_a_table_that_does_not_fit_is_said(table: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        find_copies(table)


def test_half_a_surrogate_pair_is_read_as_a_question_mark() -> None:
    found = find_copies(objects("hello there, this is me \ud800", "hello there, this is me ?"))
    assert len(set(found.column("family").to_pylist())) == 1


def test_a_file_that_is_no_parquet_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("hello")
    with pytest.raises(DemasqueError, match=r"x\.parquet"):
        find_copies(tmp_path / "x.parquet")
    with pytest.raises(DemasqueError, match=r"none\.parquet"):
        find_copies(tmp_path / "none.parquet")


def test_new_posts_join_the_families_that_are_there() -> None:
    first, later = posts(dressed()[::2]), posts(dressed()[1::2])
    index = CopyIndex()
    before, after = index.add(first), index.add(later)
    assert set(after.column("family").to_pylist()) == set(before.column("family").to_pylist())
    assert index.add(first).column("family") == before.column("family")


def test_new_posts_alike_to_none_found_families_of_their_own() -> None:
    index = CopyIndex()
    index.add(posts([MESSAGES["en"]]))
    found = index.add(posts([clothes.format(MESSAGES["zh"]) for clothes in CLOTHES]))
    assert len(set(found.column("family").to_pylist())) == 1


def test_an_index_is_kept_in_a_file(tmp_path: Path) -> None:
    index = CopyIndex()
    index.add(posts(dressed()[::2]))
    index.save(tmp_path / "copies.index")
    again = CopyIndex.load(tmp_path / "copies.index")
    later = posts(dressed()[1::2])
    assert again.add(later).equals(index.add(later))


def test_an_index_of_other_rules_or_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    with pytest.raises(DemasqueError, match="not an index"):
        CopyIndex.load(tmp_path / "x")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("abcde 我们大家好😀12", max_size=40) | st.none(), max_size=30))
def test_equal_keys_are_always_one_family_and_members_resemble_their_exemplar(
    texts: list[str | None],
) -> None:
    table = find_copies(posts(texts)).to_pylist()
    keys = match_keys(texts, FAMILY_RULES)
    by_key: dict[str, set[int]] = {}
    for key, row in zip(keys, table, strict=True):
        if key:
            by_key.setdefault(key, set()).add(row["family"])
        assert row["similarity"] >= 0.55
    assert all(len(found) == 1 for found in by_key.values())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=40)))
def test_any_text_gets_a_family(texts: list[str | None]) -> None:
    assert find_copies(posts(texts)).num_rows == len(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["哈" * 100_000],
        ["a" * 1_000_000, "b" * 1_000_000],
        [f"{i} copies of one and the same sentence" for i in range(3_000)],
        ["same words again and again here"] * 20_000,
        ["ab " * 400_000],
        ["\u202e" * 1000 + "the right to left override is here again"] * 3,
        ["哈"] * 100_000,
        ["哈哈 " + "😀" * n for n in range(500)],
        [f"https://a.example/{n}" for n in range(20_000)],
    ],
    ids=["han", "megabyte", "numbered", "same", "pairs", "override", "many", "emoji", "urls"],
)
def test_heavy_input_is_read(texts: list[str | None]) -> None:
    assert find_copies(posts(texts)).num_rows == len(texts)


def test_odd_clothes_of_one_message_are_one_family() -> None:
    accent = "Édouard a repeint la vieille porte verte de sa maison près du café"
    texts = [
        accent,
        unicodedata.normalize("NFD", accent),
        unicodedata.normalize("NFKD", accent),
        "\u202e" + accent + "\u202c",
        "\u2066".join(accent),
    ]
    assert len(set(families(list(texts)))) == 1


def test_missing_texts_of_pandas_have_no_words() -> None:
    found = find_copies(objects("hello", None, float("nan")))
    assert len(set(found.column("family").to_pylist())) == 3
    assert json.loads(found.schema.metadata[b"demasque"])["posts_without_words"] == 2


def test_a_rule_that_is_off_keeps_its_clothes_apart() -> None:
    texts = ["no lake 😀", "no lake"]
    assert len(set(families(list(texts)))) == 1
    off = find_copies(posts(list(texts)), rules=FAMILY_RULES.without("emoji"))
    assert len(set(off.column("family").to_pylist())) == 2
    assert "emoji" in json.loads(off.schema.metadata[b"demasque"])["rules"]["off"]


def invented(draw: np.random.Generator, words: int) -> list[str]:
    letters = np.array(list("abcdefghijklmnoprstuvwy"))
    return ["".join(draw.choice(letters, draw.integers(3, 9))) for _ in range(words)]


def reworded(message: list[str], changed: int, draw: np.random.Generator) -> str:
    words = list(message)
    for place in draw.choice(len(words), changed, replace=False):
        words[place] = invented(draw, 1)[0]
    return " ".join(words)


@pytest.mark.parametrize("related", [0, 20, 80, 250])  # up to a tenth of all pairs
def test_however_much_of_a_corpus_is_related_its_copies_are_found(related: int) -> None:
    """One message in `related` wordings, many too far apart to be copies, among 500 others."""
    draw = np.random.default_rng(5)
    texts = [" ".join(invented(draw, 14)) for _ in range(500)]
    message, other = invented(draw, 14), invented(draw, 14)
    texts += [reworded(message, int(draw.integers(1, 5)), draw) for _ in range(related)]
    texts += [" ".join(other), reworded(other, 1, draw), reworded(other, 2, draw)]
    table = find_copies(posts(list(texts)))
    record = json.loads(table.schema.metadata[b"demasque"])
    assert set(record["thresholds"].values()) == {0.55}
    assert len(set(table.column("family").to_pylist()[-3:])) == 1
    assert len(set(table.column("family").to_pylist()[:500])) == 500


@pytest.mark.parametrize("copies", [3, 60, 400])
def test_a_message_that_crowds_the_corpus_is_one_family_all_the_same(copies: int) -> None:
    """Each copy with one to three words of its own, by which it must not be judged alone."""
    draw = np.random.default_rng(8)
    texts = [" ".join(invented(draw, 14)) for _ in range(300)]
    message = invented(draw, 14)
    texts += [" ".join([*message, *invented(draw, 1 + n % 3)]) for n in range(copies)]
    found = families(list(texts))
    assert len(set(found[300:])) == 1
    assert len(set(found)) == 301


@pytest.mark.parametrize("posted", [30, 300, 900])
def test_a_template_that_crowds_the_corpus_does_not_join_what_fills_it(posted: int) -> None:
    """An application posts for many people; what each of them did is the message."""
    draw = np.random.default_rng(4)
    filled = [invented(draw, 3) for _ in range(posted)]
    texts = [f"I just earned the {a} {b} badge on the {c} app for visiting" for a, b, c in filled]
    texts += [" ".join(invented(draw, 12)) for _ in range(300)]
    assert len(set(families(list(texts)))) == posted + 300


def test_a_tail_is_continued_to_one_chance_partner_in_a_hundred_texts() -> None:
    by_chance = np.random.default_rng(3).exponential(0.04, 500_000)
    for texts in (100, 10_000, 1_000_000):
        expected = 0.04 * np.log(texts / 0.01)
        assert continued_tail(by_chance, texts) == pytest.approx(expected, rel=0.05)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sets(st.integers(1, 12), min_size=1), max_size=12),
    st.sampled_from([0.2, 0.5, 0.9]),
)
def test_texts_that_speak_for_others_are_those_that_comparing_one_by_one_finds(
    held: list[set[int]], least: float
) -> None:
    grams = np.array([32 * gram | 1 for one in held for gram in sorted(one)], np.uint32)
    ends = np.cumsum([0, *map(len, held)])
    kept: list[set[int]] = []
    expected: list[float] = []
    for one in held:
        alike = [len(one & other) / len(one | other) for other in kept]
        if all(found < least for found in alike):
            kept.append(one)
            expected += alike
    count, alike_found = unrelated_likeness(np.arange(len(held)), grams, ends, least)
    assert count == len(kept)
    assert alike_found.tolist() == pytest.approx(expected)
