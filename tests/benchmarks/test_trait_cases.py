"""The case of a world of traits holds what the world says, and the campaign as it is known."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "anatomy"))

from trait_cases import CAMPAIGN, pseudonyms, trait_case

from demasque.campaigns.measuring import profile
from demasque.simulate import TRAITS, traits


def test_the_campaign_is_the_worlds_members_and_all_is_read() -> None:
    made = traits(3, TRAITS, accounts=200, posts=4_000, members=12)
    with trait_case(made) as store:
        found = profile(store, CAMPAIGN)
        expected = set(pseudonyms(store, made, list(made.members)))
        assert {member.account for member in found.members} == expected
        assert found.pairs == 12 * 11 // 2
        for name in ("posts", "accounts", "follows"):
            count = store.sql(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py()
            assert count == getattr(made, name).num_rows
        known = store.sql("SELECT count(client) AS n FROM posts")["n"][0].as_py()
        assert known == made.posts.num_rows - made.posts["client"].null_count
        named = store.sql("SELECT count(DISTINCT host) AS n FROM accounts")["n"][0].as_py()
        assert named == len(set(made.accounts["account_host"].drop_null().to_pylist()))
        mentions = store.sql("FROM mentions SEMI JOIN accounts USING (account)")
        assert mentions.num_rows == made.posts.num_rows - made.posts["mentions"].null_count
