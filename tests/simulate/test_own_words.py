"""Operations have words, clips and hashtags that nobody else has, and carry them between worlds."""

import pytest

from demasque.errors import UsageError
from demasque.simulate import Operation, World, world
from demasque.simulate.event_world import START

YEAR = 365 * 86_400


def own(made: World) -> tuple[set[str], set[str], set[str]]:
    """Words (without what is hung on them), clips and hashtags that an operation placed."""
    posts = made.posts.to_pandas().merge(made.placements.to_pandas(), on="post_id")
    posts = posts[posts["group"] == "operation"]
    words = {text.split(" #")[0] for text in posts["text"].dropna() if len(text) > 30}
    tags = {tag for listed in posts["hashtags"].dropna() for tag in listed.split()}
    return words, set(posts["media_hash"].dropna()), tags


def test_operations_of_other_worlds_are_other_operations() -> None:
    one, other = (own(world(seed, 1_000, 10_000)) for seed in (3, 4))
    assert all(one)
    assert all(other)
    assert not any(a & b for a, b in zip(one, other, strict=True))


def test_an_identity_is_the_same_in_every_world() -> None:
    one, other = (
        own(world(seed, 1_000, 10_000, operation=Operation(identity=9))) for seed in (3, 4)
    )
    # Not each is placed in every world, nor with the same emoji.
    assert all(len(a & b) > 0.2 * len(a) for a, b in zip(one[:2], other[:2], strict=True))
    assert one[2] == other[2]


@pytest.mark.parametrize("kept", [0.0, 0.5])
def test_from_season_to_season_a_share_stays(kept: float) -> None:
    first, later = (
        own(world(3, 1_000, 10_000, operation=Operation(identity=9, season=season, kept=kept)))
        for season in (0, 1)
    )
    stays = len(first[1] & later[1]) / len(first[1])
    assert abs(stays - kept) < 0.1


def test_a_world_may_begin_at_any_time_under_other_names() -> None:
    usual, earlier = (
        world(3, 1_000, 10_000, start=start, names=names)
        for start, names in ((START, "account"), (START - 2 * YEAR, "former"))
    )
    assert max(earlier.posts["created_at"].to_pylist()) < min(usual.posts["created_at"].to_pylist())
    people = [
        {account for account in made.members("organic") if account.startswith(names)}
        for made, names in ((usual, "account"), (earlier, "former"))
    ]
    assert all(people)
    assert usual.members("organic") - people[0] == earlier.members("organic") - people[1]  # venues
    assert usual.members("operation").isdisjoint(earlier.members("operation"))


@pytest.mark.parametrize("wrong", [{"kept": 1.5}, {"season": -1}, {"identity": -1}])
def test_what_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="kept"):
        Operation(**wrong)  # type: ignore[arg-type]
