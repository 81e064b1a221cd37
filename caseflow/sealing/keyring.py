"""The table of wrapped data keys; the only one in the `keyring` database."""

from django.db import models


class KeyringKey(models.Model):
    """One wrapped data key. Of a destroyed one everything stays but the key itself."""

    class State(models.TextChoices):
        """Whether the key seals, only opens, was replaced, or was destroyed to erase."""

        ACTIVE = "active"
        DECRYPT = "decrypt"
        RETIRED = "retired"
        DESTROYED = "destroyed"

    scope_kind = models.PositiveSmallIntegerField()
    scope_id = models.UUIDField()
    ver = models.PositiveIntegerField()
    kek_id = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    commit = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=State)
    created = models.DateTimeField()

    class Meta:
        app_label = "sealing"
        db_table = "keyring_key"
        constraints = [
            models.UniqueConstraint(
                fields=["scope_kind", "scope_id", "ver"], name="keyring_version_once"
            )
        ]
        indexes = [models.Index(fields=["kek_id", "id"], name="keyring_master")]

    def __str__(self) -> str:
        return f"{self.scope_kind}:{self.scope_id}:{self.ver}"
