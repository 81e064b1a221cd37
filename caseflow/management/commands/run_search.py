"""Answers searches by part of a name from an index in memory."""

import resource
import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone

from caseflow.finding.index import Found
from caseflow.finding.keeping import Keeper
from caseflow.finding.line import Line, Question
from caseflow.sealing.errors import Unavailable


class Command(BaseCommand):
    """`run_search` reads every name once and answers until told to stop; nothing of it is written.

    While it does not run, people are found by whole names, papers and phones only.
    """

    help = "Keep the names of people in memory and answer searches by part of a name or by sound."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often to look for changes while nobody asks."""
        parser.add_argument("--every", type=float, default=30.0, help="seconds between looks")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line when ready."""
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no memory in a file
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: stop.set())
        keeper = Keeper()
        people = keeper.load(timezone.now())
        try:
            line = Line(Path(settings.SEARCH_SOCKET))
        except FileExistsError:
            raise CommandError("Another process answers already.") from None
        self.stdout.write(f"search: the names of {people} people are in memory")
        self.stdout.flush()
        try:
            self._serve(keeper, line, stop, options["every"])
        finally:
            line.close()

    def _serve(self, keeper: Keeper, line: Line, stop: threading.Event, every: float) -> None:
        def answering(question: Question) -> Found:
            close_old_connections()
            return keeper.find(*question, now=timezone.now())

        waited = 0.0
        while not stop.is_set():
            try:
                if line.answer_one(answering, wait=1.0):
                    continue
                waited += 1.0
                if waited >= every:
                    waited = 0.0
                    close_old_connections()
                    keeper.catch_up(timezone.now())
            except (Error, Unavailable) as error:
                self.stderr.write(f"search: cannot look now ({type(error).__name__})")
                stop.wait(1.0)
