"""What was found, whole, as tables: the SQL behind every export, rows in a fixed order."""

from typing import Final

from demasque.campaigns import BY_EVIDENCE
from demasque.coordination import tie_posts_query
from demasque.dossier import OUTCOMES
from demasque.findings.attached_evidence import attached_posts_query
from demasque.findings.dossier.accounts_set_aside import PAIRS_LEFT, SET_ASIDE_TABLES
from demasque.findings.incident_evidence import INCIDENT_TABLES
from demasque.findings.media.exported_media import MEDIA_TABLES
from demasque.findings.messages.case_waves import MESSAGE_TABLES
from demasque.findings.named_targets import TARGET_TABLES
from demasque.findings.operations.name_history import NAME_TABLES
from demasque.findings.operations.operation_evidence import OPERATION_TABLES
from demasque.findings.reuse_evidence import reuse_posts_query
from demasque.findings.tiers import STANDING

_PLACES: Final = f"""
    SELECT campaign, row_number() OVER (ORDER BY {BY_EVIDENCE}) AS place FROM campaigns"""

_EVENTS_OF_TIED: Final = """(SELECT * FROM events WHERE account IN (
        SELECT account_a FROM ties UNION SELECT account_b FROM ties))"""
"""A join with all events of a million posts would not fit into the memory of the database."""

_KNOWN_TABLES: Final = {
    "known_indicators": "SELECT * FROM known_indicators ORDER BY ALL",
    "indicator_posts": """
        SELECT indicator, post, i.account, campaign, how
        FROM indicator_posts i SEMI JOIN posts USING (post)
             LEFT JOIN memberships m ON m.account = i.account
        ORDER BY ALL""",
}
"""What sources say of each indicator found, and the posts with it."""

TABLES: Final[dict[str, str]] = {
    "accounts": f"""
        WITH written AS (
            SELECT account, min(platform) AS platform, count(*) AS posts FROM posts GROUP BY account
        ), known AS (SELECT account FROM written UNION SELECT account FROM accounts),
        standing AS ({STANDING})
        SELECT account, coalesce(w.platform, a.platform) AS platform, created_at, followers,
               following, posts_total, verified, handle_length, handle_digits, handle_shape,
               coalesce(w.posts, 0) AS posts,
               CASE WHEN decision IS DISTINCT FROM 'exclude' THEN coalesce(b.bits, 0.0) END AS bits,
               m.campaign, m.tier, m.stability, decision
        FROM known LEFT JOIN written w USING (account) LEFT JOIN accounts a USING (account)
        LEFT JOIN account_bits b USING (account) LEFT JOIN standing m USING (account)
        LEFT JOIN decided USING (account) ORDER BY account""",
    "posts": f"""
        SELECT post, account, platform, posted_at, time_precision, kind, text, lang, parent, root,
               venue, client, m.campaign, m.tier, source_file, source_line
        FROM posts LEFT JOIN ({STANDING}) m USING (account) ORDER BY posted_at, post""",
    "ties": f"SELECT * FROM ties WHERE {PAIRS_LEFT} ORDER BY account_a, account_b, kind",
    "copies": "SELECT post, exemplar, similarity FROM copies ORDER BY exemplar, post",
    "tie_posts": f"""
        SELECT * FROM ({tie_posts_query("ties", _EVENTS_OF_TIED)}) WHERE {PAIRS_LEFT}
        ORDER BY ALL""",
    "campaigns": f"""
        SELECT c.*, (SELECT count(*) FROM attached a WHERE a.campaign = c.campaign) AS attached
        FROM campaigns c ORDER BY {BY_EVIDENCE}""",
    "memberships": f"""
        SELECT s.*, decision FROM ({STANDING}) s LEFT JOIN ({_PLACES}) USING (campaign)
        LEFT JOIN decided USING (account)
        ORDER BY place, campaign, tier = 'attached', bits DESC, q, account""",
    "attached": f"""
        SELECT a.* FROM attached a LEFT JOIN ({_PLACES}) USING (campaign)
        ORDER BY place, campaign, q, account""",
    "attached_posts": f"{attached_posts_query()} ORDER BY ALL",
    "reuse": f"""
        SELECT * EXCLUDE (traces) FROM reuse WHERE {PAIRS_LEFT}
        ORDER BY q, log10_p, account_a, account_b""",
    "reuse_posts": f"SELECT * FROM ({reuse_posts_query()}) WHERE {PAIRS_LEFT} ORDER BY ALL",
    "reused_words": """
        SELECT w.*, coalesce(value, '') AS value
        FROM reused_words w LEFT JOIN traces USING (kind, trace) ORDER BY kind, trace""",
    "outcomes": OUTCOMES,
    "regenerated": f"""
        SELECT r.*, m.campaign AS now_in FROM regenerated r LEFT JOIN memberships m USING (account)
        LEFT JOIN ({_PLACES}) p ON p.campaign = r.campaign
        ORDER BY place, r.campaign, q, account""",
    "regenerated_posts": """
        SELECT r.* EXCLUDE (thing), coalesce(value, thing) AS value
        FROM regenerated_posts r
        LEFT JOIN traces t ON t.kind = r.kind AND CAST(t.trace AS VARCHAR) = thing
        ORDER BY campaign, account, post""",
    **SET_ASIDE_TABLES,
    **_KNOWN_TABLES,
    **OPERATION_TABLES,
    **NAME_TABLES,
    **INCIDENT_TABLES,
    **TARGET_TABLES,
    **MESSAGE_TABLES,
    **MEDIA_TABLES,
}
"""By name, what the table formats write, in this order; one row per line of the documentation."""
