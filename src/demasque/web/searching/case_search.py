"""The search of an edition: what it holds of its posts, and the index as far as there is one."""

from contextlib import suppress
from typing import Any

import duckdb

from demasque.errors import DemasqueError
from demasque.findings import (
    NamedThings,
    PostOrder,
    PostSearch,
    PostStanding,
    post_order,
    post_standing,
    posted_names,
    posts_fingerprint,
    things_named,
)
from demasque.web.editions.edition import Edition
from demasque.web.searching.word_indexes import WORD_INDEXES, Fingerprint, IndexBuild


def case_search(edition: Edition) -> tuple[PostSearch, IndexBuild]:
    """The search, and how it stands with its index."""
    posts: Fingerprint = edition.once("posts fingerprint", lambda: posts_fingerprint(edition.store))
    build = WORD_INDEXES.of(edition.store, posts)
    order: PostOrder = edition.figures_once("post order", lambda: post_order(edition.store))
    standing: PostStanding = edition.figures_once(
        "post standing", lambda: post_standing(edition.store, order)
    )
    return PostSearch(edition.store, order, standing, build.index), build


def prepare_search(edition: Edition) -> None:
    """Read what the first search needs, and begin its index."""
    with suppress(duckdb.Error, DemasqueError):  # another edition took its place
        case_search(edition)
        edition.figures_once("posted names", lambda: posted_names(edition.store))


def named_in(edition: Edition, written: str) -> NamedThings:
    """Sites, hashtags, named messages, accounts and groups that are called so."""
    names: dict[str, Any] = edition.figures_once(
        "posted names", lambda: posted_names(edition.store)
    )
    return things_named(edition.store, names, written)
