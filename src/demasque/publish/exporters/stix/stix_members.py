"""Members of a campaign as observables: accounts by pseudonym, and how much each posted when."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from demasque.findings import HandedCampaign, member_accounts
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.handed_values import originals_of
from demasque.publish.exporters.stix.stix_frame import StixFrame

_ACCOUNT_TYPES: Final = {"x": "twitter"}
"""Platforms that the standard's vocabulary has under another name; it is open for the rest."""


def members(rows: CaseRows, frame: StixFrame, handed: HandedCampaign) -> Iterator[Any]:
    """Each member's account, and the observation of it, in the order of pseudonyms."""
    names = rows.names.get("account")
    for batch in member_accounts(rows.store, handed.campaign):
        original = originals_of(batch, names)
        for row, raw in zip(batch.to_pylist(), original, strict=True):
            account = _account(frame, row, raw)
            yield account
            yield frame.make(
                frame.stix2.ObservedData,
                account.id,
                handed.campaign,
                first_observed=row["first_at"],
                last_observed=row["last_at"],
                number_observed=row["posts"],
                object_refs=[account.id],
            )


def account_type(platform: str) -> str:
    """A platform in the standard's vocabulary of account types."""
    return _ACCOUNT_TYPES.get(platform, platform.lower().replace(" ", "-").replace("_", "-"))


def _account(frame: StixFrame, row: Mapping[str, Any], raw: str | None) -> Any:
    known = {"account_login": raw, "account_created": row["created_at"]}
    return frame.stix2.UserAccount(
        user_id=row["account"],
        account_type=account_type(row["platform"]),
        **{name: value for name, value in known.items() if value is not None},
        **frame.marked,
    )
