"""First keys of an installation."""

from pathlib import Path

from django.conf import settings

from caseflow.sealing import blind, keys, provider


def create_missing() -> list[str]:
    """Make the key file and the keys of staff and indexes where absent; names what was made."""
    made = []
    if "file" in settings.KEY_PROVIDERS and not Path(settings.KEY_FILE).exists():
        provider.create_file(Path(settings.KEY_FILE))
        made.append("master key file")
    if not keys.has_scope(keys.KIND_STAFF, keys.STAFF):
        keys.create_scope(keys.KIND_STAFF, keys.STAFF)
        made.append("staff key")
    for label in blind.SHAPES:
        if not keys.has_scope(keys.KIND_INDEX, blind.scope_of(label)):
            keys.create_scope(keys.KIND_INDEX, blind.scope_of(label))
            made.append(f"index key {label}")
    return made
