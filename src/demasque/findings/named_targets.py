"""Whom campaigns address, as tables for export: with the kind and name of the analyst's list."""

from typing import Final

from demasque.campaigns import NAMED_VENUES

TARGET_TABLES: Final = {
    "targets": f"""
        SELECT campaign, account, kind, name, t.* EXCLUDE (campaign, account)
        FROM targets t LEFT JOIN ({NAMED_VENUES}) USING (account)
        ORDER BY substring(campaign, 2)::BIGINT, posts DESC, account""",
    "target_days": """
        SELECT * FROM target_days ORDER BY substring(campaign, 2)::BIGINT, account, day""",
    "floods": f"""
        SELECT campaign, account, kind, name, f.* EXCLUDE (campaign, account)
        FROM floods f LEFT JOIN ({NAMED_VENUES}) USING (account)
        ORDER BY substring(campaign, 2)::BIGINT, begins_at, account""",
}
"""By name, as in ``demasque.findings.TABLES``."""
