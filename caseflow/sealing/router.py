"""Sends the key store to its own database."""


class KeyringRouter:
    """Key store models live in `keyring`, everything else in `default`."""

    def db_for_read(self, model: type, **hints: object) -> str | None:
        return "keyring" if model._meta.model_name == "keyringkey" else None  # type: ignore[attr-defined]

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: object
    ) -> bool | None:
        return (db == "keyring") == (app_label == "sealing")
