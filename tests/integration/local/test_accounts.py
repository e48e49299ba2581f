"""Started by root, no part of an instance is root, and each reaches what it needs (rule R114)."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local.layout import SERVICES, throwaway_layout
from deploy.local.stack import EVERYTHING, STORES, Stack
from services.chassis.bus_keys import BusKeys
from services.chassis.http_client import client
from services.chassis.sealing import Keyring
from tests.support.live_files import looked_at

ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[Stack]:
    """All of it, in a home whose keyring an older release has made, as root where we are root."""
    layout = throwaway_layout(prefix="hotline-test-")
    layout.prepare()
    Keyring(layout.keyring).ensure(datetime.now(UTC).date())
    BusKeys(layout.keyring).ensure(datetime.now(UTC))
    try:
        async with Stack(layout, mode="test", lasting=False) as running:
            yield running
    finally:
        shutil.rmtree(layout.home)


def status_of(stack: Stack, part: str) -> dict[str, list[str]]:
    lines = Path(f"/proc/{stack.pid(part)}/status").read_text().splitlines()
    return {name: value.split() for name, _, value in (line.partition(":") for line in lines)}


def users_of(stack: Stack, part: str) -> set[int]:
    """Real, effective, saved, and of files."""
    return {int(number) for number in status_of(stack, part)["Uid"]}


def files_held(stack: Stack, part: str) -> Iterator[str]:
    """Those of the instance that a part has open, by their names in its home."""
    for file in Path(f"/proc/{stack.pid(part)}/fd").iterdir():
        held = Path(os.readlink(file))
        if held.is_relative_to(stack.layout.home):
            yield str(held.relative_to(stack.layout.home))


async def test_no_part_is_root_nor_can_become_it(stack: Stack):
    users = {part: users_of(stack, part) for part in stack.parts}
    may = [status_of(stack, part) for part in stack.parts]

    assert set(users) == {*EVERYTHING, *STORES}
    assert all((0 not in found) if ROOT else (found == {os.geteuid()}) for found in users.values()), users
    if ROOT:
        assert {tuple(found["CapEff"]) for found in may} == {("0" * 16,)}
        assert {tuple(found["NoNewPrivs"]) for found in may} == {("1",)}
        assert {tuple(found["Groups"]) for found in may} == {()}


async def test_who_takes_over_a_store_reads_no_key(stack: Stack):
    keyring = stack.layout.keyring
    found = [keyring.stat(), *(seen for _, seen in looked_at(keyring, Path.stat))]

    assert len(found) > 60
    assert {seen.st_uid for seen in found} == users_of(stack, "intake")
    assert {seen.st_mode & 0o077 for seen in found} == {0}
    assert not ROOT or not {seen.st_uid for seen in found} & users_of(stack, "postgres")


async def test_a_service_has_nothing_open_but_its_log(stack: Stack):
    assert {service: set(files_held(stack, service)) for service in SERVICES} == {
        service: {f"logs/{service}.log"} for service in SERVICES
    }


async def test_a_key_that_root_adds_to_the_staff_file_opens(stack: Stack):
    said = await stack.hotline("staff", "add", "HERON", "--role", "admin", "--network", "*", "--json")
    key = said.split('"key": "')[1].split('"')[0]

    for service in SERVICES:
        async with client(base_url=stack.url(service), headers={"Authorization": f"Bearer {key}"}) as asking:
            answer = await asking.request("GET", "/v1/operations/keys")
        assert answer.status_code == 200, service


async def test_a_key_that_root_makes_is_one_that_services_read(stack: Stack):
    made = BusKeys(stack.layout.keyring).rotate()

    owners = {(stack.layout.keyring / f"{key_id}.key").stat().st_uid for key_id in made}
    assert owners == users_of(stack, "intake")
