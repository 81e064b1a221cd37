"""Log lines hold constant words, ids and places; never what an error quoted or a variable held."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest

from audit import context
from settings import logs

NAME = "Lò Thị Kín"


def failing(person: str) -> None:
    """Raise as a database does: with the row in the message, twice."""
    try:
        raise ValueError(f"Key (full_name)=({person}) already exists.")
    except ValueError as error:
        raise RuntimeError(f"could not save {person}") from error


@pytest.fixture(params=[logs.JsonFormatter(), logs.PlainFormatter("%(levelname)s %(message)s")])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What a logger of this format writes about an unexpected error."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param)
    logger = logging.getLogger("caseflow.test")
    logger.addHandler(handler)
    try:
        failing(NAME)
    except RuntimeError:
        logger.exception("saving failed", stack_info=True)
    yield stream
    logger.removeHandler(handler)


def test_an_error_is_written_as_classes_and_places(written: io.StringIO) -> None:
    text = written.getvalue()

    assert "saving failed" in text
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert NAME not in text
    assert "already exists" not in text


def test_a_line_for_machines_names_the_request() -> None:
    token = context.request_id.set("abc123")
    record = logging.LogRecord("caseflow", logging.WARNING, "f.py", 1, "sent %s", ("x",), None)

    line = json.loads(logs.JsonFormatter().format(record))
    context.request_id.reset(token)

    assert line["request"] == "abc123"
    assert line["message"] == "sent x"
    assert line["level"] == "warning"
    assert "error" not in line


def test_suppressed_causes_stay_suppressed() -> None:
    try:
        try:
            raise ValueError
        except ValueError:
            raise KeyError from None
    except KeyError:
        text = logs.PlainFormatter().formatException(sys.exc_info())

    assert "KeyError" in text
    assert "ValueError" not in text


def test_statements_with_parameters_and_mails_are_off() -> None:
    made = logs.configuration("json", "DEBUG")

    assert made["loggers"]["django.db.backends"]["level"] == "WARNING"
    assert set(made["handlers"]) == {"stderr"}


def test_the_secret_part_of_a_link_is_in_no_line() -> None:
    keep = logs.WithoutLinks()
    lines = [
        logging.makeLogRecord({"msg": "%s: %s", "args": ("Gone", "/lien-ket/AbC_1-x/tra-loi/")}),
        logging.makeLogRecord({"msg": '"GET /lien-ket/AbC_1-x/ HTTP/1.1" 200'}),
        logging.makeLogRecord({"msg": "%s seen", "args": ("/ho-so/",)}),
    ]

    assert all(keep.filter(line) for line in lines)
    assert [line.getMessage() for line in lines] == [
        "Gone: /lien-ket/…/tra-loi/", '"GET /lien-ket/…/ HTTP/1.1" 200', "/ho-so/ seen",
    ]  # fmt: skip
    handler = logs.configuration("json", "INFO")["handlers"]["stderr"]
    assert handler["filters"] == ["without_links"]
