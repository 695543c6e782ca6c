"""Rules name words, sites and institutions; one that names a person's account is refused."""

from pathlib import Path

import pytest

from demasque.errors import UsageError
from demasque.watch import AlertRules, Rule
from watched_case import WatchedCase, day, kinds

GOOD = """
[[rule]]
name = "The committee's report"
words = ["The Report", "委员会"]
hashtags = ["#Report"]
sites = ["https://www.their-site.example/", "example.org"]
languages = ["EN"]
posts = 4
within = "1d"

[[rule]]
name = "A ministry's page"
venues = ["A Ministry"]
rate = false
"""


def rules_of(folder: Path, text: str) -> AlertRules:
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return AlertRules.from_file(path)


def test_a_file_of_rules_is_read_as_posts_are_compared(tmp_path: Path) -> None:
    first, second = rules_of(tmp_path, GOOD).rules
    assert first.words == ("the report", "委员会")
    assert first.hashtags == ("report",)
    assert first.sites == ("their-site.example", "example.org")
    assert first.languages == ("en",)
    assert (first.posts, first.accounts, first.within_seconds) == (4, 3, 86_400.0)
    assert second.venues == ("A Ministry",)
    assert not second.rate


@pytest.mark.parametrize(
    "said",
    [
        'words = ["@anna_example"]', 'words = ["ask @anna@social.example today"]',
        'words = ["did:plc:ewvi7nxzyoun6zhxrhs64oiz"]', 'words = ["a_2kq7zdab"]',
        'words = ["anna@example.org"]', 'words = ["call +33 6 12 34 56 78"]',
        'words = ["u/anna_example"]', 'sites = ["https://x.com/anna_example"]',
        'sites = ["bsky.app/profile/anna.example"]', 'sites = ["anna.bsky.social"]',
        'sites = ["https://social.example/@anna"]', 'venues = ["@anna_example"]',
        'words = ["x"]\nhandles = ["anna"]', 'words = ["x"]\naccount = "anna"',
    ],
)  # fmt: skip
def test_a_rule_that_names_an_account_is_refused_with_a_sentence(tmp_path: Path, said: str) -> None:
    with pytest.raises(UsageError, match="never about a person"):
        rules_of(tmp_path, f'[[rule]]\nname = "A rule"\n{said}')
    with pytest.raises(UsageError, match="never about a person"):
        rules_of(tmp_path, '[[rule]]\nname = "@anna_example"\nwords = ["x"]')


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no rule"), ("x = 1", "holds no rule"), ("[[rule]", "no TOML"),
        ('[[rule]]\nwords = ["x"]', "has no name"), ('[[rule]]\nname = "A"', "nothing to look for"),
        ('[[rule]]\nname = "A"\nword = ["x"]', "no rule knows"),
        ('[[rule]]\nname = "A"\nwords = [1]', "list of words"),
        ('[[rule]]\nname = "A"\nwords = [" "]', "empty word"),
        ('[[rule]]\nname = "A"\nsites = ["example.org/page"]', "no site"),
        ('[[rule]]\nname = "A"\nwords = ["x"]\naccounts = 2', "at least 3"),
        ('[[rule]]\nname = "A"\nwords = ["x"]\nposts = true', "whole number"),
        ('[[rule]]\nname = "A"\nwords = ["x"]\nwithin = "soon"', "cannot be read"),
        ('[[rule]]\nname = "A"\nwords = ["x"]\nrate = 1', "true or false"),
        ('[[rule]]\nname = "A"\nwords = ["x"]\n' * 2, "two rules called"),
    ],
)  # fmt: skip
def test_what_no_rule_can_mean_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        rules_of(tmp_path, text)
    with pytest.raises(UsageError, match="cannot be read"):
        AlertRules.from_file(tmp_path / "absent.toml")


def test_posts_of_a_rule_are_told_once_they_are_enough_and_again_when_they_doubled(
    tmp_path: Path,
) -> None:
    case = WatchedCase(tmp_path)
    case.rules = AlertRules(
        (
            Rule(name="Words", words=("report",), languages=("en",), posts=4),
            Rule(name="Sites", sites=("their-site.example",), posts=100),
            Rule(name="At the ministry", venues=("A Ministry",), posts=3),
        )
    )
    for n in range(8):
        case.post(f"a_one{n % 2}", 0.1 * n, "The REPORT is out", site="www.their-site.example")
    case.campaigns()
    assert case.round(1) == []  # of two accounts nobody is told
    for n in range(3):
        case.post(f"a_more{n}", 1 + n / 100, "Where is the report?")
        case.post(f"a_other{n}", 1 + n / 100, "reporters and le rapport", lang="fr")
    case.campaigns()
    (told,) = case.round(1.1)
    assert (told.kind, told.subject, told.figures["accounts"]) == ("rule", "Words", 5)
    assert case.round(1.2) == []
    for n in range(20):
        case.post(f"a_more{n}", 1.3, "report, report")
    case.campaigns()
    assert kinds(case.round(1.4)) == ["rule"]
    case.put("decided", [{"account": f"a_more{n}", "decision": "exclude", "people": 1}
                         for n in range(20)])  # fmt: skip
    assert case.round(2.2) == []  # whom people excluded is in no figure


def test_venues_are_those_that_the_list_names_as_institutions(tmp_path: Path) -> None:
    case = WatchedCase(tmp_path)
    rules = AlertRules((Rule(name="A rule", venues=("A Ministry",), posts=3),))
    with pytest.raises(UsageError, match="no institution"):
        rules.check_venues(case.store)
    listed = {"account": "a_ministry", "kind": "politician", "name": "A Ministry"}
    case.put("venue_list", [listed])
    with pytest.raises(UsageError, match="no institution"):
        rules.check_venues(case.store)
    case.put("venue_list", [listed | {"kind": "department"}])
    rules.check_venues(case.store)
    case.rules = rules
    for n in range(3):
        case.post(f"a_one{n}", 0.5, "Answer us")
        case.posts[-1]["venue"] = "a_ministry"
    case.campaigns()
    (told,) = case.round(0.6)
    assert told.kind == "rule"
    assert told.since == day(0.5)
