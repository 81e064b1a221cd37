"""Start-up of the support floor."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Names the app."""

    name = "support"

    def ready(self) -> None:
        """Register the events, and what pages list among the records of a case."""
        # Imported here because the log and the models are ready only now.
        from caseflow.reports import writings as records  # noqa: PLC0415
        from support import vocabulary, writings  # noqa: PLC0415

        vocabulary.register_all()
        records.register(writings.of)
