"""What posts that address somebody hold is counted, and nothing that was masked is told."""

from pathlib import Path

from placed_world import Row, comment, placed_case

from demasque.campaigns import Harm, SharedTag, place_campaigns, placements

POSTS: list[Row] = [
    comment("member1", 1, "venue0", text="Shame on you, LIAR!"),
    comment("member2", 2, "venue0", text="liars. The rest is fine."),
    comment("member2", 3, "venue0", text="You ought to leave town (soon)."),
    comment("member2", 4, "venue1", text="Lovely."),
]


def harm_of(folder: Path, lexicon: list[str] | None = None) -> dict[str, Harm]:
    named = [{"post": "p00001", "account": "venue1"}]
    tags = [{"post": f"p0000{n}", "tag": tag} for n, tag in enumerate(("Out", "out", "mine"))]
    details = [{"post": "p00000", "kind": "phone", "count": 3}]
    with placed_case(folder, POSTS, named, tags, details) as store:
        place_campaigns(store)
        found = placements(store, ["C1"], lexicon)["C1"]
    return {each.account: each.harm for each in found.targets}


def test_details_tags_and_posts_at_one_account_alone(tmp_path: Path) -> None:
    harm = harm_of(tmp_path)
    assert harm["venue0"] == Harm(2, (("phone", 1),), (SharedTag("out", 2, 2),), None)
    assert harm["venue1"] == Harm(1, (), (), None)


def test_words_of_a_list_are_counted_whole_and_whatever_their_capitals(tmp_path: Path) -> None:
    harm = harm_of(tmp_path, ["liar", "leave town (soon)"])
    assert harm["venue0"].lexicon == 2
    assert harm["venue1"].lexicon == 0
    assert harm_of(tmp_path / "none", [])["venue0"].lexicon == 0
