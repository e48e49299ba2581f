"""What systemd is told: a start at boot as nobody in particular, a daily backup; and where nothing is installed."""

import dataclasses
import re
import shutil
import stat
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from deploy.local import units
from deploy.local.layout import CHECKOUT
from deploy.local.units import (
    UNITS,
    Host,
    UnitsRefused,
    kept_folders,
    require_host,
    require_installable,
    units_of,
    write_units,
)
from schemas.language.catalogue import catalogue

TO, KEYRING_TO = Path("/mnt/a/hotline"), Path("/mnt/b/hotline")
FIT = Host(is_root=True, runs_systemd=True, python=Path("/usr/bin/python3"), checkout=Path("/opt/hotline-dispatch"))


class Once(RawConfigParser):
    """A unit is an ini file whose names are as they are written, and none of ours needs to be said twice."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def settings_of(unit: str, section: str) -> dict[str, str]:
    parser = Once(delimiters=("=",), comment_prefixes=("#",), strict=True)
    parser.read_string(units_of(FIT, TO, KEYRING_TO)[unit])
    return dict(parser[section])


@pytest.mark.parametrize("unit", ["hotline.service", "hotline-backup.service"])
def test_a_unit_runs_as_its_own_user_and_can_write_its_own_folders_alone(unit: str) -> None:
    service = settings_of(unit, "Service")

    assert service["User"] == service["Group"] == "hotline"
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "ProtectKernelTunables"):
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == service["AmbientCapabilities"] == ""
    assert service["UMask"] == "0077"
    assert service["LimitCORE"] == "0", "a core dump holds what people said"
    assert "RemoveIPC" not in service, "the end of a backup would take PostgreSQL's shared memory away"


def test_it_starts_at_boot_in_the_foreground_and_is_never_given_up_on() -> None:
    service = settings_of("hotline.service", "Service")

    assert service["ExecStart"] == "/usr/bin/python3 -m deploy.local run"
    assert service["WorkingDirectory"] == "/opt/hotline-dispatch"
    assert "HOTLINE_HOME=/var/lib/hotline " in service["Environment"]
    assert service["EnvironmentFile"] == "-/etc/hotline/settings.env"
    assert service["Restart"] == "always"
    assert settings_of("hotline.service", "Unit")["StartLimitIntervalSec"] == "0"
    assert settings_of("hotline.service", "Install")["WantedBy"] == "multi-user.target"
    assert service["StateDirectory"] == service["CacheDirectory"] == "hotline"


def test_the_supervisor_stops_its_parts_itself() -> None:
    service = settings_of("hotline.service", "Service")

    assert service["KillMode"] == "mixed", "else PostgreSQL and Kafka are told to end before the services are done"
    assert int(service["TimeoutStopSec"]) > 60
    assert service["OOMPolicy"] == "continue"


def test_a_backup_is_made_every_day_into_two_places_that_are_there() -> None:
    service, unit = (settings_of("hotline-backup.service", section) for section in ("Service", "Unit"))
    timer = settings_of("hotline-backup.timer", "Timer")

    assert service["Type"] == "oneshot"
    assert service["ExecStart"].endswith(f"-m deploy.local backup --to {TO} --keyring-to {KEYRING_TO}")
    assert service["ReadWritePaths"] == unit["RequiresMountsFor"] == f"{TO} {KEYRING_TO}"
    assert service["Restart"] == "on-failure"
    assert timer["OnCalendar"] == "*-*-* 03:40:00"
    assert timer["Persistent"] == "true"
    assert settings_of("hotline-backup.timer", "Install")["WantedBy"] == "timers.target"


def test_nothing_of_a_template_is_left_open() -> None:
    for unit, text in units_of(FIT, TO, KEYRING_TO).items():
        holes = [word for word in text.replace("@system-service", "").split() if "@" in word]
        assert holes == [], unit


def test_systemd_itself_understands_them_and_finds_little_to_attack(tmp_path: Path) -> None:
    host = dataclasses.replace(FIT, python=Path(shutil.which("true") or "/bin/true"), checkout=CHECKOUT)
    write_units(units_of(host, TO, KEYRING_TO), tmp_path)
    files = [str(tmp_path / unit) for unit in UNITS]

    assert [stat.S_IMODE(Path(file).stat().st_mode) for file in files] == [0o644] * 3
    if shutil.which("systemd-analyze"):  # elsewhere the tests above have parsed them
        checked = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
        assert (checked.returncode, [line for line in checked.stderr.splitlines() if str(tmp_path) in line]) == (0, [])
        for file in files[:2]:
            asked = ["systemd-analyze", "security", "--offline=true", "--threshold=20", file]
            assert subprocess.run(asked, capture_output=True, check=False).returncode == 0, file


# --- when nothing is installed


@pytest.mark.parametrize(
    ("host", "key"),
    [
        (dataclasses.replace(FIT, runs_systemd=False), "no_systemd"),
        (dataclasses.replace(FIT, is_root=False), "not_root"),
        (dataclasses.replace(FIT, runs_systemd=False, is_root=False), "no_systemd"),
    ],
)
def test_elsewhere_it_is_refused(host: Host, key: str) -> None:
    with pytest.raises(UnitsRefused) as refused:
        require_host(host)

    assert refused.value.key == key


@pytest.mark.parametrize("home", ["/home/somebody/hotline-dispatch", "/root/hotline-dispatch"])
def test_a_checkout_in_somebodys_home_is_refused_as_the_service_sees_none(home: str) -> None:
    with pytest.raises(UnitsRefused) as refused:
        require_installable(dataclasses.replace(FIT, checkout=Path(home)), TO, KEYRING_TO)

    assert (refused.value.key, refused.value.facts) == ("in_a_home", {"path": home})


def test_a_python_that_only_root_can_reach_is_refused(tmp_path: Path) -> None:
    (tmp_path / "python3").touch(0o755)
    tmp_path.chmod(0o700)
    host = dataclasses.replace(FIT, python=tmp_path / "python3", checkout=Path("/usr"))

    with pytest.raises(UnitsRefused) as refused:
        require_installable(host, TO, KEYRING_TO)

    assert (refused.value.key, refused.value.facts) == ("out_of_reach", {"path": str(tmp_path / "python3")})


@pytest.mark.parametrize(
    ("to", "keyring_to", "key"),
    [
        ("/mnt/a", "/mnt/a", "one_place"),
        ("/mnt/a", "/mnt/a/keys", "one_place"),
        ("/mnt/b/data", "/mnt/b", "one_place"),
        ("/mnt/a", "/home/somebody/keys", "in_a_home"),
        ("backups", "/mnt/b", "odd_path"),
        ("/mnt/my backups", "/mnt/b", "odd_path"),
        ("/mnt/%h", "/mnt/b", "odd_path"),
        (None, "/mnt/b", "no_places"),
        ("/mnt/a", None, "no_places"),
    ],
)
def test_where_backups_cannot_go_is_refused_before_anything_is_done(
    to: str | None, keyring_to: str | None, key: str
) -> None:
    fit = dataclasses.replace(FIT, checkout=Path("/usr"))

    with pytest.raises(UnitsRefused) as refused:
        require_installable(fit, Path(to) if to else None, Path(keyring_to) if keyring_to else None)

    assert refused.value.key == key


def test_whoever_installs_again_need_not_say_where_backups_go(tmp_path: Path) -> None:
    assert kept_folders(tmp_path) == (None, None)

    write_units(units_of(FIT, TO, KEYRING_TO), tmp_path)

    assert kept_folders(tmp_path) == (TO, KEYRING_TO)


@pytest.mark.parametrize(
    ("language", "usage", "what"),
    [
        ("en", ("Usage: ", "Options"), "Start the instance at boot"),
        ("es", ("Uso: ", "Opciones"), "Arranca la instancia"),
    ],
)
def test_its_help_is_in_the_readers_language(language: str, usage: tuple[str, str], what: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "deploy.local.units", "install-units", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=CHECKOUT,
        env={"HOTLINE_LANG": language, "TERM": "dumb", "COLUMNS": "200", "PATH": "/usr/bin:/bin", "PYTHONTZPATH": ""},
    )

    assert all(heading in ran.stdout for heading in usage)
    assert what in ran.stdout
    assert "--keyring-to" in ran.stdout


def test_every_refusal_and_every_step_has_its_words() -> None:
    source = Path(units.__file__).read_text(encoding="utf-8")
    keys = set(re.findall(r'(?:UnitsRefused\(|tell\(|_worded\()"([a-z_]+)"', source))

    assert len(keys) > 12
    assert keys == set(catalogue("console", "en").keys_of("units"))
