"""Where master keys come from: one place that seals, and as many as needed that still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from caseflow.sealing import masters
from caseflow.sealing.errors import SealError
from caseflow.sealing.transit import Transit

create_file = masters.create_file
read_file = masters.read_file


class MasterKeys(Protocol):
    """Wraps data keys under master keys that nobody sees. Ids are positive and below 2^31."""

    @property
    def active(self) -> int:
        """Id of the master key that wraps now. Raises Unavailable."""

    def has(self, kek_id: int) -> bool:
        """Whether keys wrapped under this id are opened here."""

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[tuple[int, bytes]]:
        """For each (associated data, data key): the id used, and opaque bytes. Raises Unavailable."""

    def unwrap(self, items: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        """Data keys for (id, associated data, wrapped): all of them, or SealError or Unavailable."""


@dataclass(frozen=True)
class Ring:
    """The configured places, in order: the first wraps, all of them open."""

    places: tuple[MasterKeys, ...]

    def __reduce__(self) -> str:
        raise TypeError("Keys are not pickled.")

    @property
    def active(self) -> int:
        """Id of the master key that wraps now."""
        return self.places[0].active

    def has(self, kek_id: int) -> bool:
        """Whether any place opens keys under this id."""
        return any(place.has(kek_id) for place in self.places)

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[tuple[int, bytes]]:
        """As the first place does it."""
        return self.places[0].wrap(items)

    def unwrap(self, items: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        """Each by the place that knows its id, one request for each place."""
        opened: dict[int, bytes] = {}
        for place in self.places:
            mine = [n for n, item in enumerate(items) if n not in opened and place.has(item[0])]
            opened |= dict(zip(mine, place.unwrap([items[n] for n in mine]), strict=True))
        if len(opened) != len(items):
            raise SealError("A data key is wrapped by an unknown master key.")
        return [opened[n] for n in range(len(items))]


def _from_file() -> MasterKeys:
    return masters.read_file(Path(settings.KEY_FILE))


def _from_environment() -> MasterKeys:
    return masters.parse(settings.MASTER_KEYS.reveal(), origin="MASTER_KEYS")


def _from_server() -> MasterKeys:
    mount, _, name = settings.VAULT_KEY.rpartition("/")
    return Transit(
        address=settings.VAULT_ADDR,
        mount=mount or "transit",
        name=name,
        token_path=Path(settings.VAULT_TOKEN_PATH),
        namespace=settings.VAULT_NAMESPACE,
        authority=settings.VAULT_CACERT,
    )


PLACES = {"file": _from_file, "environment": _from_environment, "vault": _from_server}


def load() -> Ring:
    """Read every configured place anew; ImproperlyConfigured names what is wrong with it."""
    names = settings.KEY_PROVIDERS
    if not names or not set(names) <= PLACES.keys() or len(set(names)) != len(names):
        raise ImproperlyConfigured(f"KEY_PROVIDERS lists some of {', '.join(PLACES)}.")
    places = tuple(PLACES[name]() for name in names)
    held = [number for place in places for number in getattr(place, "ciphers", ())]
    if len(set(held)) != len(held):
        raise ImproperlyConfigured("Two places of KEY_PROVIDERS hold a key of the same number.")
    return Ring(places)


_loaded: dict[object, Ring] = {}


def current() -> Ring:
    """The places in force; read again when the key file or the settings change."""
    path = Path(settings.KEY_FILE)
    changed = path.stat().st_mtime_ns if path.exists() else 0
    key = (
        tuple(settings.KEY_PROVIDERS), path, changed, settings.MASTER_KEYS,
        settings.VAULT_ADDR, settings.VAULT_KEY, str(settings.VAULT_TOKEN_PATH),
        settings.VAULT_NAMESPACE, settings.VAULT_CACERT,
    )  # fmt: skip
    if key not in _loaded:
        _loaded.clear()
        _loaded[key] = load()
    return _loaded[key]
