"""What accounts have in common with others, in words that say nothing of who they are."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.dossier import AccountFeatures, account_features
from demasque.dossier.signatures.feature_names import SHINGLE, SKETCH, feature_hash, words_features
from demasque.schema import (
    ACCOUNTS,
    COPIES,
    EVENTS,
    HASHTAGS,
    MEDIA_FILES,
    MEDIA_FRAMES,
    MEDIA_USE,
    POSTS,
    PROTECTED_MEDIA,
    TRACES,
    VENUE_LIST,
)
from hand_made import case_of, minutes, rows
from hand_made import world as small_world

MESSAGE = "The committee will publish all of its minutes on Thursday."


def _features(found: AccountFeatures, kind: str, account: str) -> dict[str, float]:
    row = found.accounts.to_pylist().index(account)
    of_class = found.classes[kind]
    entries = of_class.matrix[row].toarray().ravel()
    return {
        name: float(entry)
        for name, entry in zip(of_class.names.to_pylist(), entries, strict=True)
        if entry
    }


def _post(n: int, account: str, at: float, **more: object) -> Mapping[str, object]:
    plain = {"post": f"p{n}", "account": account, "posted_at": minutes(at), "platform": "x"}
    return plain | {"time_precision": "second", "kind": "original"} | more


def _case(folder: Path) -> CaseStore:
    """Two accounts copy a message with a tag and a link; each has posts of its own besides."""
    posts = [
        _post(0, "a", 0, text=MESSAGE, lang="en"),
        _post(1, "b", 1, text=MESSAGE + "!", lang="en", platform="reddit"),
        _post(2, "a", 60, text="own words", lang="fr", venue="v"),
        _post(3, "b", 2, text="other words", lang="und", time_precision="day", platform="reddit"),
        _post(4, "a", 90, kind="repost", parent="p5"),
        _post(5, "v", 5, text="A note.", lang="en"),
        _post(6, "a", 95, kind="repost", parent="p7"),
        _post(7, "w", 6, text="Another note.", lang="en"),
    ]
    traces = [("text", 1, "message"), ("url", 2, "site.example/page"), ("url", 3, "bit.ly/x"),
              ("url", 4, "own.example/a"), ("url", 5, "a_aaaaaaaaaaaaaaaa.medium.com/x"),
              ("media", 6, "hash-of-picture"), ("media", 7, "alone")]  # fmt: skip
    events = [("text", 1, "a", "p0"), ("text", 1, "b", "p1"), ("url", 2, "a", "p0"),
              ("url", 2, "b", "p1"), ("url", 3, "a", "p2"), ("url", 4, "a", "p2"),
              ("url", 5, "b", "p3"), ("media", 6, "v", "p5"), ("media", 6, "w", "p7"),
              ("media", 7, "a", "p2")]  # fmt: skip
    tags = [("p0", "copied"), ("p2", "Élan"), ("p3", "ÉLAN"), ("p5", "pictured")]
    return case_of(
        folder,
        {
            "posts": rows(POSTS, posts),
            "events": rows(
                EVENTS,
                [
                    {"kind": kind, "trace": trace, "account": account, "post": post}
                    | {"at": minutes(int(post[1:]))}
                    for kind, trace, account, post in events
                ],
            ),
            "traces": rows(TRACES, [{"kind": k, "trace": t, "value": v} for k, t, v in traces]),
            "copies": rows(
                COPIES,
                [{"post": p, "exemplar": "p0", "similarity": 1.0} for p in ("p0", "p1")],
            ),
            "hashtags": rows(HASHTAGS, [{"post": post, "tag": tag} for post, tag in tags]),
            "media_use": rows(MEDIA_USE, []),
            "accounts": rows(
                ACCOUNTS,
                [{"account": "a", "platform": "x", "handle_shape": "L5d4", "handle_digits": 4}],
            ),
            "venue_list": rows(
                VENUE_LIST,
                [
                    {"account": "v", "kind": "media", "name": "The Gazette"},
                    {"account": "w", "kind": "private_person"},
                ],
            ),
        },
    )


def test_a_copied_post_speaks_for_its_words_alone(tmp_path: Path) -> None:
    with _case(tmp_path) as store:
        found = account_features(store)
    assert found.accounts.to_pylist() == ["a", "b", "v", "w"]
    assert set(_features(found, "words", "a")) == set(words_features([MESSAGE])[0])
    assert _features(found, "words", "a") == _features(found, "words", "b")
    assert set(_features(found, "sites", "a")) == {feature_hash("sites", "own.example")}
    # Neither the copied page's site, nor a shortener, nor an address with an account's name in it.
    assert _features(found, "sites", "b") == {}
    tag = {feature_hash("hashtags", "élan"): 1.0}
    assert _features(found, "hashtags", "a") == _features(found, "hashtags", "b") == tag


def test_a_picture_of_one_account_is_no_feature_and_one_of_two_speaks_alone(tmp_path: Path) -> None:
    with _case(tmp_path) as store:
        found = account_features(store)
    picture = {feature_hash("media", "hash-of-picture"): 1.0}
    assert _features(found, "media", "v") == _features(found, "media", "w") == picture
    assert _features(found, "media", "a") == {}
    assert _features(found, "hashtags", "v") == {}


def test_sources_are_listed_and_never_private_persons(tmp_path: Path) -> None:
    with _case(tmp_path) as store:
        found = account_features(store)
    assert _features(found, "sources", "a") == {feature_hash("sources", "the gazette"): 1.0}
    assert found.classes["sources"].names.to_pylist() == [feature_hash("sources", "the gazette")]


def test_shares_add_up_and_hours_need_a_time(tmp_path: Path) -> None:
    with _case(tmp_path) as store:
        found = account_features(store)
    # Monday 2 March 2026, 9 and 10 o'clock UTC: a's posts at 9:00, 10:00, 10:30 and 10:35.
    assert _features(found, "hours", "a") == {"009": 0.25, "010": 0.75}
    assert _features(found, "hours", "b") == {"009": 1.0}  # the time of p3 is known to the day
    assert _features(found, "languages", "a") == {"en": 0.5, "fr": 0.5}
    assert found.lang.to_pylist() == ["en", "en", "en", "en"]
    assert _features(found, "platforms", "a") == {"x": 1.0, "x > reddit": 1.0}
    assert _features(found, "platforms", "b") == {"reddit": 1.0, "x > reddit": 1.0}
    assert _features(found, "venues", "a") == {"media": 1.0}
    assert _features(found, "names", "a") == {"shape L5d4": 1, "pattern Ld4": 1, "digits 4": 1}
    assert found.posts.tolist() == [4, 2, 1, 1]


def test_what_is_seen_does_not_follow_from_the_key(tmp_path: Path) -> None:
    tables = small_world()

    def renamed(table: pa.Table) -> pa.Table:
        for name in {"account", "venue", "account_a", "account_b"} & set(table.column_names):
            words = [None if w is None else f"z{w[::-1]}" for w in table[name].to_pylist()]
            table = table.set_column(table.column_names.index(name), name, pa.array(words))
        return table

    found = []
    for folder, given_tables in (
        ("one", tables),
        ("two", {name: renamed(table) for name, table in tables.items()}),
    ):
        (tmp_path / folder).mkdir()
        with case_of(tmp_path / folder, given_tables) as store:
            found.append(account_features(store))
    for kind, one in found[0].classes.items():
        other = found[1].classes[kind]
        assert one.names.equals(other.names), kind
        assert sorted(map(tuple, one.matrix.toarray())) == sorted(
            map(tuple, other.matrix.toarray())
        ), kind


def test_a_case_without_posts_has_no_features(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        found = account_features(store)
    assert len(found.accounts) == 0
    assert all(each.matrix.shape == (0, 0) for each in found.classes.values())


def test_edited_copies_have_words_in_common_and_others_none() -> None:
    first = "Our harbour must stay open for everybody who works there and for their families too."
    edited = "Our harbour must stay open for everyone who works there and for their families too."
    other = "Snow is expected in the valleys tonight, drive with care and keep your distance."
    one, two, three = (set(each) for each in words_features([first, edited, other]))
    assert one & two
    assert not one & three
    assert words_features(["Ok!", None]) == [[], []]
    assert len(one) == SKETCH + 1


def test_chinese_is_cut_by_characters() -> None:
    first = "委员会将于星期四公布会议记录，请大家关注并转发给朋友。"
    one, two = (set(each) for each in words_features([first, f"快讯：{first}"]))
    assert len(one) == SKETCH + 1
    assert one & two


def test_mentions_and_names_of_accounts_are_no_words() -> None:
    named = "Our harbour must stay open @a_abcdefghijklmnop for everybody who works there."
    other = named.replace("abcdefghijklmnop", "ponmlkjihgfedcba")
    assert words_features([named]) == words_features([other])


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_text_gives_hashes_in_order(texts: list[str]) -> None:
    for features in words_features(texts):
        assert features == sorted(set(features))
        assert all(len(each) == 16 and int(each, 16) >= 0 for each in features)
        assert len(features) <= SKETCH + 1


@given(st.data())
def test_the_sketch_is_as_alike_as_the_words(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from("abcdefghijklmnop"), min_size=8, max_size=20))
    text = " ".join(word * 2 for word in words)
    shingles = {
        feature_hash("words", " ".join(word * 2 for word in words[at : at + SHINGLE]))
        for at in range(len(words) - SHINGLE + 1)
    }
    kept = set(words_features([text])[0])
    assert kept - {feature_hash("message", text)} == set(sorted(shingles)[:SKETCH])


def test_entries_are_finite(tmp_path: Path) -> None:
    with case_of(tmp_path, small_world()) as store:
        found = account_features(store)
    for each in found.classes.values():
        assert np.isfinite(each.matrix.data).all()
        assert (each.matrix.data > 0).all()


def test_where_no_language_is_stated_the_longest_posts_are_read(tmp_path: Path) -> None:
    french = "Le comité publiera son compte rendu jeudi prochain, comme il l'avait annoncé hier."
    posts = [_post(n, "a", n, text=text) for n, text in enumerate([french, "ok", french + " Oui."])]
    posts += [_post(10, "b", 20, text=french, lang="en"), _post(11, "c", 30)]
    with case_of(tmp_path, {"posts": rows(POSTS, posts)}) as store:
        found = account_features(store)
    assert found.lang.to_pylist() == ["fr", "en", None]  # the export has the last word
    assert _features(found, "languages", "a")["fr"] >= 0.5
    assert _features(found, "languages", "c") == {}


def test_added_pictures_go_by_their_pdq_and_protected_ones_do_not(tmp_path: Path) -> None:
    files = [letter * 64 for letter in "abcde"]
    plain = bytes([170, 85] * 16)
    frames = [
        {"media": files[0], "frame": 0, "hashes": bytes(range(32)) * 8, "quality": 100},
        {"media": files[1], "frame": 0, "hashes": b"\xff" * 256, "quality": 20},
        {"media": files[2], "frame": 0, "hashes": b"\x0f" * 256, "quality": 60},
        {"media": files[2], "frame": 1, "hashes": plain * 8, "quality": 90},
        {"media": files[3], "frame": 0, "hashes": b"\x33" * 256, "quality": 90},
    ]
    every = {"at": 0.0, "scene": True}
    posts = [_post(n, account, n) for n, account in enumerate("ab" * 5)]
    tables = {
        "posts": rows(POSTS, posts),
        "events": rows(
            EVENTS,
            [
                {"kind": "media", "trace": n // 2, "account": "ab"[n % 2], "post": f"p{n}"}
                | {"at": minutes(n)}
                for n in range(10)
            ],
        ),
        "traces": rows(
            TRACES, [{"kind": "media", "trace": n, "value": file} for n, file in enumerate(files)]
        ),
        "media_files": rows(
            MEDIA_FILES,
            [
                {"media": file, "kind": "image", "bytes": 1, "kept": False, "added_at": minutes(0)}
                for file in files[:4]
            ],
        ),
        "media_frames": rows(MEDIA_FRAMES, [every | frame for frame in frames]),
        "protected_media": rows(PROTECTED_MEDIA, [{"hash": files[3], "given_at": minutes(0)}]),
    }
    with case_of(tmp_path, tables) as store:
        found = account_features(store)
    # A picture; a clip by its best frame; what an export gives. No blank one, no protected one.
    expected = {
        f"pdq:{bytes(range(32)).hex()}",
        f"pdq:{plain.hex()}",
        feature_hash("media", files[4]),
    }
    assert set(_features(found, "media", "a")) == expected == set(_features(found, "media", "b"))
