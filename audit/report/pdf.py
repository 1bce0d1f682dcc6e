"""``report.pdf``: the page on paper, tagged for screen readers (PDF/UA-1), with bookmarks and links that stay inside.

WeasyPrint (BSD-3) sets it by the style sheet's rules for print. It runs no script, and nothing is fetched: an address in a
page would be refused.
"""

from __future__ import annotations

import re
from typing import Any

from audit.errors import OutputError

#: Figures in the appendix on paper, where the page has thousands: each takes WeasyPrint a fiftieth of a second.
APPENDIX_ROWS = 200
_INSTALL = "pip install 'postaudit[pdf]', or print report.html from a browser."
_PANGO = (
    "It needs Pango: apt install libpango-1.0-0 libharfbuzz-subset0, dnf install pango, or brew install pango. Or print"
    " report.html from a browser."
)


def render(page: str, identifier: str) -> bytes:
    """The page as PDF.

    Parameters
    ----------
    page : str
        HTML without outside addresses.
    identifier : str
        The audit's id, which the file is told apart by; no time is in it, so the same page gives the same bytes with the
        same version of WeasyPrint and the same fonts.

    Raises
    ------
    OutputError
        WeasyPrint or a library that it needs is not installed; says how to install it.
    """
    weasyprint = _library()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    made: bytes = weasyprint.HTML(string=_titled(page), url_fetcher=nothing, media_type="print").write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode()
    )
    return made


def _titled(page: str) -> str:
    """Drawings with what they show as a title too, which becomes the text that stands in for them in the file's tags."""
    return re.sub(r'(<svg [^>]*aria-label="([^">]*)"[^>]*>)', r"\1<title>\2</title>", page)


def _library() -> Any:
    try:
        import weasyprint
        import weasyprint.urls
    except ImportError:
        raise OutputError("A PDF needs WeasyPrint, which is not installed.", hint=_INSTALL) from None
    except OSError as error:
        missing = str(error).splitlines()[0][:200]
        raise OutputError(f"WeasyPrint cannot be loaded: {missing}.", hint=_PANGO) from None
    return weasyprint
