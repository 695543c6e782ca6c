"""The posts and uses of a case, read at once, are those that one gets by sorting them by hand."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.coordination.events.case_events import ReadOnce, read_posts, read_uses
from demasque.schema import EVENTS, POSTS
from hand_made import case_of, minutes, rows

KINDS = ("url", "text")

# Of each post: account, minute, line of the file, and the traces that it carries by kind.
_POST = st.tuples(
    st.integers(0, 4),
    st.integers(0, 2),
    st.integers(1, 3),
    st.sets(st.tuples(st.sampled_from([*KINDS, "media"]), st.integers(-2, 2)), max_size=4),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    folder: Path = tmp_path_factory.mktemp("events")
    with case_of(folder) as store:
        yield store


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(_POST, max_size=12))
def test_reads_what_sorting_by_hand_gives(store: CaseStore, drawn: list) -> None:
    plain = {"time_precision": "second", "kind": "original", "platform": "x", "text": ""}
    posts = [
        {"post": f"p{n:02d}", "account": f"a{who}", "posted_at": minutes(at), "source_line": line}
        | plain
        for n, (who, at, line, _) in enumerate(drawn)
    ]
    events = [
        {"kind": kind, "account": post["account"], "trace": trace, "at": post["posted_at"]}
        | {"post": post["post"]}
        for post, (*_, held) in zip(posts, drawn, strict=True)
        for kind, trace in held
    ]
    store.replace({"posts": rows(POSTS, posts), "events": rows(EVENTS, events)})

    posts.sort(key=lambda post: (post["posted_at"], post["source_line"], post["post"]))
    whose = [post["account"] for post in posts]
    first = list(dict.fromkeys(whose))
    names = sorted(first, key=lambda name: (whose.count(name), first.index(name)))
    found = read_posts(store)
    assert found.names.to_pylist() == names
    assert [names[code] for code in found.account] == whose
    assert found.at.tolist() == [round(p["posted_at"].timestamp() * 1e6) for p in posts]

    place = {post["post"]: n for n, post in enumerate(posts)}
    for uses, kind in zip(read_uses(store, KINDS), KINDS, strict=True):
        held = sorted((place[e["post"]], e["trace"]) for e in events if e["kind"] == kind)
        values = np.array(sorted({trace for _, trace in held}), dtype=np.int64)
        assert uses.kind == kind
        assert uses.traces == len(values)
        assert list(zip(uses.post.tolist(), values[uses.trace].tolist(), strict=True)) == held


@pytest.mark.parametrize("keep", [True, False])
def test_a_later_step_finds_what_was_read_unless_memory_is_limited(
    store: CaseStore, keep: bool
) -> None:
    read = ReadOnce(keep)
    posts, (url,) = read.posts(store), read.uses(store, ["url"])
    assert (read.posts(store) is posts) == keep
    text, again = read.uses(store, ["text", "url"])
    assert (again is url) == keep
    for found, wanted in zip([text, again], read_uses(store, ["text", "url"]), strict=True):
        assert found.kind == wanted.kind
        assert found.post.tolist() == wanted.post.tolist()
        assert found.trace.tolist() == wanted.trace.tolist()
