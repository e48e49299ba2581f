"""`make up` and `make down` may be repeated, interrupted and killed; no process and no broken data is left."""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.background import InstanceStartFailed, follow, launch, shut_down
from deploy.local.layout import CHECKOUT, Layout, throwaway_layout
from deploy.local.supervisor.instance_lock import lock_holder
from deploy.local.supervisor.process import processes_in
from deploy.local.supervisor.status_file import InstanceState, read_status


@pytest.fixture
def layout() -> Iterator[Layout]:
    layout = throwaway_layout(prefix="hotline-test-")
    yield layout
    shut_down(layout)
    shutil.rmtree(layout.home)


def command(layout: Layout, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HOTLINE_HOME": str(layout.home), "HOTLINE_PORT_BASE": str(layout.ports.base)}
    return subprocess.run(
        [sys.executable, "-m", "deploy.local", *arguments],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_up_and_down_may_be_repeated(layout: Layout):
    for _ in range(2):
        up = command(layout, "up", "--service", "none")
        assert up.returncode == 0, up.stdout + up.stderr
        assert f"127.0.0.1:{layout.ports.kafka}" in up.stdout
    supervisor = lock_holder(layout.home)

    assert command(layout, "status").returncode == 0
    assert command(layout, "down").stdout.strip() == "stopped"
    assert command(layout, "down").stdout.strip() == "nothing is running"
    assert supervisor is not None
    assert lock_holder(layout.home) is None
    assert processes_in(layout.postgres_data) == []


def test_after_the_supervisors_death_nothing_runs_and_the_next_start_works(layout: Layout):
    launched = launch(layout, ())
    follow(layout, launched, lambda part, state, detail: None)
    kafka = [pid for pid in processes_in(layout.run) if pid != launched.pid]

    launched.kill()
    launched.wait(10)
    wait_for_the_end(processes_in(layout.postgres_data) + kafka)

    assert command(layout, "down").stdout.strip() == "nothing is running"
    assert command(layout, "up", "--service", "none").returncode == 0


def test_a_start_that_is_interrupted_leaves_nothing_and_can_be_made_again(layout: Layout):
    launched = launch(layout, ())

    launched.send_signal(signal.SIGTERM)

    launched.wait(30)
    assert lock_holder(layout.home) is None
    again = launch(layout, ())
    assert follow(layout, again, lambda part, state, detail: None).state is InstanceState.READY
    assert shut_down(layout)
    again.wait(10)


def test_two_starts_at_once_share_one_supervisor(layout: Layout):
    first, second = launch(layout, ()), launch(layout, ())

    for launched in (first, second):
        follow(layout, launched, lambda part, state, detail: None)

    status = read_status(layout)
    assert status is not None
    assert status.pid == lock_holder(layout.home)
    assert status.pid in (first.pid, second.pid)
    shut_down(layout)
    first.wait(10)
    second.wait(10)


def test_a_start_that_cannot_succeed_says_why(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOTLINE_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("HOTLINE_KEYRING", str(tmp_path / "keyring"))
    launched = launch(layout, ("intake",))

    with pytest.raises(InstanceStartFailed, match="topics apply"):
        follow(layout, launched, lambda part, state, detail: None)
    launched.wait(30)
    assert lock_holder(layout.home) is None


def test_what_is_in_the_way_of_a_start_is_named(layout: Layout):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", layout.ports.kafka))
        somebody.listen()
        up = command(layout, "up", "--service", "none")

    assert up.returncode == 1
    assert str(layout.ports.kafka) in up.stdout
    assert "HOTLINE_PORT_BASE" in up.stdout


def wait_for_the_end(pids: list[int]) -> None:
    for pid in pids:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ended, _, _ = select.select([descriptor], [], [], 20)
        os.close(descriptor)
        assert ended, f"process {pid} is still there"
