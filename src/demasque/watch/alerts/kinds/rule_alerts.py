"""Posts that a rule of the analyst names have become enough."""

from datetime import datetime
from typing import Any, Final

from demasque.sentences import Seconds, Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.alerts.asked.rules import Rule
from demasque.watch.alerts.rates.rule_posts import rule_posts
from demasque.watch.alerts.round_view import RoundView

_TOLD: Final = """
    SELECT CAST(json_extract(record, '$.figures.posts') AS BIGINT) AS posts
    FROM alerts WHERE kind = 'rule' AND subject = ? AND round < ? AND since >= ?
    ORDER BY round DESC LIMIT 1"""


def rule_alerts(view: RoundView) -> list[Alert]:
    """Tell of rules whose posts, by enough accounts, are enough within the time they name.

    As long as posts of which an alert spoke are within that time, the rule is told again only when
    they doubled.
    """
    alerts = []
    for rule in view.rules.rules:
        begin = view.newest - rule.within
        found: dict[str, Any] = rule_posts(view.store, rule, begin, view.newest).to_pylist()[0]
        enough = found["posts"] >= rule.posts and found["accounts"] >= rule.accounts
        if enough and found["posts"] >= 2 * _told(view, rule, begin):
            alerts.append(_alert(view, rule, found))
    return alerts


def _told(view: RoundView, rule: Rule, begin: datetime) -> int:
    rows = view.store.sql(_TOLD, (rule.name, view.round, begin)).to_pylist()
    return int(rows[0]["posts"]) if rows else 0


def _alert(view: RoundView, rule: Rule, found: dict[str, Any]) -> Alert:
    return Alert(
        kind="rule",
        subject=rule.name,
        what=Sentence(
            "{rule}: {posts} posts of {accounts} accounts within {within}; the rule asks for "
            "{least}.",
            rule=rule.name,
            posts=found["posts"],
            accounts=found["accounts"],
            within=Seconds(rule.within_seconds),
            least=rule.posts,
        ),
        how_sure=Sentence(
            "It is counted. That these accounts act together does not follow: many may speak of "
            "one thing."
        ),
        innocent=(
            Sentence("News or an event of which many speak, and of which nobody spoke before."),
            Sentence("Files of another feed, or files that came late, add posts to a day."),
        ),
        evidence=(Sentence("demasque serve {case}, page /search", case=view.case),),
        noticed_at=view.now,
        round=view.round,
        since=found["began"],
        about=(found["began"].date().isoformat(), str(found["posts"].bit_length())),
        figures={"posts": found["posts"], "accounts": found["accounts"]},
    )
