"""Whom a bundle may reach: the Traffic Light Protocol 2.0 (FIRST, 2022) as markings of STIX.

The markings and their ids are those that the OASIS technical committee published
(cti-stix-common-objects, extension definition TLP 2.0); the ones built into STIX 2.1 are TLP 1.0.
"""

from typing import Any, Final

from demasque.errors import UsageError

USUAL_LABEL: Final = "amber"
"""The label where none is asked for: the receiving body and its clients, who need to know it."""

TLP_MARKINGS: Final = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
"""Label -> id of its marking definition."""

_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_CREATED: Final = "2022-10-01T00:00:00.000Z"


def tlp_label(asked: str | None) -> str:
    """The label of TLP 2.0 that is meant by ``asked``, which may be written TLP:AMBER.

    Raises:
        UsageError: TLP 2.0 has no such label.
    """
    label = (asked or USUAL_LABEL).strip().lower().removeprefix("tlp:").strip()
    if label not in TLP_MARKINGS:
        raise UsageError(
            "There is no label {label} in TLP 2.0. The labels are: {known}.",
            label=repr(asked),
            known=", ".join(TLP_MARKINGS),
        )
    return label


def tlp_marking(stix2: Any, label: str) -> Any:
    """The marking definition of a label, as it was published."""
    return stix2.MarkingDefinition(
        id=TLP_MARKINGS[label],
        created=_CREATED,
        name=f"TLP:{label.upper()}",
        extensions={_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": label}},
    )
