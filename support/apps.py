"""Start-up of the support floor."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Names the app."""

    name = "support"

    def ready(self) -> None:
        """Register the events."""
        from support import vocabulary  # noqa: PLC0415 - the log is ready only now

        vocabulary.register_all()
