"""`make install-units`: systemd starts the instance at boot, as a user of its own, and backs it up every day.

The units are the files of deploy/local/systemd, with the places of this machine filled in. Nothing is changed before
everything was looked at: no systemd, no root, or a checkout that the user cannot read, and nothing is installed.
"""

import compileall
import os
import pwd
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final, Self

import typer

from deploy.local.layout import CHECKOUT
from deploy.local.programs.reach import others_reach
from schemas.language.catalogue import catalogue
from services.console.cli.help_texts import tell_help
from services.console.client.environment import language_of

USER: Final = "hotline"
HOME: Final = Path("/var/lib/hotline")
SETTINGS: Final = Path("/etc/hotline/settings.env")
UNIT_FOLDER: Final = Path("/etc/systemd/system")
TEMPLATES: Final = Path(__file__).with_name("systemd")
UNITS: Final = ("hotline.service", "hotline-backup.service", "hotline-backup.timer")
STARTED: Final = ("hotline.service", "hotline-backup.timer")
HOMES: Final = tuple(map(Path, ("/home", "/root", "/run/user")))
"""What ProtectHome= hides from the units."""
PLAIN_PATH: Final = re.compile(r"/[A-Za-z0-9/_.+-]*")
"""A path that means itself in a unit file: no space, no %, no quote."""

Tell = Callable[[str, dict[str, str]], None]


class UnitsRefused(RuntimeError):
    """Nothing was changed; `key` names the reason in the catalogue, `facts` fill it."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(f"{key} {facts}" if facts else key)
        self.key, self.facts = key, facts


@dataclass(frozen=True, slots=True)
class Host:
    """What decides whether the units can be installed on this machine, and what they start."""

    is_root: bool
    runs_systemd: bool
    python: Path
    """As in .venv/bin: what it is a link to has no packages."""
    checkout: Path

    @classmethod
    def here(cls) -> Self:
        return cls(os.geteuid() == 0, Path("/run/systemd/system").is_dir(), Path(sys.executable), CHECKOUT)


cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


@cli.command("install-units")
def install(to: Path | None = None, keyring_to: Path | None = None) -> None:
    _told(lambda: install_units(Host.here(), to, keyring_to, _tell))


@cli.command("uninstall-units")
def uninstall() -> None:
    _told(lambda: uninstall_units(Host.here(), _tell))


def install_units(host: Host, to: Path | None, keyring_to: Path | None, tell: Tell) -> None:
    """Make the user, the folders and the units, and start them; again after an upgrade, which starts them anew.

    Raises:
        UnitsRefused: not here, or not like this.
        subprocess.CalledProcessError: a program of the system failed, which said why.
    """
    require_host(host)
    kept_to, kept_keyring_to = kept_folders(UNIT_FOLDER)
    to, keyring_to = require_installable(host, to or kept_to, keyring_to or kept_keyring_to)
    if USER not in {entry.pw_name for entry in pwd.getpwall()}:
        tell("user_made", {"user": USER})
        _run("useradd", "--system", "--user-group", "--home-dir", str(HOME), "--shell", "/usr/sbin/nologin", USER)
    if HOME.exists() and HOME.owner() != USER:
        _run("chown", "--recursive", f"{USER}:{USER}", str(HOME))  # of an instance that root started until now
    for folder in (to, keyring_to):
        _give(folder)
    SETTINGS.parent.mkdir(mode=0o700, exist_ok=True)
    _compile(host.checkout)
    write_units(units_of(host, to, keyring_to), UNIT_FOLDER)
    _run("systemctl", "daemon-reload")
    _run("systemctl", "enable", "--quiet", *STARTED)
    tell("starting", {})
    _run("systemctl", "restart", *STARTED)
    tell("installed", {"user": USER, "home": str(HOME), "settings": str(SETTINGS), "checkout": str(host.checkout)})


def uninstall_units(host: Host, tell: Tell) -> None:
    """Stop them and take them away; the data, the settings, the backups and the user stay.

    Raises:
        UnitsRefused, subprocess.CalledProcessError: as above.
    """
    require_host(host)
    there = [unit for unit in UNITS if (UNIT_FOLDER / unit).exists()]
    if not there:
        raise UnitsRefused("not_installed")
    _run("systemctl", "disable", "--quiet", "--now", *there)
    for unit in there:
        (UNIT_FOLDER / unit).unlink()
    _run("systemctl", "daemon-reload")
    tell("uninstalled", {"user": USER, "home": str(HOME), "settings": str(SETTINGS)})


# --- whether


def require_host(host: Host) -> None:
    if not host.runs_systemd:
        raise UnitsRefused("no_systemd")
    if not host.is_root:
        raise UnitsRefused("not_root")


def require_installable(host: Host, to: Path | None, keyring_to: Path | None) -> tuple[Path, Path]:
    """The two folders of the backups, where everything fits; else UnitsRefused, before anything is done."""
    if to is None or keyring_to is None:
        raise UnitsRefused("no_places")
    for path in (to, keyring_to, host.checkout, host.python):
        if not PLAIN_PATH.fullmatch(str(path)) or ".." in path.parts:
            raise UnitsRefused("odd_path", path=str(path))
        if any(path.is_relative_to(home) for home in HOMES):
            raise UnitsRefused("in_a_home", path=str(path))
    if to.is_relative_to(keyring_to) or keyring_to.is_relative_to(to):
        raise UnitsRefused("one_place")
    for path in (host.python, host.checkout):
        if not others_reach(path):
            raise UnitsRefused("out_of_reach", path=str(path))
    for folder in (to, keyring_to):
        if folder.exists() and folder.owner() != USER and any(folder.iterdir()):
            raise UnitsRefused("not_ours", path=str(folder), user=USER)
    return to, keyring_to


def kept_folders(unit_folder: Path) -> tuple[Path | None, Path | None]:
    """Where the installed backup goes to; (None, None): none is installed."""
    unit = unit_folder / "hotline-backup.service"
    found = re.search(r"^ReadWritePaths=(\S+) (\S+)$", unit.read_text(), re.MULTILINE) if unit.exists() else None
    return (Path(found[1]), Path(found[2])) if found else (None, None)


# --- what


def units_of(host: Host, to: Path, keyring_to: Path) -> dict[str, str]:
    """Each unit by its file name."""
    filled = {
        "SANDBOX": (TEMPLATES / "sandbox.conf").read_text().strip(),
        "CHECKOUT": str(host.checkout),
        "PYTHON": str(host.python),
        "USER": USER,
        "HOME": str(HOME),
        "TO": str(to),
        "KEYRING_TO": str(keyring_to),
    }
    return {unit: re.sub("@([A-Z_]+)@", lambda hole: filled[hole[1]], (TEMPLATES / unit).read_text()) for unit in UNITS}


def write_units(units: dict[str, str], folder: Path) -> None:
    for name, text in units.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o644)


def _give(folder: Path) -> None:
    """A folder for the backups, the user's alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.chown(folder, USER, USER)
    folder.chmod(0o700)


def _compile(checkout: Path) -> None:
    """The units can write nothing here: what is not compiled now would be at each start of each part."""
    folders = [*(checkout / name for name in ("schemas", "services", "deploy")), Path(sysconfig.get_path("purelib"))]
    with redirect_stdout(StringIO()):  # of a wheel's own tests, not all is Python that compiles
        for folder in folders:
            compileall.compile_dir(folder, quiet=2, workers=0)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


# --- in the reader's language


def command_in(language: str) -> Any:
    command = typer.main.get_command(cli)
    tell_help(command, language, "units_help", "units")
    return command


def _told(work: Callable[[], None]) -> None:
    """Ends with 2 where nothing was changed, with 1 where a program of the system failed half way."""
    try:
        work()
    except UnitsRefused as refused:
        typer.echo(_worded(refused.key, refused.facts), err=True)
        raise typer.Exit(2) from None
    except (subprocess.CalledProcessError, OSError) as failed:
        typer.echo(_worded("failed", {"reason": str(failed)}), err=True)
        raise typer.Exit(1) from None


def _tell(key: str, facts: dict[str, str]) -> None:
    typer.echo(_worded(key, facts))


def _worded(key: str, facts: dict[str, str]) -> str:
    return catalogue("console", language_of(os.environ)).text("units", key).format(**facts)


if __name__ == "__main__":
    command_in(language_of(os.environ))()
