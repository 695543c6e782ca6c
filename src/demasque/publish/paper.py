"""A page as PDF, by WeasyPrint, which the extra ``pdf`` installs: no browser, nothing fetched."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from demasque.errors import UsageError

_SIZES: Final = (9.2, 8.8, 8.4, 8.0, 7.6, 7.2, 6.8, 6.4)
"""Points of the first page's text, the largest at which all fits on one A4 page."""


def fitted_pdf(html: str, pages: int = 1, sizes: Sequence[float] = _SIZES) -> bytes:
    """Lay a text out on A4, smaller where it would take more pages, as a tagged PDF (PDF/UA-1).

    The same page gives the same bytes where the same fonts are installed: its date is the one that
    the page states, and its identifier is made from its contents.

    Raises:
        UsageError: WeasyPrint, or Pango, which it draws texts with, is not installed.
    """
    weasyprint = _weasyprint()
    # Small pictures stand in the page itself; nothing else is let in.
    within = weasyprint.URLFetcher(allowed_protocols=frozenset({"data"}))
    page = weasyprint.HTML(string=html, url_fetcher=within)
    for size in sizes:
        styles = [weasyprint.CSS(string=f"html {{ font-size: {size}pt }}")]
        laid_out = page.render(stylesheets=styles, pdf_variant="pdf/ua-1")
        if len(laid_out.pages) <= pages:
            break
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    written: bytes = laid_out.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return written


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # OSError: Pango is a library of the system
        raise UsageError(
            "A PDF takes WeasyPrint, which is not installed here ({reason}): pip install "
            "'demasque[pdf]', and on Debian apt install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0. Or name a file that ends in .html, and print it from a browser.",
            reason=str(error).splitlines()[0] if str(error) else type(error).__name__,
        ) from error
    return weasyprint
