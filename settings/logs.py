"""What a log line looks like: constant words, ids, the request; of errors only where, never what.

Messages of exceptions often quote rows or typed text, so only their class and the lines of code
they passed are written; local variables never are.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from audit import context

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainFormatter(logging.Formatter):
    """One line for people."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        """Classes and places of an exception and its causes."""
        return "\n".join(places(ei[1]))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - the name is logging's
        """Not written: the request id leads to the place."""
        return ""


class JsonFormatter(PlainFormatter):
    """One JSON object a line for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """Instant, level, logger, words, request id, and where an error came from."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": context.request_id.get(),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = list(places(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


LINK = re.compile(r"(/lien-ket/)[\w-]+")


class WithoutLinks(logging.Filter):
    """Takes the secret part of one-time links out of every line; whoever reads logs opens none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record goes on."""
        if LINK.search(record.getMessage()):
            record.msg, record.args = LINK.sub(r"\1…", record.getMessage()), ()
        return True


def places(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        kind = type(error)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        frames = traceback.extract_tb(error.__traceback__)
        lines.extend(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


def configuration(formatter: str, level: str) -> dict[str, Any]:
    """The LOGGING setting: everything to standard error, no mail, no statements with parameters."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "()": "settings.logs.PlainFormatter",
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
            },
            "json": {"()": "settings.logs.JsonFormatter"},
        },
        "filters": {"without_links": {"()": "settings.logs.WithoutLinks"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": formatter,
                "filters": ["without_links"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.db.backends": {"level": "WARNING"},
        },
    }
