"""A campaign is measured by what its members posted, and nothing is measured that is not known."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.campaigns import CampaignProfile, Day, find_campaigns, profiles
from demasque.campaigns.measuring import profile
from demasque.schema import ENGAGEMENT, EVENTS, MEMBERSHIPS
from hand_made import START, case_of, minutes, rows, world

Row = dict[str, object]


def measured(
    folder: Path, tables: dict[str, pa.Table] | None = None, campaign: str = "C1"
) -> CampaignProfile:
    with case_of(folder, tables or world()) as store:
        find_campaigns(store)
        return profile(store, campaign)


def more(tables: dict[str, pa.Table], table: str, added: list[Row]) -> dict[str, pa.Table]:
    old = tables[table]
    return tables | {table: rows(old.schema, [*old.to_pylist(), *added])}


def altered(tables: dict[str, pa.Table], table: str, change) -> dict[str, pa.Table]:
    old = tables[table]
    return tables | {table: rows(old.schema, [row | change(row) for row in old.to_pylist()])}


def post(name: str, account: str, at: float, **values: object) -> Row:
    return {
        "post": name,
        "account": account,
        "posted_at": minutes(at),
        "time_precision": "second",
        "kind": "original",
        "platform": "x",
        "text": "Words.",
    } | values


def wrote(account: str):
    return lambda row: str(row["account"]).startswith(account)


def test_filler_is_what_no_other_member_posted(tmp_path: Path) -> None:
    """A member's post with a trace of its own alone is filler still."""
    own = {"kind": "text", "account": "op000", "trace": 777, "at": minutes(205), "post": "p00002"}
    seen = measured(tmp_path, more(world(), "events", [own]))
    assert seen.filler == 0.5
    assert {member.filler for member in seen.members} == {0.5}


def test_what_an_outsider_shares_does_not_make_a_post_less_of_a_filler(tmp_path: Path) -> None:
    both = [
        {"kind": "text", "account": who, "trace": 777, "at": minutes(205), "post": name}
        for who, name in (("op000", "p00002"), ("bystander0", "p00160"))
    ]
    assert measured(tmp_path, more(world(), "events", both)).filler == 0.5


def test_outsiders_who_left_the_same_trace_are_counted_once(tmp_path: Path) -> None:
    same = [
        {"kind": "text", "account": who, "trace": trace, "at": minutes(9), "post": f"q{who}{trace}"}
        for who in ("bystander0", "bystander1")
        for trace in (100, 101)
    ]
    seen = measured(tmp_path, more(world(), "events", same))
    assert seen.sharing.outsiders == 2
    outsiders = {trace.trace: trace.outsiders for trace in seen.traces}
    assert (outsiders[100], outsiders[101], outsiders[102]) == (2, 2, 0)
    assert all(trace.accounts == 8 for trace in seen.traces)


def test_gaps_are_between_one_member_and_the_next(tmp_path: Path) -> None:
    """A member that repeats itself is no gap: the step back to another is."""
    at = {"op000": [0.0, 0.1], "op001": [1.1], "op002": [3.1]}
    events = [
        {"kind": "text", "account": who, "trace": 100, "at": minutes(when), "post": f"p{who}{when}"}
        for who, times in at.items()
        for when in times
    ]
    seen = measured(tmp_path, world() | {"events": rows(EVENTS, events)})
    assert seen.sharing.gap_seconds == pytest.approx((60 + 120) / 2)
    assert seen.sharing.same_second == 0


def test_posts_of_the_same_second_are_a_share_of_the_gaps(tmp_path: Path) -> None:
    events = [
        {"kind": "text", "account": f"op{n:03d}", "trace": 100, "at": minutes(at), "post": f"p{n}"}
        for n, at in enumerate((0, 0, 0, 1, 2))
    ]
    seen = measured(tmp_path, world() | {"events": rows(EVENTS, events)})
    assert seen.sharing.same_second == pytest.approx(2 / 4)


def test_without_a_shared_trace_there_are_no_gaps_to_measure(tmp_path: Path) -> None:
    seen = measured(tmp_path, world() | {"events": EVENTS.empty_table()})
    assert seen.sharing.gap_seconds is seen.sharing.same_second is None
    assert (seen.sharing.traces, seen.sharing.posts, seen.filler) == (0, 0, 1.0)
    assert seen.traces == seen.narratives == ()
    assert seen.shared_days == seen.days


def test_coarse_times_are_a_share_and_days_say_nothing_of_the_hour(tmp_path: Path) -> None:
    def coarser(row: Row) -> Row:
        precision = {"op000": "day", "op001": "minute"}.get(str(row["account"]), "second")
        return {"time_precision": precision}

    seen = measured(tmp_path, altered(world(), "posts", coarser))
    assert seen.coarse_times == pytest.approx(2 / 8)
    assert sum(seen.hours) == seen.posts * 7 // 8


def test_a_trace_on_one_platform_does_not_cross(tmp_path: Path) -> None:
    seen = measured(tmp_path, altered(world(), "posts", lambda row: {"platform": "x"}))
    assert seen.sharing.crossing == 0
    assert {trace.platforms for trace in seen.traces} == {1}
    assert seen.platforms == (("x", 112),)


def test_ones_own_page_is_no_venue(tmp_path: Path) -> None:
    def home(row: Row) -> Row:
        return {"venue": row["account"]} if row["account"] == "op000" else {}

    (venue,) = measured(tmp_path, altered(world(), "posts", home)).venues
    assert (venue.account, venue.posts, venue.members) == ("ministry", 49, 7)


def test_the_audience_is_others_not_each_other(tmp_path: Path) -> None:
    answers = [
        post("r1", "bystander0", 9, kind="reply", parent="p00001"),
        post("r2", "bystander1", 9, kind="reply", parent="p00001"),
        post("r3", "op003", 9, kind="reply", parent="p00001"),
        post("r4", "bystander1", 9, kind="reply", parent="p00000"),
    ]
    counted = rows(
        ENGAGEMENT,
        [{"post": "p00001", "likes": 5, "replies": 3}, {"post": "p00002"}, {"post": "p00000"}],
    )
    seen = measured(tmp_path, more(world(), "posts", answers) | {"engagement": counted})
    assert (seen.audience.answers, seen.audience.counted) == (2, 1)
    assert seen.audience.reactions == 5 + 3 - 1


def test_what_members_did_themselves_never_makes_reactions_negative(tmp_path: Path) -> None:
    answers = [post(f"r{n}", "op003", 9, kind="reply", parent="p00001") for n in range(4)]
    counted = rows(ENGAGEMENT, [{"post": "p00001", "likes": 1}])
    seen = measured(tmp_path, more(world(), "posts", answers) | {"engagement": counted})
    assert seen.audience.reactions == 0


def test_days_are_days_of_utc_wherever_the_clock_stood(tmp_path: Path) -> None:
    """23:30 in Honolulu on the 1st is the 2nd in UTC, and half past nine."""
    honolulu = timezone(timedelta(hours=-10))
    late = datetime(2026, 3, 1, 23, 30, tzinfo=honolulu)
    tables = altered(world(), "posts", lambda row: {"posted_at": late})
    seen = measured(tmp_path, tables)
    assert seen.days == (Day(date(2026, 3, 2), 112, 56),)
    assert seen.hours[9] == 112
    assert seen.first_at == seen.last_at == late.astimezone(UTC)


def test_midnight_in_utc_parts_the_days(tmp_path: Path) -> None:
    before = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)

    def around(row: Row) -> Row:
        second = timedelta(seconds=row["account"] != "op000")
        return {"posted_at": before + second}

    seen = measured(tmp_path, altered(world(), "posts", around))
    assert [(day.day.day, day.posts) for day in seen.days] == [(1, 14), (2, 98)]
    assert (seen.hours[23], seen.hours[0]) == (14, 98)
    assert seen.posts_per_day == 56


def test_years_before_the_first_shared_post_are_not_the_campaigns(tmp_path: Path) -> None:
    early = post("old", "op000", -400 * 1440)
    seen = measured(tmp_path, more(world(), "posts", [early]))
    assert len(seen.days) == 400 + 7
    assert seen.shared_days[0].day == START.date()
    assert len(seen.shared_days) == 7
    assert seen.posts_per_day == 113 / 8


def test_a_campaign_of_one_member_and_one_without_posts_can_be_measured(tmp_path: Path) -> None:
    alone = [{"campaign": "C1", "account": "op000", "bits": 20.0, "partners": 0}]
    with case_of(tmp_path, world() | {"memberships": rows(MEMBERSHIPS, alone)}) as store:
        seen = profile(store, "C1")
    assert [member.account for member in seen.members] == ["op000"]
    assert (seen.pairs, seen.possible_pairs, seen.bits, seen.ties) == (0, 0, 0, ())
    assert (seen.posts, seen.filler, seen.sharing.traces) == (14, 1.0, 0)
    assert seen.members[0].stability is None


def test_a_member_of_whom_the_export_says_nothing_has_nothing_said_of_it(tmp_path: Path) -> None:
    tables = world()
    seen = measured(tmp_path, tables | {"accounts": tables["accounts"].schema.empty_table()})
    for member in seen.members:
        known = (member.created_at, member.followers, member.verified, member.avatar)
        assert known == (None, None, None, None)
        assert member.posts == 14


def test_campaigns_measured_together_are_as_measured_alone(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        both = list(profiles(store, ["C2", "C1"]))
        assert both == [profile(store, "C2"), profile(store, "C1")]
    assert [each.campaign for each in both] == ["C2", "C1"]


def test_texts_and_links_that_sell_are_counted(tmp_path: Path) -> None:
    def selling(row: Row) -> Row:
        return {"value": "Free shipping, order now"} if row["trace"] in (100, 101) else {}

    assert measured(tmp_path, altered(world(), "traces", selling)).sharing.shop_like == 2


def test_posts_without_words_or_language_have_no_language(tmp_path: Path) -> None:
    silent = altered(world(), "posts", lambda row: {"text": None, "lang": None})
    seen = measured(tmp_path, silent)
    assert (seen.languages, seen.languages_unstated, seen.languages_read) == ((), 0, 0)
    assert seen.languages_margin == 0
