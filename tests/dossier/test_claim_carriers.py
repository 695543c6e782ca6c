"""Who carries a claim is counted exactly, shown apart, and never becomes evidence."""

from datetime import date
from pathlib import Path

import pytest
from claim_cases import BY, FAMILY, claimed_case, state
from hypothesis import given
from hypothesis import strategies as st

from demasque import open_case
from demasque.case import CaseStore
from demasque.dossier import (
    AMPLIFICATION,
    CLAIM_POSTS,
    CLAIMS,
    CarriedBy,
    ChannelClass,
    Claim,
    EntryKind,
    amplification,
    channel_list,
    claim_carriers,
    claim_ledger,
    claim_posts,
    claim_threads,
    claims_table,
    list_channels,
    retract_entry,
    write_entry,
)
from demasque.dossier.claims.markers import holds_words, narrative_name, narrative_number
from demasque.errors import UsageError
from demasque.schema import EVENTS, MEMBERSHIPS
from demasque.wording import catalogue
from exports import write_posts
from hand_made import rows

HEADER = "platform,account,site,class,name,source\n"


def how(store: CaseStore, claim: Claim) -> dict[str, list[str]]:
    table = claim_posts(store, [claim])
    assert table.schema == CLAIM_POSTS
    return {row["post"]: row["how"] for row in table.to_pylist()}


def listed(folder: Path, text: str) -> Path:
    path = folder / "channels.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        (CarriedBy(words=("group x is a hoax",)),
         {"p0": ["words"], "p1": ["words"], "p6": ["repost"]}),
        (CarriedBy(words=("HOAX!",)),
         {"p0": ["words"], "p1": ["words"], "p3": ["words"], "p5": ["words"], "p6": ["repost"]}),
        (CarriedBy(urls=("http://news.example/x/",)), {"p2": ["link"]}),
        (CarriedBy(hashtags=("#groupx",)), {"p3": ["hashtag"], "p5": ["hashtag"]}),
        (CarriedBy(narratives=(narrative_name(FAMILY),)),
         {"p0": ["narrative"], "p1": ["narrative"], "p6": ["repost"]}),
        (CarriedBy(words=("group x",), hashtags=("groupx",)),
         {"p0": ["words"], "p1": ["words"], "p3": ["hashtag"], "p5": ["hashtag"],
          "p6": ["repost"]}),
        (CarriedBy(words=("nobody says this",), urls=("https://none.example/",),
                   hashtags=("none",)), {}),
    ],
)  # fmt: skip
def test_posts_carry_a_claim_by_what_was_named(
    tmp_path: Path, marked: CarriedBy, found: dict[str, list[str]]
) -> None:
    with claimed_case(tmp_path) as store:
        assert how(store, state(store, carried_by=marked)) == found


def test_a_claim_with_no_markers_is_not_looked_for(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        (found,) = claim_carriers(store, [state(store)])
        assert found.carriers == ()
        assert "who carries it is not known" in found.unknown[0]
        assert amplification(store, state(store, "other")).num_rows == 0


def test_a_message_that_is_gone_is_said(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        claim = state(store, carried_by=CarriedBy(narratives=(narrative_name(FAMILY)[:6],)))
        assert claim.carried_by.narratives == (narrative_name(FAMILY),)
        store.replace({"events": rows(EVENTS, [])})
        (found,) = claim_carriers(store, [claim])
        assert (found.carriers, len(found.unknown)) == ((), 1)
        assert narrative_name(FAMILY) in found.unknown[0]


def test_carriers_are_channels_then_campaigns_then_everyone_else(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        claim = state(store, carried_by=CarriedBy(words=("hoax",), urls=("news.example/x",)))
        plain = [
            (each.carrier, each.group, each.posts, each.accounts, each.links_to_channel)
            for each in claim_carriers(store, [claim])[0].carriers
        ]
        assert plain == [("campaign", "C1", 3, 2, None), ("others", None, 3, 3, None)]
        text = (
            HEADER + "X,@bob,,State controlled,Bob,\nx,eve,,,,\n,,www.NEWS.example/,official,N,\n"
        )
        listing = list_channels(store, listed(tmp_path, text), by=BY)
        assert listing.classes == (("official", 1), ("state-controlled", 1), ("unassessed", 1))
        found = claim_carriers(store, [claim])[0].carriers
        assert [(e.carrier, e.group, e.posts, e.links_to_channel) for e in found] == [
            ("channel", "state-controlled", 1, 0),
            ("channel", "unassessed", 1, 0),
            ("campaign", "C1", 2, 1),
            ("others", None, 2, 0),
        ]
        assert claim_carriers(store, [claim])[0].posts.equals(claim_posts(store, [claim]))
        campaign = found[2]
        assert campaign.first_post == "p0"
        assert [(day.day, day.posts) for day in campaign.days] == [
            (date(2024, 3, 4), 1),
            (date(2024, 3, 5), 1),
        ]
        table = amplification(store, claim)
        assert table.schema == AMPLIFICATION
        assert sum(table["posts"].to_pylist()) == sum(each.posts for each in found)


def test_who_left_a_campaign_counts_as_everyone_else(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        claim = state(store, carried_by=CarriedBy(words=("hoax",)))
        store.replace({"memberships": rows(MEMBERSHIPS, [])})
        (only,) = claim_carriers(store, [claim])[0].carriers
        assert (only.carrier, only.posts) == ("others", 5)


def test_a_count_never_raises_a_claims_credibility(tmp_path: Path) -> None:
    """The ledger, its order and its words are the same however many carry a claim, or none do."""
    with claimed_case(tmp_path) as store:
        state(store, "rare", when="2024-03-01", carried_by=CarriedBy(words=("none at all",)))
        state(store, "loud", when="2024-03-02", evidence="none",
              carried_by=CarriedBy(words=("hoax",)))  # fmt: skip
        loud = claims_table(claim_ledger(store))
        threads = claim_threads(claim_ledger(store))
        store.sql("DELETE FROM posts")
        assert claims_table(claim_ledger(store)).equals(loud)
        assert claim_threads(claim_ledger(store)) == threads
        assert loud["what"].to_pylist() == ["rare", "loud"]
        counted = {"posts", "accounts", "links_to_channel"}
        assert counted.isdisjoint(CLAIMS.names)
        assert counted.isdisjoint(Claim.__dataclass_fields__)


def test_a_list_of_channels_is_the_analysts_and_without_raw_ids(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        text = HEADER + "x,bob,,official,Robert,https://x.com/bob\nx,nobody,,state-linked,,\n"
        listing = list_channels(store, listed(tmp_path, text), by=BY)
        assert (listing.listed, listing.unseen, listing.platforms) == (2, (3,), ("x",))
        found = channel_list(store)
        assert found is not None
        bob = store.names.one("account", "x", "bob")
        assert found.accounts[bob] is ChannelClass.OFFICIAL
        log = store.custody.path.read_text("utf-8")
        assert not [name for name in ("bob", "Robert", "nobody") if name in log]
        retract_entry(store, found.id, by=BY, because="a list of another case")
        assert channel_list(store) is None


def test_a_new_list_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        list_channels(store, listed(tmp_path, HEADER + "x,bob,,official,,\n"), by=BY)
        list_channels(store, listed(tmp_path, "Site;Classe\nnews.example;Officiel\n"), by=BY)
        found = channel_list(store)
        assert found is not None
        assert (dict(found.accounts), dict(found.sites)) == (
            {},
            {"news.example": ChannelClass.OFFICIAL},
        )
        assert store.custody.verify() is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: a list of channels has the columns"),
        ("account,class\nann,official\n", "line 1: a list of channels has the columns"),
        (HEADER + "x,ann,,state-owned,,\n", "line 2: the class state-owned is none of official"),
        (HEADER + ",ann,,official,,\n", "line 2: an account needs its platform"),
        (HEADER + "x,,,official,,\n", "line 2: neither an account nor a site"),
        (HEADER + ",,https://a.example/page,official,,\n", "line 2: .* is no site"),
        (HEADER + ",,x.com,official,,\n", "line 2: x.com holds everybody's accounts"),
        (HEADER + "x,a,,official,,\nx,a,,,,\n", "line 3: the channel stands on line 2 already"),
        (HEADER + "x,a,,official,,ftp://a\n", "Line 2 of the list: ftp://a is no address"),
        (HEADER + 'x,a,,official,"A"B,\n', "line 2: a quotation mark stands where none may"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_whole(tmp_path: Path, text: str, says: str) -> None:
    with claimed_case(tmp_path) as store:
        list_channels(store, listed(tmp_path, HEADER + "x,bob,,official,,\n"), by=BY)
        before = store.custody.path.read_bytes()
        with pytest.raises(UsageError, match=says) as refused:
            list_channels(store, listed(tmp_path, text), by=BY)
        assert store.custody.path.read_bytes() == before
        assert catalogue("fr").say(refused.value.sentence) != str(refused.value)


def test_a_list_from_elsewhere_that_is_none_is_said_and_can_be_taken_back(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        claim = state(store, carried_by=CarriedBy(words=("hoax",)))
        entry = write_entry(store, EntryKind.CHANNEL, BY, {"channels": [{"site": "a.example"}]})
        (found,) = claim_carriers(store, [claim])
        assert f"{entry.id} of the journal is no list of channels" in found.unknown[0]
        assert {each.carrier for each in found.carriers} == {"campaign", "others"}
        retract_entry(store, entry.id, by=BY, because="no list")
        assert claim_carriers(store, [claim])[0].unknown == ()


def test_who_was_forgotten_is_on_no_list(tmp_path: Path) -> None:
    with open_case(tmp_path / "case", create=True) as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        text = HEADER + "x,member-0,,official,,\nx,member-1,,official,,\n"
        assert case.claim_channels(listed(tmp_path, text), by=BY).listed == 2
        case.forget("x:member-0")
        found = channel_list(case._store)
        assert found is not None
        assert list(found.accounts) == [case._store.names.one("account", "x", "member-1")]
        assert case.claim_channels(listed(tmp_path, text), by=BY).listed == 1


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        with pytest.raises(UsageError, match="cannot be read"):
            list_channels(store, tmp_path / "none.csv", by=BY)
        (tmp_path / "latin.csv").write_bytes(HEADER.encode() + b"x,caf\xe9,,official,,\n")
        with pytest.raises(UsageError, match="line 2: this is no UTF-8"):
            list_channels(store, tmp_path / "latin.csv", by=BY)
        with pytest.raises(UsageError, match="Say who judges"):
            list_channels(store, listed(tmp_path, HEADER + "x,bob,,official,,\n"), by="")


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_message_keeps_its_number(number: int) -> None:
    assert narrative_number(narrative_name(number)) == number


@given(st.text("ab 骗", max_size=12), st.text("ab骗", min_size=1, max_size=3))
def test_words_are_found_whole_as_a_look_at_every_place_finds_them(key: str, words: str) -> None:
    def apart(left: str, right: str) -> bool:
        return not (left in "ab" and right in "ab" and left and right)

    expected = any(
        key[at : at + len(words)] == words
        and apart(key[at - 1 : at] if at else "", words[0])
        and apart(words[-1], key[at + len(words) : at + len(words) + 1])
        for at in range(len(key))
    )
    assert holds_words(key, words) is expected
