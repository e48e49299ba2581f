"""Where an instance lives and which ports it takes."""

import os
import socket
from pathlib import Path

import pytest

from deploy.local.layout import (
    FolderUnreachable,
    Layout,
    Ports,
    layout_from,
    require_passage,
    throwaway_layout,
)


def test_one_number_moves_every_port_and_none_is_used_twice():
    usual, moved = Ports(8400).all(), Ports(9400).all()

    assert len(set(usual)) == len(usual)
    assert [port - 1000 for port in moved] == usual


def test_the_ports_are_those_of_the_contract():
    ports = Ports(8400)

    assert (ports.intake, ports.dispatch, ports.notify, ports.sandbox) == (8401, 8402, 8403, 8404)
    assert [ports.internal(service) for service in ("intake", "dispatch", "notify")] == [8411, 8412, 8413]
    assert (ports.mailbox, ports.postgres, ports.kafka, ports.kafka_controller) == (8425, 8432, 8492, 8493)


def test_a_port_that_somebody_listens_on_is_taken():
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]

        assert port in Ports(port - 32).taken()
    assert port not in Ports(port - 32).taken()


def test_the_environment_may_choose_home_and_ports(tmp_path: Path):
    layout = layout_from({"HOTLINE_HOME": str(tmp_path), "HOTLINE_PORT_BASE": "9400"})

    assert layout.home == tmp_path
    assert layout.ports.kafka == 9492


def test_an_instance_keeps_its_ports_until_somebody_says_otherwise(tmp_path: Path):
    (tmp_path / "env").write_text("HOTLINE_MODE=sandbox\nHOTLINE_PORT_BASE=9700\n")

    assert layout_from({"HOTLINE_HOME": str(tmp_path)}).ports.base == 9700
    assert layout_from({"HOTLINE_HOME": str(tmp_path), "HOTLINE_PORT_BASE": "9400"}).ports.base == 9400


def test_without_a_wish_the_home_belongs_to_this_checkout_and_this_user():
    layout = layout_from({"XDG_STATE_HOME": "/state", "XDG_CACHE_HOME": "/cache"})

    shared = Path("/var/lib") if os.geteuid() == 0 else Path("/state")
    assert layout.home.parent == shared / "hotline-dispatch"
    assert len(layout.home.name) == 12


def test_a_folder_that_others_cannot_pass_is_named(tmp_path: Path):
    closed = tmp_path / "closed"
    (closed / "home").mkdir(parents=True)
    (closed / "home").chmod(0o711)
    closed.chmod(0o700)

    with pytest.raises(FolderUnreachable, match=str(closed)):
        require_passage(closed / "home")


def test_prepared_folders_are_closed_to_others():
    layout = throwaway_layout()
    Layout(layout.home, layout.home / "cache", layout.ports).prepare()

    modes = {folder.name: folder.stat().st_mode & 0o777 for folder in layout.home.iterdir()}
    assert modes["keyring"] == modes["logs"] == modes["run"] == 0o700
    assert layout.home.stat().st_mode & 0o066 == 0
