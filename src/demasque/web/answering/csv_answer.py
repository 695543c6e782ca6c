"""A page's table as CSV, whole, a batch at a time."""

from collections.abc import Iterator
from io import BytesIO

import pyarrow as pa
import pyarrow.csv as pc
from starlette.responses import Response, StreamingResponse

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
    head = True
    for batch in reader:
        out = BytesIO()
        pc.write_csv(batch, out, pc.WriteOptions(include_header=head))
        head = False
        yield out.getvalue()
