"""What is known of the request while it runs."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
