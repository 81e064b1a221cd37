"""Django's `migrate`, with the guard of the log relaxed while the schema changes."""

from typing import Any

from django.core.management.commands import migrate

from audit import guard


class Command(migrate.Command):
    """The same command; application connections stay guarded."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Run the migrations."""
        with guard.relaxed():
            return super().handle(*args, **options)
