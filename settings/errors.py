"""What the page of an unexpected error tells developers: where it happened, never what was in hand."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from settings.logs import places

PAGE = '<!DOCTYPE html><html lang="en"><title>500</title><pre>{}</pre></html>'


class PlacesReporter(ExceptionReporter):
    """In place of Django's page with variables, typed answers and cookies, also with DEBUG."""

    def get_traceback_text(self) -> SafeString:
        """Classes and places of the exception and its causes."""
        return format_html("{}", "\n".join(places(self.exc_value)))

    def get_traceback_html(self) -> SafeString:
        """The same as a page."""
        return format_html(PAGE, self.get_traceback_text())
