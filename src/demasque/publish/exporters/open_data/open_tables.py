"""The tables of the package: what a row is, what each column says, in words for both languages."""

from dataclasses import dataclass
from typing import Any, Final

from demasque.sentences import Sentence


@dataclass(frozen=True)
class OpenColumn:
    """One column. ``type`` is one of the table schema of Frictionless Data."""

    name: str
    type: str
    description: Sentence
    key: bool = False  # whether it names the row, together with other such columns
    required: bool = True
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenTable:
    """One file of the package."""

    name: str
    description: Sentence
    columns: tuple[OpenColumn, ...]

    @property
    def file(self) -> str:
        """Its name in the folder."""
        return f"{self.name}.csv"

    @property
    def keys(self) -> list[str]:
        """The columns that name a row."""
        return [column.name for column in self.columns if column.key]

    def schema(self) -> list[dict[str, Any]]:
        """Its columns but for their descriptions, as Frictionless Data writes them."""
        return [_field(column) for column in self.columns]


def _field(column: OpenColumn) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": column.required}
    if column.name.endswith("_at_least"):
        limits["minimum"] = 10
    if column.allowed:
        limits["enum"] = list(column.allowed)
    return {"name": column.name, "type": column.type, "constraints": limits}


_CAMPAIGN: Final = OpenColumn(
    "campaign", "string", Sentence("A group of accounts that act together."), key=True
)
_ACCOUNTS: Final = OpenColumn(
    "accounts_at_least",
    "integer",
    Sentence("Accounts of the group in this row: so many or more."),
)
_POSTS: Final = OpenColumn(
    "posts_at_least",
    "integer",
    Sentence(
        "Their posts: so many or more. No account counts for more than a tenth. Empty: too few to "
        "say."
    ),
    required=False,
)
_NUMBERS: Final = (_ACCOUNTS, _POSTS)

OPEN_TABLES: Final = (
    OpenTable(
        "campaigns",
        Sentence("Groups of ten accounts or more, and what the program concludes of each."),
        (
            _CAMPAIGN,
            *_NUMBERS,
            OpenColumn(
                "rung",
                "integer",
                Sentence("How far up the ladder: 0 observation, 1 coordination, 2 indicators."),
            ),
            OpenColumn(
                "likelihood",
                "string",
                Sentence("How likely it is that the accounts act together, by ICD 203."),
            ),
            OpenColumn("confidence", "string", Sentence("How good the ground is for saying so.")),
        ),
    ),
    OpenTable(
        "platforms",
        Sentence("Platforms on which a group posted."),
        (
            _CAMPAIGN,
            OpenColumn("platform", "string", Sentence("The platform."), key=True),
            *_NUMBERS,
        ),
    ),
    OpenTable(
        "days",
        Sentence("Days (UTC) on which a group posted."),
        (
            _CAMPAIGN,
            OpenColumn("platform", "string", Sentence("The platform."), key=True),
            OpenColumn("day", "date", Sentence("The day in UTC."), key=True),
            *_NUMBERS,
        ),
    ),
    OpenTable(
        "hours",
        Sentence("Hours of the day (UTC) at which a group posted, all days together."),
        (
            _CAMPAIGN,
            OpenColumn("hour", "integer", Sentence("From 0 to 23, in UTC."), key=True),
            *_NUMBERS,
        ),
    ),
    OpenTable(
        "languages",
        Sentence("Languages of a group's posts, where the export names them."),
        (
            _CAMPAIGN,
            OpenColumn("language", "string", Sentence("The export's own code."), key=True),
            *_NUMBERS,
        ),
    ),
    OpenTable(
        "ties",
        Sentence("What ties a group's accounts, and how surely not by chance."),
        (
            _CAMPAIGN,
            OpenColumn(
                "kind", "string", Sentence("What was shared: text, url, media, ..."), key=True
            ),
            OpenColumn(
                "q_at_most",
                "number",
                Sentence("Ties counted: those whose false discovery rate q is at most this."),
                key=True,
            ),
            _ACCOUNTS,
        ),
    ),
    OpenTable(
        "messages",
        Sentence("Messages that ten accounts of a group or more wrote, without their words."),
        (
            _CAMPAIGN,
            OpenColumn("message", "integer", Sentence("A number, in no order."), key=True),
            *_NUMBERS,
        ),
    ),
    OpenTable(
        "domains",
        Sentence("Sites that a group linked to, of those that at least as many others linked to."),
        (
            _CAMPAIGN,
            OpenColumn("domain", "string", Sentence("The site's name."), key=True),
            *_NUMBERS,
        ),
    ),
    OpenTable(
        "media",
        Sentence(
            "Pictures and clips that a group posted, of those that at least as many others posted."
        ),
        (
            _CAMPAIGN,
            OpenColumn(
                "hash",
                "string",
                Sentence("SHA-256 of the file, or the hash that the export gives."),
                key=True,
            ),
            OpenColumn("pdq", "string", Sentence("PDQ of the picture, 256 bits."), required=False),
            *_NUMBERS,
        ),
    ),
    OpenTable(
        "signs",
        Sentence("Signs of inauthenticity that were looked for. None proves anything by itself."),
        (
            _CAMPAIGN,
            OpenColumn("sign", "string", Sentence("What was looked for."), key=True),
            OpenColumn("family", "string", Sentence("Signs of one family may have one cause.")),
            OpenColumn(
                "seen",
                "string",
                Sentence("Whether it is there. Empty: too few accounts bear it to say."),
                required=False,
                allowed=("present", "absent", "unknown"),
            ),
        ),
    ),
)
"""Every table, in the order in which the package lists them."""
