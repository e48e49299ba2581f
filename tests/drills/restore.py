"""`make restore-drill`: back a running instance up, restore it beside, and go on with its open mission there.

What must hold: nothing that was stored is missing, what was sealed opens, no text goes out a second time, who was
forgotten stays so, an SOS is heard, and the mission ends as it would have. A restored instance has an empty Kafka, as
on a new machine; the phone network is the same one, and knows what it was handed after the backup.
"""

import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from deploy.local.backup import Backup, copy_keyring, snapshots_of_one_moment, take_backup
from deploy.local.demo.outside_world import ExpectationFailed, OutsideWorld
from deploy.local.layout import Layout, throwaway_layout
from deploy.local.restore import read_manifest, restore_backup
from deploy.local.stack import Stack
from services.chassis.http_client import client
from services.chassis.sealing import make_key
from tests.drills.mission import CANARY_WORDS, OpenMission, begin
from tests.drills.report import DrillReport
from tests.faults.invariants import ASIDE, SERVICES, counted, unsettled

SETTLE_SECONDS = 60
LASTING = {"intake": ("report", "source"), "dispatch": ("incident", "volunteer"), "notify": ("contact",)}
"""Of what the manifest counts: what neither a deadline nor a page adds to."""
PAGE = re.compile(r"^(DUTY|RESPONSABLE)")
PUT_OFF = "SELECT count(*) FROM delivery WHERE state = 'queued' AND tries > 0"
LONG_OVER = timedelta(days=40)
"""Older than any key of a day may be."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the first instance leaves behind."""

    backup: Backup
    older_keyring: Path
    """Copied before somebody was forgotten."""
    forgotten: str
    """The id of the key of a person who was."""
    over: str
    """The id of the key of a day that is over."""
    source: str
    """The id of a source's key, where the release before kept it: among those of persons."""


async def run(report: DrillReport) -> None:
    """Fills the report; an ExpectationFailed is a check that does not hold."""
    first, second = throwaway_layout(prefix="hotline-drill-"), throwaway_layout(prefix="hotline-drill-")
    folder = Path(tempfile.mkdtemp(prefix="hotline-drill-backup-"))
    try:
        async with Stack(first, mode="test", lasting=False) as stack, OutsideWorld(stack) as world:
            report.say("a mission is under way")
            mission = await begin(world)
            await settled(stack)
            before = await back_up(report, world, folder)
            backup = before.backup
            sent = {(text.phone, text.body) for text in world.texts}
            source_key, keys = world.source_key, dict(world.keys)
        await restore(report, first, second, before)
        async with Stack(second, mode="test", lasting=False) as stack, OutsideWorld(stack) as world:
            world.source_key, world.keys = source_key, keys
            await go_on(report, world, mission, sent, read_manifest(backup.data)["counts"])
    except ExpectationFailed as broke:
        report.check("the drill went to its end", False, broke)
    finally:
        for home in (first.home, second.home, folder):
            shutil.rmtree(home, ignore_errors=True)


async def back_up(report: DrillReport, world: OutsideWorld, folder: Path) -> Before:
    """While a text waits for a provider that takes none; it goes out after the backup."""
    stack, layout = world.stack, world.stack.layout
    idle = [person["volunteer_id"] for person in await roster(world) if not person["on_call"]]
    over = f"contact/{datetime.now(UTC).date() - LONG_OVER}"
    make_key(layout.keyring / f"{over}.key")
    [added] = (await world.hotline("source", "list"))["sources"]
    source = f"person/{added['source_id']}"
    make_key(layout.keyring / f"{source}.key")
    older_keyring = folder / "older-keyring.tar"
    copy_keyring(layout.keyring, older_keyring)
    staff = {"Authorization": f"Bearer {stack.env['HOTLINE_STAFF_KEY']}"}
    async with client(base_url=stack.url("notify"), headers=staff) as notify:
        (await notify.delete(f"/v1/contacts/{idle[0]}")).raise_for_status()
        async with client(base_url=stack.url("sandbox")) as provider:
            (await provider.post("/sandbox/faults", json={"kind": "too_many_requests"})).raise_for_status()
            (await notify.post("/v1/messages/test", json={"person_id": idle[1]})).raise_for_status()
            await until(stack, PUT_OFF, 1)
            began = time.monotonic()
            made_at = datetime.now(UTC) - timedelta(minutes=1)  # so that the provider's list is believed at once
            backup = await take_backup(layout, folder / "data", folder / "keyring", report.say, now=made_at)
            report.figures["backup_s"] = round(time.monotonic() - began, 1)
            report.figures["backup_mb"] = round(sum(p.stat().st_size for p in backup.data.iterdir()) / 1e6, 1)
            before = len(world.texts)
            (await provider.delete("/sandbox/faults")).raise_for_status()
    await world.text_arrives(".", after=before, seconds=60)
    await settled(stack)
    return Before(backup, older_keyring, f"person/{idle[0]}", over, source)


async def roster(world: OutsideWorld) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = await world.hotline("volunteers", "list", "--network", "la")
    return found["volunteers"]


async def restore(report: DrillReport, first: Layout, second: Layout, before: Before) -> None:
    """The newest data, with a copy of the keyring that is a little older."""
    began = time.monotonic()
    restored = await restore_backup(second, before.backup.data, before.older_keyring, report.say)
    shutil.copy(first.staff_keys_file, second.staff_keys_file)  # kept with the other secrets
    shutil.copytree(first.sandbox_state, second.sandbox_state)  # the provider's
    report.figures["restore_s"] = round(time.monotonic() - began, 1)
    for line in restored.said():
        report.say(line)
    asked = restored.to_ask_about
    report.check("one text waited in its queue, and it says so", asked == 1, asked)
    left = (second.keyring / f"{before.forgotten}.key").exists()
    report.check("who was forgotten stays so", not left and restored.forgotten == 1, restored.forgotten)
    kept = (second.keyring / f"{before.source}.key").exists()
    report.check("the key of a source among those of persons is kept", kept, before.source)
    report.check("it says that the key of a day is over", restored.keys_over == 1, restored.keys_over)


async def go_on(
    report: DrillReport,
    world: OutsideWorld,
    mission: OpenMission,
    sent: set[tuple[str, str]],
    counts: Mapping[str, Mapping[str, int]],
) -> None:
    stack = world.stack
    await settled(stack)
    async with snapshots_of_one_moment(stack.layout) as now:
        for service, tables in LASTING.items():
            for table in tables:
                there, was = now[service].counts[table], counts[service][table]
                report.check(f"{service} has all {was} rows of {table}", there == was, there)
    again = [text.callsign for text in world.texts if (text.phone, text.body) in sent and not PAGE.match(text.body)]
    report.check("no text went out a second time", not again, again)
    said = await world.hotline("read", mission.report.ref, who=mission.lead)
    report.check("what the caller said opens", CANARY_WORDS in str(said), "not what was said")

    before = len(world.texts)
    await world.send_text(mission.going[0], "SOS")
    page = await world.text_arrives("SOS", to=mission.lead, after=before)
    report.check("an SOS pages the lead", True)
    await world.send_text(mission.lead, f"ACK {_page_code(page.body)}")
    await world.hotline("sos-clear", mission.code, "--spoke", who=mission.lead)
    report.check("it is taken and cleared", True)
    for callsign in mission.going:
        await world.send_text(callsign, "OUT")
    before = len(world.texts)
    await world.hotline("tell", mission.code, "not-checked", "--yes", who=mission.lead)
    await world.text_arrives(".", to="the caller", after=before)
    report.check("the mission is over, and the caller hears so", True)
    ended = await _until_closed(world, mission.code)
    report.check("the incident closes", ended == "closed", ended)
    await settled(stack)
    aside = sum([await counted(stack, service, ASIDE) for service in SERVICES])
    report.check("nothing was set aside", aside == 0, aside)


async def _until_closed(world: OutsideWorld, code: str) -> str:
    ends = time.monotonic() + SETTLE_SECONDS
    while True:
        found: dict[str, Any] = await world.hotline("incident", code)
        if found["state"] == "closed" or time.monotonic() > ends:
            return str(found["state"])
        await asyncio.sleep(0.5)


def _page_code(body: str) -> str:
    found = re.search(r"ACK ([0-9A-Z]{3,5})", body)
    if found is None:
        raise ExpectationFailed("the page does not say which code to answer with")
    return found[1]


async def until(stack: Stack, query: str, wanted: int) -> None:
    """A number of notify's store is what it should be."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            if await counted(stack, "notify", query) == wanted:
                return
            await asyncio.sleep(0.1)


async def settled(stack: Stack) -> None:
    """Nothing is under way any more."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            if await unsettled(stack) == 0:
                return
            await asyncio.sleep(0.2)


def main() -> int:
    report = DrillReport("restore-drill", Console())
    asyncio.run(run(report))
    report.write()
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main())
