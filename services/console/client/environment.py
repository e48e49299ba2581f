"""Where the services are and who is asking: HOTLINE_* variables, else the `env` file of the local instance."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from services.chassis.bus import Bus
    from services.chassis.settings import KafkaSettings

CHECKOUT = Path(__file__).resolve().parents[3]
SERVICES: Final = ("intake", "dispatch", "notify")
DEFAULT_PORT_BASE: Final = 8400


@dataclass(frozen=True, slots=True)
class Environment:
    """HOTLINE_* names and their values; a variable that is set wins over the instance's file."""

    values: Mapping[str, str]
    home: Path

    @classmethod
    def read(cls, variables: Mapping[str, str] | None = None) -> "Environment":
        """The caller's variables over the file `env` in HOTLINE_HOME (default: see `default_home`), if it is there."""
        given = os.environ if variables is None else variables
        home = Path(given["HOTLINE_HOME"]) if given.get("HOTLINE_HOME") else default_home(given)
        own = {name: value for name, value in given.items() if name.startswith("HOTLINE_") and value}
        return cls(_values_in(home / "env") | own, home)

    def url(self, service: str) -> str:
        """The public address of a service, without a slash at its end."""
        port = int(self.values.get("HOTLINE_PORT_BASE", DEFAULT_PORT_BASE)) + 1 + SERVICES.index(service)
        return self.values.get(f"HOTLINE_{service.upper()}_URL", f"http://127.0.0.1:{port}").rstrip("/")

    @property
    def language(self) -> str:
        return language_of({**os.environ, **self.values})

    @property
    def staff_key(self) -> str:
        """
        Raises:
            CommandRefused: there is none; the services would only answer 401.
        """
        key = self.values.get("HOTLINE_STAFF_KEY")
        if key is None:
            raise CommandRefused("no_staff_key", home=str(self.home))
        return key

    @property
    def source_key(self) -> str:
        """With which `hotline report` posts.

        Raises:
            CommandRefused: neither HOTLINE_SOURCE_KEY nor one kept by `hotline source add --keep`.
        """
        kept = _text_in(self.source_key_file).strip()
        if key := self.values.get("HOTLINE_SOURCE_KEY") or kept:
            return key
        raise CommandRefused("no_source_key")

    @property
    def source_key_file(self) -> Path:
        return self.home / "source-key"

    @property
    def staff_keys_file(self) -> Path:
        return Path(self.values.get("HOTLINE_STAFF_KEYS") or self.home / "staff-keys.json")

    @property
    def keyring(self) -> Path:
        """Whose `bus/` holds what the console checks events with, where it is on this machine."""
        return Path(self.values.get("HOTLINE_KEYRING") or self.home / "keyring")

    @property
    def kafka_address(self) -> str:
        port = int(self.values.get("HOTLINE_PORT_BASE", DEFAULT_PORT_BASE)) + 92
        return self.values.get("HOTLINE_KAFKA__BOOTSTRAP_SERVERS", f"127.0.0.1:{port}")

    def kafka(self, principal: str = "console") -> "KafkaSettings":
        """Kafka as this principal: HOTLINE_CONSOLE_KAFKA__, say, over the settings that all share, HOTLINE_KAFKA__.

        Raises:
            CommandRefused: a variable that is misspelt or does not fit.
        """
        from pydantic import ValidationError

        from services.chassis.settings import KafkaSettings

        own = {"bootstrap_servers": self.kafka_address}
        for prefix in ("HOTLINE_KAFKA__", f"HOTLINE_{principal.upper()}_KAFKA__"):
            own |= {
                name.removeprefix(prefix).lower(): value
                for name, value in self.values.items()
                if name.startswith(prefix)
            }
        try:
            return KafkaSettings.model_validate(own)
        except ValidationError as error:
            names = ", ".join(sorted({f"HOTLINE_KAFKA__{_field(item)}" for item in error.errors()}))
            raise CommandRefused("kafka_settings", names=names) from None

    def has_account(self, principal: str) -> bool:
        """Whether this principal's own password is here, not only the one that all share."""
        return f"HOTLINE_{principal.upper()}_KAFKA__PASSWORD" in self.values

    def bus(self, principal: str = "console") -> "Bus":
        from services.chassis.bus import Bus

        return Bus(self.kafka(principal), client_id="hotline-console")


def default_home(variables: Mapping[str, str]) -> Path:
    """The state folder that `make up` of this checkout uses."""
    name = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    if os.geteuid() == 0:
        return Path("/var/lib/hotline-dispatch") / name
    wish = variables.get("XDG_STATE_HOME", "")
    folder = Path(wish) if wish.startswith("/") else Path.home() / ".local/state"
    return folder / "hotline-dispatch" / name


def language_of(variables: Mapping[str, str]) -> str:
    """`es` where HOTLINE_LANG, or else the locale, says Spanish; English otherwise."""
    wishes = (variables.get(name, "") for name in ("HOTLINE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    wish = next((wish for wish in wishes if wish), "en")
    return "es" if wish.lower().startswith("es") else "en"


def _values_in(file: Path) -> dict[str, str]:
    lines = _text_in(file).splitlines()
    pairs = (line.partition("=") for line in lines if line.startswith("HOTLINE_"))
    return {name: value for name, _, value in pairs if value}


def _text_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def _field(error: Any) -> str:
    return str(error["loc"][0]).upper() if error["loc"] else "*"
