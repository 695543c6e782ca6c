"""Which kinds of trace of a case are at work, and whose posts they answer."""

from collections.abc import Iterable

from demasque.case import CaseStore
from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.events.case_events import TraceUses
from demasque.coordination.events.origins import TraceOrigins, read_origins
from demasque.errors import UsageError
from demasque.traces import KINDS


def kinds_present(store: CaseStore, kinds: Iterable[str] | None) -> list[str]:
    """Those of the kinds (None: of all) that have events; UsageError for one that is not known."""
    known = [kind.id for kind in KINDS]
    wanted = known if kinds is None else list(dict.fromkeys(kinds))
    for kind in wanted:
        if kind not in known:
            raise UsageError(
                "There is no kind of trace {kind}. Kinds: {known}.",
                kind=kind,
                known=", ".join(known),
            )
    present = set(store.sql("SELECT DISTINCT kind FROM events").column("kind").to_pylist())
    return [kind for kind in wanted if kind in present]


def origins_of(store: CaseStore, uses: TraceUses, engine: CaseEngine) -> TraceOrigins | None:
    """Who wrote what is reposted or answered; None for kinds that answer nobody."""
    answers = {kind.id for kind in KINDS if kind.answers}
    return engine.keep(read_origins(store, uses)) if uses.kind in answers else None
