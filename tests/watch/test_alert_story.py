"""What a watch tells of a campaign: that it began, grew, moved, rested, came back; once each."""

from pathlib import Path

import pytest

from demasque.dossier import Library, judge
from demasque.errors import UsageError
from demasque.watch import AlertOptions, acknowledge, listed_alerts
from demasque.wording import catalogue
from watched_case import WatchedCase, day, kinds

FIRST = ("a_anna", "a_bert", "a_cleo", "a_dora")
NEWCOMERS = tuple(f"a_new{n}" for n in range(6))
OTHERS = tuple(f"a_other{n}" for n in range(30))
WORDS = [
    f"the committee never published what it promised in part {n} of its report" for n in "abcd"
]


def working(case: WatchedCase, accounts: tuple[str, ...], begin: int, end: int) -> None:
    """Each account posts the same four messages and a link, every day, and others their own."""
    for at in range(begin, end):
        for place, account in enumerate(accounts):
            for hour, words in enumerate(WORDS):
                case.post(account, at + hour / 24 + place / 5_000, words, site="their-site.example")
    for at in range(begin, end):
        for place, other in enumerate(OTHERS):
            case.post(other, at + 0.5 + place / 5_000, f"{other} writes of day {at} in own words")


def test_an_operation_is_told_of_when_it_begins_grows_and_moves_and_is_not_told_again(
    tmp_path: Path,
) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 3)
    case.campaigns(C1=FIRST, C2=OTHERS[:2])
    assert kinds(case.round(3)) == ["new-campaign"]  # C2 is two accounts: nobody is told of them
    assert case.round(3.1) == []
    working(case, FIRST, 3, 6)
    case.campaigns(C1=FIRST)
    assert case.round(6) == []  # it goes on as before
    working(case, (*FIRST, *NEWCOMERS), 6, 7)
    for n in range(12):
        case.post(FIRST[n % 4], 6.9, f"le comité n’a rien publié, partie {n}", lang="fr")
    case.campaigns(C1=(*FIRST, *NEWCOMERS))
    grown, moved = case.round(7)
    assert (grown.kind, moved.kind) == ("campaign-grew", "campaign-moved")
    assert "6 accounts joined" in catalogue("en").say(grown.what)
    assert "fr: 12 posts of 4 accounts" in catalogue("en").say(moved.what)
    assert grown.since == moved.since
    assert grown.innocent
    assert grown.evidence
    assert case.round(7.1) == []


def test_one_stray_post_moves_nothing(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 3)
    case.campaigns(C1=FIRST)
    case.round(3)
    working(case, FIRST, 3, 4)
    for _ in range(40):  # many posts, and of one account
        case.post(FIRST[0], 3.5, "rien", lang="fr", site="stray.example")
    case.campaigns(C1=FIRST)
    assert case.round(4) == []


def test_a_removed_operation_is_known_again_though_its_posts_are_gone(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 4)
    case.campaigns(C1=FIRST)
    assert kinds(case.round(4)) == ["new-campaign"]
    case.gone(FIRST, 4.1)
    working(case, (), 4, 6)
    case.campaigns()
    assert case.round(6) == []
    working(case, NEWCOMERS, 6, 7)
    case.campaigns()  # before detection finds anything
    (back,) = case.round(7)
    assert back.kind == "regenerated"
    assert back.subject == "C1"
    assert back.figures["accounts"] == len(NEWCOMERS)
    assert "It is a lead" in catalogue("en").say(back.how_sure)
    assert case.round(7.1) == []


def test_takedowns_of_others_are_no_removal_of_a_campaign_at_rest(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 4)
    case.campaigns(C1=FIRST)
    case.round(4)
    case.gone(("a_spam1", "a_spam2", "a_spam3"), 1)  # long before it posted last
    case.campaigns()  # the horizon left it behind
    working(case, NEWCOMERS, 6, 7)
    case.campaigns()
    assert kinds(case.round(7)) == ["seen-again"]  # and no word of a removal


def test_known_messages_after_a_rest_are_seen_again_and_quotes_of_two_are_not(
    tmp_path: Path,
) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 3)
    case.campaigns(C1=FIRST)
    case.round(3)
    working(case, (), 3, 8)
    for n in range(6):
        case.post(OTHERS[n % 2], 7, WORDS[n % 4])
    case.campaigns()
    assert case.round(8) == []
    for n in range(6):
        case.post(OTHERS[n], 8, WORDS[n % 4])
    case.campaigns()
    (again,) = case.round(8.5)
    assert (again.kind, again.subject) == ("seen-again", "C1")
    assert case.round(8.6) == []


def test_a_campaign_that_posts_again_after_a_rest_is_told_of_and_after_a_weekend_not(
    tmp_path: Path,
) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 3)
    case.campaigns(C1=FIRST)
    case.round(3)
    working(case, FIRST, 5, 6)
    case.campaigns(C1=FIRST)
    assert case.round(6) == []
    case.campaigns()  # the horizon left it behind
    assert case.round(15) == []
    working(case, FIRST, 20, 21)
    case.campaigns(C1=FIRST)
    (back,) = case.round(21)
    assert (back.kind, back.since) == ("seen-again", day(20))
    assert case.round(21.1) == []


def test_accounts_listed_as_regenerated_are_told_of_as_a_group(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 2)
    case.campaigns(C1=FIRST)
    case.round(2)
    listed = [
        {"campaign": "C1", "account": account, "removed_at": day(1), "kinds": "text", "shared": 4,
         "expected": 0.1, "log10_p": -6.0, "q": 0.001, "first_at": day(1.5), "posts": 6}
        for account in NEWCOMERS
    ]  # fmt: skip
    case.put("regenerated", listed[:2])
    assert case.round(2.1) == []  # two accounts are nobody's alert
    case.put("regenerated", listed)
    (back,) = case.round(2.2)
    assert (back.kind, back.figures["accounts"]) == ("regenerated", 6)


def test_parting_and_joining_are_told_once_and_nothing_is_new_for_it(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    everybody = (*FIRST, *NEWCOMERS)
    working(case, everybody, 0, 3)
    case.campaigns(C1=everybody)
    assert kinds(case.round(3)) == ["new-campaign"]
    case.campaigns(C1=NEWCOMERS, C2=FIRST)
    change = {"name": "C2", "change": "split", "other": "C1", "accounts": 4}
    case.put("name_changes", [change])
    (parted,) = case.round(3.1)
    assert "was part of C1" in catalogue("en").say(parted.what)
    case.campaigns(C1=everybody)
    case.put("name_changes", [{"name": "C1", "change": "merged", "other": "C2", "accounts": 4}])
    (joined,) = case.round(3.2)
    assert joined.kind == "campaign-grew"
    assert "C2" in catalogue("en").say(joined.what)
    case.put("name_changes", [])
    working(case, everybody, 3, 6)
    case.campaigns(C1=everybody)
    assert case.round(6) == []


def test_whom_a_named_person_judged_genuine_is_left_in_peace(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 3)
    case.campaigns(C1=FIRST)
    judge(
        case.store,
        "C1",
        rung=0,
        by="A. Example, an office",
        likelihood="unlikely",
        confidence="high",
        because="A choir that announces its concerts.",
    )
    assert case.round(3) == []


def test_alerts_are_acknowledged_by_named_persons(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    working(case, FIRST, 0, 3)
    case.campaigns(C1=FIRST)
    (alert,) = case.round(3)
    (listed,) = listed_alerts(case.store)
    assert listed.open
    assert listed.alert == alert
    with pytest.raises(UsageError, match="no alert"):
        acknowledge(case.store, "A00", "A. Example, an office")
    with pytest.raises(UsageError, match="name and an office"):
        acknowledge(case.store, alert.id, "anna@example.org")
    for _ in range(2):
        seen = acknowledge(case.store, alert.id[:6].lower(), "A. Example, an office", "Known.")
    assert [(each.by, each.because) for each in seen.seen] == [("A. Example, an office", "Known.")]
    assert listed_alerts(case.store) == []
    assert len(listed_alerts(case.store, open_only=False)) == 1
    written = [line for line in case.store.custody.entries() if line["action"] == "alert seen"]
    assert len(written) == 1
    assert written[0]["details"]["alert"] == alert.id


def test_a_cautious_strength_holds_back_what_is_weak(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path, AlertOptions())
    working(case, FIRST, 0, 1)
    case.campaigns(C1=FIRST)
    assert case.round(1) == []  # nothing but memberships by hand: no ties stand behind them
    judged = case.state("C1").judged
    working(case, FIRST, 1, 2)
    case.campaigns(C1=FIRST)
    case.round(2)
    assert case.state("C1").judged > judged  # with more posts it is looked at anew
    with pytest.raises(UsageError, match="no strength"):
        AlertOptions(strength="certain").checked()
    with pytest.raises(UsageError, match="False alarms"):
        AlertOptions(false_alarms=0).checked()


def test_published_indicators_are_told_of_where_a_library_is_given(tmp_path: Path) -> None:
    listed = tmp_path / "domains.csv"
    listed.write_text("domain\ntheir-site.example\n", "utf-8")
    library = Library.open(tmp_path / "library")
    library.add(listed)
    case = WatchedCase(tmp_path, AlertOptions(strength="any", library=library.folder))
    working(case, (*FIRST, *NEWCOMERS), 0, 2)
    case.campaigns(C1=(*FIRST, *NEWCOMERS))
    new, known = case.round(2)
    assert (new.kind, known.kind, known.figures["accounts"]) == ("new-campaign", "seen-again", 10)
    assert case.round(2.1) == []
