"""Reused words: rare words of one's own, at any distance in time, are leads, and nothing else."""

import math
from collections import Counter
from datetime import timedelta
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.coordination import INNOCENT_REASONS, find_reuse
from demasque.coordination.reuse.own_posts import OwnPosts, WordUses, activity, permuted_users
from demasque.coordination.reuse.shared_words import sharing_pairs, surprise
from demasque.coordination.stats.tails import log_poisson_binomial_tail
from demasque.ingest import add_files
from demasque.schema import LINKS, MENTIONS, POSTS
from demasque.simulate import Operation, world
from demasque.traces import extract
from hand_made import START, case_of, rows

NOUNS = [
    "river",
    "lantern",
    "market",
    "bridge",
    "orchard",
    "station",
    "harbour",
    "kitchen",
    "library",
    "meadow",
]
VERBS = ["forgets", "follows", "carries", "measures", "answers", "repairs", "borrows", "welcomes"]
ADVERBS = [
    "slowly",
    "twice",
    "tomorrow",
    "quietly",
    "again",
    "tonight",
    "abroad",
    "sideways",
    "upstairs",
]


def sentence(n):
    """Words of nobody else's, of some forty letters."""
    rng = np.random.default_rng([7, n])
    nouns, verb, adverb = rng.choice(NOUNS, 3), rng.choice(VERBS), rng.choice(ADVERBS)
    code = "".join(chr(97 + int(one)) for one in rng.integers(0, 26, 9))
    return f"The {code} {nouns[0]} {verb} every {nouns[1]} and the {nouns[2]} {adverb}"


class Posts:
    """Posts written by hand, with links and mentions, as a case with their traces."""

    def __init__(self):
        self.posts, self.links, self.mentions = [], [], []

    def add(self, account, days, text, *, url=None, mention=None, **more):
        name = f"p{len(self.posts):05d}"
        plain = {"time_precision": "second", "kind": "original", "platform": "x", "lang": "en"}
        at = START + timedelta(days=days)
        self.posts.append(
            plain | {"post": name, "account": account, "posted_at": at, "text": text} | more
        )
        if url:
            self.links.append({"post": name, "url": url})
        if mention:
            self.mentions.append({"post": name, "account": mention})

    def bystanders(self, count=60, each=12):
        for n in range(count * each):
            self.add(f"b{n % count:02d}", 20 * n / (count * each), sentence(1_000 + n))

    def group(self, names, messages, first=0):
        """Each account uses each message once, days apart from the others."""
        for m in range(messages):
            for n, name in enumerate(names):
                self.add(name, (3 * n + 2 * m) % 19 + 0.31, sentence(first + m))

    def case(self, folder):
        store = case_of(
            folder,
            {
                "posts": rows(POSTS, self.posts),
                "links": rows(LINKS, self.links),
                "mentions": rows(MENTIONS, self.mentions),
            },
        )
        extract(store, ["text", "url"])
        return store


@pytest.fixture
def posts():
    made = Posts()
    made.bystanders()
    return made


def found_pairs(store):
    columns = store.sql("SELECT account_a, account_b FROM reuse").to_pydict().values()
    return set(zip(*columns, strict=True))


def test_words_reused_days_apart_are_found_and_nobody_else_is_named(posts, tmp_path):
    group = ["g1", "g2", "g3", "g4", "g5"]
    posts.group(group, 4)
    with posts.case(tmp_path) as store:
        found = find_reuse(store)
        assert found_pairs(store) == set(combinations(group, 2))
        assert (found.pairs, found.accounts) == (10, 5)
        for row in store.sql("FROM reuse").to_pylist():
            assert row["shared"] == len(row["traces"]) == 4
            assert row["expected"] < 1
            assert row["q"] <= 0.05
            assert row["last_at"] - row["first_at"] > timedelta(days=3)


def test_two_words_in_common_are_not_enough(posts, tmp_path):
    posts.group(["g1", "g2", "g3", "g4", "g5"], 2)
    with posts.case(tmp_path) as store:
        assert find_reuse(store).pairs == 0


def test_no_tie_rests_on_reuse(posts, tmp_path):
    posts.group(["g1", "g2", "g3", "g4", "g5"], 4)
    with posts.case(tmp_path) as store:
        find_reuse(store)
        for table in ("ties", "strengths", "account_bits", "memberships", "attached"):
            assert store.sql(f"SELECT count(*) AS n FROM {table}")["n"].to_pylist() == [0]


def test_accounts_that_mention_each_other_hide_nothing(posts, tmp_path):
    group = ["g1", "g2", "g3", "g4", "g5"]
    posts.group(group, 4)
    posts.add("g2", 1, sentence(900), mention="g1")
    with posts.case(tmp_path) as store:
        assert find_reuse(store).openly_linked == 1
        assert ("g1", "g2") not in found_pairs(store)
        assert len(found_pairs(store)) == 9


WORDS = "the harbour measures every lantern and borrows a quiet kitchen"
REASONS = {
    "common": [{"text": WORDS}] * 14,
    "formula": [{"text": "Thank you for your support!"}] * 3,
    "quotation": [
        {"text": f"“{WORDS}” - somebody"},
        {"text": f"RT @harbour: {WORDS}"},
        {"text": f"{WORDS} via @harbour"},
    ],
    "share_button": [{"text": f"I just signed the petition: {WORDS}"}] * 3,
    "headline": [{"text": WORDS, "url": f"https://news.example/{n}"} for n in range(3)],
    "occasion": [{"text": WORDS, "apart": 0.2}] * 3,
    None: [{"text": WORDS}] * 3,
}


@pytest.mark.parametrize("reason", REASONS)
def test_each_innocent_reason_is_named(reason, tmp_path):
    posts = Posts()
    for n, use in enumerate(REASONS[reason]):
        posts.add(f"a{n}", n * use.get("apart", 2), use["text"], url=use.get("url"))
    for n in range(40):  # of what is shared, most is by two accounts
        posts.add(f"z{n}", 1, sentence(n // 2))
    with posts.case(tmp_path) as store:
        found = find_reuse(store)
        named = store.sql(
            "SELECT reason FROM reused_words WHERE trace IN "
            "(SELECT trace FROM events WHERE account = 'a0')"
        )
        assert named["reason"].to_pylist() == [reason]
        assert found.words == Counter({reason or "none": 1}) + Counter({"occasion": 20})


def test_every_reason_has_an_example():
    assert set(REASONS) == {*INNOCENT_REASONS, None}


@pytest.mark.parametrize("reason", ["quotation", "share_button", "headline", "formula"])
def test_words_with_an_innocent_reason_name_nobody(posts, reason, tmp_path):
    shapes = {
        "quotation": "“{}” - somebody",
        "share_button": "I just signed: {}",
        "headline": "{}",
        "formula": "Warm thanks, {}",
    }
    for m in range(5):
        for n in range(5):
            words = sentence(m)[4:13] if reason == "formula" else sentence(m)
            url = f"https://news.example/{m}" if reason == "headline" else None
            posts.add(f"g{n}", (3 * n + 2 * m) % 19, shapes[reason].format(words), url=url)
    with posts.case(tmp_path) as store:
        assert find_reuse(store).pairs == 0


def test_words_excused_are_counted_beside_those_that_are_not(posts, tmp_path):
    group = ["g1", "g2", "g3", "g4", "g5"]
    posts.group(group, 4)
    for n, name in enumerate(group):
        posts.add(name, 3 * n, f"“{sentence(500)}” - somebody")
    with posts.case(tmp_path) as store:
        find_reuse(store)
        rows_found = store.sql("SELECT DISTINCT shared, excused FROM reuse").to_pylist()
        assert rows_found == [{"shared": 4, "excused": 1}]


def test_a_case_without_words_has_no_reuse(tmp_path):
    with case_of(tmp_path) as store:
        found = find_reuse(store)
        assert (found.pairs, found.words) == (0, {})


def test_the_same_seed_gives_the_same_pairs(posts, tmp_path):
    posts.group(["g1", "g2", "g3", "g4", "g5"], 4)
    with posts.case(tmp_path) as store:
        find_reuse(store, seed=3)
        first = store.sql("FROM reuse")
        find_reuse(store, seed=3)
        assert store.sql("FROM reuse") == first


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1), st.integers(0, 99))
def test_permuting_deals_each_post_once_within_its_stratum(drawn, seed):
    account, stratum = (np.array(column, dtype=np.int32) for column in zip(*drawn, strict=True))
    own = OwnPosts(account, stratum, pa.array([f"a{n}" for n in range(5)]))
    every = WordUses(np.arange(len(drawn)), np.zeros(len(drawn), dtype=np.int32))
    for who in permuted_users(own, every, 3, np.random.default_rng(seed)):
        assert Counter(zip(who.tolist(), stratum.tolist(), strict=True)) == Counter(drawn)


def test_nobody_is_named_where_nobody_operates(tmp_path):
    """Newsrooms, fan clubs, staffs and shops included, at a rate that asks for much less."""
    made = world(5, 800, 8_000, operation=Operation(accounts=0))
    pq.write_table(made.posts, tmp_path / "posts.parquet")
    CaseStore.create(tmp_path / "case").close()
    with CaseStore.open(tmp_path / "case") as store:
        add_files(store, [tmp_path / "posts.parquet"])
        extract(store)
        found = find_reuse(store, fdr=0.2)
        assert found.pairs == 0
        assert found.words["none"] > 0


uses_drawn = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=40)


@given(uses_drawn, st.integers(1, 3))
def test_shared_words_are_counted_as_sets_would(uses, fewest):
    account = np.array([one for one, _ in uses], dtype=np.int32)
    words = np.array([word for _, word in uses], dtype=np.int32)
    vocabulary = {a: {word for one, word in uses if one == a} for a in range(7)}
    slow = Counter(
        {(a, b): len(vocabulary[a] & vocabulary[b]) for a, b in combinations(range(7), 2)}
    )
    found = sharing_pairs(account, words, 7, fewest)
    fast = {(int(a), int(b)): int(n) for a, b, n in zip(*found, strict=True)}
    assert fast == {pair: n for pair, n in slow.items() if n >= fewest}


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 2), st.none() | st.integers(0, 3)),
        min_size=1, max_size=30,
    )
)  # fmt: skip
def test_surprise_is_what_the_method_says(drawn):
    """Every chance added up post by post, and the less surprising of the two ways round."""
    account = np.array([a for a, _, _ in drawn], dtype=np.int32)
    stratum = np.array([s for _, s, _ in drawn], dtype=np.int32)
    own = OwnPosts(account, stratum, pa.array([f"a{n}" for n in range(5)]))
    post = [n for n, (_, _, word) in enumerate(drawn) if word is not None]
    uses = WordUses(np.array(post, np.int64), np.array([drawn[n][2] for n in post], np.int32))
    pairs = sharing_pairs(account[uses.post], uses.words, 5, 1)
    log_p, expected = surprise(pairs, own, uses, account[uses.post], activity(own))

    def one_way(held, other, shared):
        chances = []
        for word in sorted({w for a, _, w in drawn if a == held and w is not None}):
            rate = 0.0
            for a, s, w in drawn:
                if w == word and a != held:
                    free = sum(1 for x, y, _ in drawn if y == s and x != held)
                    rate += sum(1 for x, y, _ in drawn if y == s and x == other) / free
            chances.append(1 - math.exp(-rate))
        return log_poisson_binomial_tail(shared, np.array(chances)), sum(chances)

    for n, (a, b, shared) in enumerate(zip(*map(np.ndarray.tolist, pairs), strict=True)):
        tail, mean = max(one_way(a, b, shared), one_way(b, a, shared))
        assert log_p[n] == pytest.approx(tail)
        assert expected[n] == pytest.approx(mean)
