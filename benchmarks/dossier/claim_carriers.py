"""How long it takes to say who carries claims, in a simulated case, and whether it is all of them.

    make bench-claims
    make bench-claims BENCH='--accounts 100000 --posts 1000000'

One claim is tied to words, one to a link, one to a hashtag, one to all three, and each is looked
for alone and together with the others; beside it stands a plain look at every post. No detection is
run, so that no campaign carries anything.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from demasque.api import Case, create_case
from demasque.simulate import world
from demasque.text import canonical_url, match_key, match_keys

BY = "A benchmark"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--accounts", type=int, default=20_000)
    asked.add_argument("--posts", type=int, default=200_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = world(options.seed, options.accounts, options.posts).write(place / "export", "csv")
        with create_case(place / "case") as case:
            case.add(files["posts"], files["accounts"])
            print(f"{options.posts:,} posts, {options.accounts:,} accounts\n")
            print("| tied to | posts | by a plain look | seconds |\n|---|---|---|---|")
            words, url, tag = most_used(case)
            measure(case, "words", words=[words])
            measure(case, "a link", urls=[url])
            measure(case, "a hashtag", hashtags=[tag])
            measure(case, "all three", words=[words], urls=[url], hashtags=[tag])


def most_used(case: Case) -> tuple[str, str, str]:
    """The text of ten characters or more, the link and the hashtag of most posts."""
    asked = (
        "SELECT text FROM posts WHERE length(text) > 9 GROUP BY text",
        "SELECT url FROM links GROUP BY url",
        "SELECT tag FROM hashtags GROUP BY tag",
    )
    one, two, three = (case.sql(f"{query} ORDER BY count(*) DESC, 1 LIMIT 1") for query in asked)
    return one[0][0].as_py(), two[0][0].as_py(), three[0][0].as_py()


def measure(
    case: Case,
    name: str,
    words: Sequence[str] = (),
    urls: Sequence[str] = (),
    hashtags: Sequence[str] = (),
) -> None:
    claim = case.claim(
        name,
        who="A",
        about="B",
        when="2024-03-02",
        where="https://a.example/report",
        evidence="none",
        by=BY,
        words=words,
        urls=urls,
        hashtags=hashtags,
    )
    began = time.monotonic()
    found = set(case.claim_posts(claim.id)["post"].to_pylist())
    seconds = time.monotonic() - began
    plain = plainly(case, words, urls, hashtags)
    agreed = "the same" if found == plain else f"{len(found ^ plain):,} otherwise"
    print(f"| {name} | {len(found):,} | {agreed} | {seconds:.1f} |", flush=True)


def plainly(
    case: Case, words: Sequence[str], urls: Sequence[str], hashtags: Sequence[str]
) -> set[str]:
    """Posts that hold a marker, one by one, and reposts of these."""
    found: set[str] = set()
    keys = [f" {match_key(each)} " for each in words]
    if keys:
        posts = case.sql("SELECT post, text FROM posts")
        texts = match_keys(posts["text"].to_pylist())
        for post, text in zip(posts["post"].to_pylist(), texts, strict=True):
            found |= {post for key in keys if key in f" {text} "}
    pages = {canonical_url(each) for each in urls}
    for row in case.sql("SELECT post, url FROM links").to_pylist() if pages else []:
        found |= {row["post"]} if canonical_url(row["url"]) in pages else set()
    tags = {each.casefold() for each in hashtags}
    for row in case.sql("SELECT post, tag FROM hashtags").to_pylist() if tags else []:
        found |= {row["post"]} if row["tag"].casefold() in tags else set()
    reposts = case.sql("SELECT post, parent FROM posts WHERE kind = 'repost'").to_pylist()
    return found | {row["post"] for row in reposts if row["parent"] in found}


if __name__ == "__main__":
    main()
