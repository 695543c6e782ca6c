"""What may be asked of an export besides its format. Each format heeds some of it."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class ExportOptions:
    """What is asked for; what is None, False or empty is not.

    ``campaigns``: names, instead of the first ones of the case. ``by``: the body that publishes
    it. ``tlp``: a label of TLP 2.0, such as "amber".
    ``profile``: objects of one receiver beside the usual ones. ``with_disarm``: techniques whole,
    instead of by their ids alone. ``dynamic``: when each node and edge was there. ``kind``: a kind
    of trace, whose ties alone are written. ``edges``: at most so many, the strongest. ``lang``:
    the language of what is worded in it, "en" or "fr"; English where nothing is said.
    """

    campaigns: tuple[str, ...] = ()
    by: str | None = None
    tlp: str | None = None
    profile: str | None = None
    with_disarm: bool = False
    dynamic: bool = False
    kind: str | None = None
    edges: int | None = None
    lang: str | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of what is asked for."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name))


NO_OPTIONS = ExportOptions()
