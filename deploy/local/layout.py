"""Where an instance keeps its state, what it shares with others on this machine, and which ports it uses."""

import hashlib
import os
import re
import socket
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DEFAULT_PORT_BASE = 8400
HOST = "127.0.0.1"
SERVICES = ("intake", "dispatch", "notify")
PRINCIPALS = (*SERVICES, "console")
ADMIN = "admin"
"""The accounts of Kafka as in `schemas/access.py`, which imports every event: a start should not wait for that."""
# Bases tried for throwaway instances; all below the range that the kernel hands to outgoing connections.
THROWAWAY_BASES = range(12000, 28000, 100)


class FolderUnreachable(RuntimeError):
    """A folder that the unprivileged servers could not reach; the message names it."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Every port of an instance is its base plus a fixed number, so one number moves them all."""

    base: int = DEFAULT_PORT_BASE

    @property
    def intake(self) -> int:
        return self.base + 1

    @property
    def dispatch(self) -> int:
        return self.base + 2

    @property
    def notify(self) -> int:
        return self.base + 3

    @property
    def sandbox(self) -> int:
        return self.base + 4

    @property
    def mailbox(self) -> int:
        return self.base + 25

    @property
    def postgres(self) -> int:
        return self.base + 32

    @property
    def kafka(self) -> int:
        return self.base + 92

    @property
    def kafka_controller(self) -> int:
        return self.base + 93

    @property
    def kafka_admin(self) -> int:
        return self.base + 94

    def internal(self, service: str) -> int:
        """Health and metrics of a service: ten above its public port."""
        return int(getattr(self, service)) + 10

    def second(self, service: str) -> int:
        """The public port of a service's second replica; its internal one is ten above."""
        return int(getattr(self, service)) + 50

    def all(self) -> list[int]:
        public = [self.intake, self.dispatch, self.notify]
        others = [self.sandbox, self.mailbox, self.postgres, self.kafka, self.kafka_controller, self.kafka_admin]
        return public + [port + 10 for port in public] + others

    def taken(self) -> list[int]:
        """Those of our ports that somebody listens on now."""
        return [port for port in self.all() if not _can_bind(port)]


@dataclass(frozen=True, slots=True)
class Layout:
    """One instance: its state folder, the cache it shares with other instances, and its ports."""

    home: Path
    cache: Path
    ports: Ports

    @property
    def postgres_data(self) -> Path:
        return self.home / "postgres"

    @property
    def kafka_data(self) -> Path:
        return self.home / "kafka"

    @property
    def kafka_config(self) -> Path:
        return self.home / "kafka-config"

    @property
    def kafka_trusted(self) -> Path:
        """The certificate that Kafka's clients trust, in production."""
        return self.home / "kafka-trusted"

    @property
    def keyring(self) -> Path:
        return self.home / "keyring"

    @property
    def sandbox_state(self) -> Path:
        return self.home / "sandbox"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def secrets_file(self) -> Path:
        return self.home / "secrets.json"

    @property
    def staff_keys_file(self) -> Path:
        return self.home / "staff-keys.json"

    @property
    def env_file(self) -> Path:
        return self.home / "env"

    def prepare(self) -> None:
        """Make the folders. Root's let others pass, without listing them: PostgreSQL and Kafka run unprivileged."""
        passage = 0o711 if os.geteuid() == 0 else 0o700
        for folder in (self.home, self.cache):
            _make_passable(folder, passage)
        for folder in (self.keyring, self.logs, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            require_passage(self.home)
            require_passage(self.cache)


def layout_from(environment: Mapping[str, str]) -> Layout:
    """The instance that this environment asks for; else the one that belongs to this checkout.

    An instance keeps the ports that it was started on until somebody says otherwise.
    """
    wish = environment.get("HOTLINE_HOME")
    home = Path(wish).absolute() if wish else default_home(environment)
    base = environment.get("HOTLINE_PORT_BASE") or _remembered_base(home) or DEFAULT_PORT_BASE
    return Layout(home, default_cache(environment), Ports(int(base)))


def throwaway_layout(environment: Mapping[str, str] | None = None, *, prefix: str = "hotline-") -> Layout:
    """A new empty folder and free ports, for tests and experiments; whoever asked removes the folder."""
    return Layout(
        home=Path(tempfile.mkdtemp(prefix=prefix)),
        cache=default_cache(os.environ if environment is None else environment),
        ports=Ports(free_port_base()),
    )


def default_home(environment: Mapping[str, str]) -> Path:
    """One state folder per checkout, so that two clones never share data."""
    name = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    if os.geteuid() == 0:
        return Path("/var/lib/hotline-dispatch") / name
    return _user_folder(environment, "XDG_STATE_HOME", ".local/state") / "hotline-dispatch" / name


def default_cache(environment: Mapping[str, str]) -> Path:
    """What can be fetched or copied again, shared by all instances of this user."""
    if os.geteuid() == 0:
        return Path("/var/cache/hotline-dispatch")
    return _user_folder(environment, "XDG_CACHE_HOME", ".cache") / "hotline-dispatch"


def free_port_base() -> int:
    """A base whose ports are all free. Callers start looking at different places, by their process ids."""
    bases = list(THROWAWAY_BASES)
    start = os.getpid() % len(bases)
    for base in bases[start:] + bases[:start]:
        if not Ports(base).taken():
            return base
    raise OSError("no free range of ports between 12000 and 28000")


def require_passage(folder: Path) -> None:
    """Raise FolderUnreachable unless every folder on the way lets other users pass."""
    for step in (folder, *folder.parents):
        if not step.stat().st_mode & stat.S_IXOTH:
            raise FolderUnreachable(
                f"{step} lets no other user pass, and as root PostgreSQL and Kafka must run as one: "
                f"set HOTLINE_HOME to a folder outside {step}"
            )


def _remembered_base(home: Path) -> str | None:
    try:
        found = re.search(r"^HOTLINE_PORT_BASE=([0-9]+)$", (home / "env").read_text(), re.MULTILINE)
    except OSError:
        return None
    return found[1] if found else None


def _user_folder(environment: Mapping[str, str], variable: str, fallback: str) -> Path:
    wish = environment.get(variable, "")
    return Path(wish) if wish.startswith("/") else Path.home() / fallback


def _make_passable(folder: Path, mode: int) -> None:
    missing = [step for step in (folder, *folder.parents) if not step.exists()]
    for step in reversed(missing):
        step.mkdir(exist_ok=True)
        step.chmod(mode)
    folder.chmod(mode)


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
