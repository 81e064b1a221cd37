"""Gives every request an id, kept in the log and sent back in a header."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from audit import context


class RequestIdMiddleware:
    """The id is ours; one sent by the client is not trusted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request with its id in context."""
        token = context.request_id.set(uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = context.request_id.get()
            return response
        finally:
            context.request_id.reset(token)
