"""Open data: counts for everybody, as a data package with its methods, its data sheet and its sums.

What may be said is decided by :mod:`demasque.publish.exporters.open_data.disclosure_control`.
"""

from hashlib import sha256
from pathlib import Path
from typing import Final

from demasque.errors import UsageError
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.publish.exporters.open_data.data_package import data_package, table_file
from demasque.publish.exporters.open_data.data_sheet import data_sheet
from demasque.publish.exporters.open_data.disclosure_control import FEWEST
from demasque.publish.exporters.open_data.open_methods import open_methods
from demasque.publish.exporters.open_data.open_rows import open_rows
from demasque.publish.exporters.open_data.open_tables import OPEN_TABLES
from demasque.publish.exporters.open_data.package_facts import package_facts
from demasque.sentences import Sentence
from demasque.wording import LANGUAGES

_SUMS: Final = "SHA256SUMS"
_WORDS: Final = {
    f"{name}{'' if language == LANGUAGES[0] else f'.{language}'}.md": (write, language)
    for name, write in (("methods", open_methods), ("datasheet", data_sheet))
    for language in LANGUAGES
}


def write(rows: CaseRows, folder: Path) -> None:
    """Write the package into an empty folder.

    Raises:
        UsageError: a group that was asked for, or every group, has fewer than ten accounts.
    """
    tables = open_rows(rows.store, rows.campaigns)
    rows.progress("export open", 1, 2)
    given = {row["campaign"] for row in tables["campaigns"]}
    small = [name for name in rows.options.campaigns if name not in given]
    if small or not given:
        raise _too_small(small)
    by = " ".join(rows.options.by.split()) if rows.options.by else None
    files = {table.file: table_file(table, tables[table.name]) for table in OPEN_TABLES}
    facts = package_facts(rows.found, tables, by)
    for name, (worded, language) in _WORDS.items():
        files[name] = worded(facts, language).encode()
    files["datapackage.json"] = data_package(files, by, facts.found)
    sums = [f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    files[_SUMS] = "".join(sums).encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    rows.progress("export open", 2, 2)


def _too_small(small: list[str]) -> UsageError:
    if small:
        return UsageError(
            "{campaigns}: fewer than {fewest} accounts. Open data says nothing of so few; a brief "
            "or a STIX file for one receiver can.",
            campaigns=small,
            fewest=FEWEST,
        )
    return UsageError(
        "This case has no campaign of {fewest} accounts or more. Open data says nothing of fewer; "
        "a brief or a STIX file for one receiver can.",
        fewest=FEWEST,
    )


EXPORTER: Final = Exporter(
    id="open",
    title=Sentence("Open data"),
    suits=Sentence("everybody: counts that lead to no account, as a Frictionless data package"),
    write=write,
    files=(*(table.file for table in OPEN_TABLES), *_WORDS, "datapackage.json", _SUMS),
    heeds=frozenset({"campaigns", "by"}),
    reveals=False,
)
