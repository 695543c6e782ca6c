"""The custody log, whether it is as it was written, the runs and the files in evidence."""

from typing import Final

from demasque.findings import (
    SeenLog,
    SeenRun,
    kept_files,
    line_words,
    log_table,
    runs_table,
    seen_log,
    seen_runs,
)
from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError
from demasque.web.pages.deciding.list_parts import list_part
from demasque.web.views import Asked, Shown, View

_EACH: Final = 100


def _read(asked: Asked) -> Shown:
    edition, action = asked.edition, asked.query.get("action") or None
    log: SeenLog = edition.once("seen log", lambda: seen_log(edition.store))
    runs: tuple[SeenRun, ...] = edition.once("seen runs", lambda: seen_runs(edition.store))
    if action is not None and action not in log.actions:
        raise NotThereError(
            Sentence("The custody log has no action {action}.", action=repr(action[:40]))
        )
    lines = log.of(action)
    part, runs_part = list_part(asked, len(lines), _EACH), list_part(asked, len(runs), 50, "runs")
    files = edition.once("kept files", lambda: kept_files(edition.store))
    content = {
        "log": log,
        "lines": lines[part.skip : part.skip + _EACH],
        "action": action,
        "line_words": line_words,
        "part": part,
        "runs": runs[runs_part.skip : runs_part.skip + 50],
        "runs_part": runs_part,
        "files": files[:_EACH],
        "files_total": len(files),
    }
    tables = {"log": lambda: log_table(lines), "runs": lambda: runs_table(runs)}
    return Shown(Sentence("Custody log and runs"), content, tables)


LOG: Final = View("log", "/log", "log.html", _read, menu=Sentence("Log"))
