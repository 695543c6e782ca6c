"""A page's table as CSV, whole, a batch at a time; cells as in the export of tables."""

from collections.abc import Iterator
from io import BytesIO

import pyarrow as pa
import pyarrow.csv as pc
from starlette.responses import Response, StreamingResponse

from demasque.publish import safe_cells
from demasque.sentences import Sentence
from demasque.web.missing_pages import NotThereError
from demasque.web.views import Shown


def csv_answer(shown: Shown, name: str) -> Response:
    """Answer with the table of this name. NotThereError where the page has none of this name."""
    if name not in shown.tables:
        raise NotThereError(Sentence("This page has no table {name}.", name=repr(name)))
    table = shown.tables[name]()
    reader = table if isinstance(table, pa.RecordBatchReader) else table.to_reader()
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(
        _written(reader), media_type="text/csv; charset=utf-8", headers=headers
    )


def _written(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    # The names of the columns stand there where no row does.
    head = pa.RecordBatch.from_pylist([], reader.schema)
    yield _lines(head, include_header=True)
    for batch in reader:
        yield _lines(batch, include_header=False)


def _lines(batch: pa.RecordBatch, *, include_header: bool) -> bytes:
    out = BytesIO()
    pc.write_csv(safe_cells(batch), out, pc.WriteOptions(include_header=include_header))
    return out.getvalue()
