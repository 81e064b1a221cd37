"""Turns HTML into PDF/UA with WeasyPrint; nothing is fetched but our own static files.

Importing this fails with OSError on a machine without Pango.
"""

import mimetypes
from hashlib import sha256
from pathlib import Path

import weasyprint
from django.contrib.staticfiles import finders
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

OURS = "ours:"


class OurFiles(URLFetcher):
    """Reads `ours:name`; any other address stops the paper."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The bytes of one of our static files."""
        found = finders.find(url.removeprefix(OURS)) if url.startswith(OURS) else None
        if found is None:
            raise ValueError("A paper is made of our own files only.")
        path = Path(str(found))
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def pdf(html: str) -> bytes:
    """The PDF of a whole document with title and language; the same text gives the same bytes.

    Raises RuntimeError when it asks for anything but our static files.
    """
    document = weasyprint.HTML(
        string=html, url_fetcher=OurFiles(fail_on_errors=True), base_url=OURS
    )
    try:
        made = document.write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=sha256(html.encode()).hexdigest()[:32].encode(),
        )
    except FatalURLFetchingError as error:
        raise RuntimeError(str(error)) from error
    assert isinstance(made, bytes)
    return made
