"""`make faults-controls`: twelve bugs, each put into a copy of the tree; the trials must find every one.

A harness that has never found anything proves nothing. Each bug is the plain form of a mistake that one of the rules
forbids. A copy plays the trials that should notice; it is caught when one is broken, or settles too late: what the
end-to-end acknowledgement repairs after two minutes is found by that.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.layout import CHECKOUT

COPIED = ("services", "schemas", "deploy", "tests", "pyproject.toml")
ROUNDS = 3
"""How often each of a bug's kinds is tried: most need a process to die within a few milliseconds."""
SECONDS = 1200


@dataclass(frozen=True, slots=True)
class Bug:
    """What stands where, what is put in its place, and the kind of trial that should notice."""

    name: str
    file: str
    old: str
    new: str
    kind: str


BUGS = (
    Bug(
        "N1 answered before the commit",
        "services/intake/reports/writer.py",
        "                answers = await self._save(connection, batch)\n            await failpoint",
        """                import asyncio

                async def later() -> None:
                    await asyncio.sleep(0.3)
                    async with self._database.connection() as again:
                        await self._save(again, batch)

                self._later = asyncio.create_task(later())
                fits = [(each, each.prepared) for each in batch]
                answers = {each: StoredReport(fit.report.report_id, fit.report.ref, fit.missing) for each, fit in fits}
            await failpoint""",
        "kill.intake",
    ),
    Bug(
        "N2 synchronous_commit off",
        "services/chassis/database.py",
        '"synchronous_commit": "on"',
        '"synchronous_commit": "off"',
        "kill.postgres",
    ),
    Bug(
        "N3 an outbox read by cursor",
        "services/chassis/relay.py",
        "        if not rows:\n            return []\n",
        """        cursors = self.__dict__.setdefault("_cursors", {})
        rows = [row for row in rows if row["seq"] > cursors.get(lane, 0)]
        if not rows:
            return []
        cursors[lane] = rows[-1]["seq"]
""",
        "stop.kafka",
    ),
    Bug(
        "N4 marked as published before the broker said so",
        "services/chassis/relay.py",
        "            await asyncio.gather(*futures)\n",
        """            for each in futures:
                each.add_done_callback(lambda done: done.cancelled() or done.exception())
""",
        "kill.intake+stop.kafka",
    ),
    Bug(
        "N5 offsets committed by themselves",
        "services/chassis/bus.py",
        "            enable_auto_commit=False,\n            auto_offset_reset",
        "            enable_auto_commit=True,\n            auto_commit_interval_ms=5,\n            auto_offset_reset",
        "kill.dispatch+stop.postgres",
    ),
    Bug(
        "N6 offsets committed before the work",
        "services/chassis/consumer_loop.py",
        "                    left = await self._batches.handle(records)\n",
        """                    await consumer.commit({at: each[-1].offset + 1 for at, each in fetched.items()})
                    left = await self._batches.handle(records)
""",
        "kill.dispatch+stop.postgres",
    ),
    Bug(
        "N7 no inbox",
        "services/chassis/inbox.py",
        '        yield unit, set(row["fresh"]), behind\n',
        "        yield unit, set(ids), behind\n",
        "kill.dispatch+replies",
    ),
    Bug(
        "N8 the HTTP client tries again",
        "services/notify/providers/twilio_sms.py",
        "            answer = await self._transport.handle_async_request(request)\n        except UNSENT",
        """            try:
                answer = await self._transport.handle_async_request(request)
            except httpx.HTTPError:
                answer = await self._transport.handle_async_request(request)
        except UNSENT""",
        "provider.accept_then_reset",
    ),
    Bug(
        "N9 what is unknown is sent again",
        "services/notify/delivery/settling.py",
        "state=DeliveryStage.UNKNOWN, due_at=_next_look(message, delivery, now), reason",
        "state=DeliveryStage.QUEUED, due_at=now, reason",
        "provider.accept_then_500+callbacks_lost",
    ),
    Bug(
        "N10 nothing makes a key unique",
        "services/intake/reports/writer.py",
        "self._keys.kept(source.id, idempotency_key)",
        "self._keys.kept(source.id, __import__('uuid').uuid4().hex)",
        "I.post_commit.intake",
    ),
    Bug(
        "N11 deadlines by another clock than the database's",
        "services/notify/store/deliveries.py",
        "    WITH clock AS MATERIALIZED (SELECT app.now() AS now), waiting",
        "    WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now), waiting",
        "clock+10min.notify",
    ),
    Bug(
        "N12 a new group begins at the end",
        "services/chassis/bus.py",
        '            auto_offset_reset="earliest",\n            session',
        '            auto_offset_reset="latest",\n            session',
        "emptied.kafka",
    ),
)


def caught(bug: Bug, *, seed: int) -> str | None:
    """How the trials found it; None: they did not.

    Raises:
        LookupError: the code has changed, and the bug cannot be put there any more.
    """
    with tempfile.TemporaryDirectory(prefix="hotline-control-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = CHECKOUT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        file = copy / bug.file
        text = file.read_text()
        if text.count(bug.old) != 1:
            raise LookupError(f"{bug.name}: {bug.file} has changed")
        file.write_text(text.replace(bug.old, bug.new))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_STAFF")}
        order = ("--n", str(ROUNDS), "--only", bug.kind, "--seed", str(seed), "--replicas", "1", "--to-the-first")
        run = subprocess.run(
            (sys.executable, "-m", "tests.faults.run", *order),
            cwd=copy,
            env={**environment, "PYTHONPATH": folder},
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        ledger = copy / "build/faults/latest.json"
        if not ledger.exists():  # the product did not even get through a trial
            return f"no trial ended: {run.stderr.strip().splitlines()[-1][:100] if run.stderr.strip() else 'no word'}"
        rows = json.loads(ledger.read_text())["kinds"].values()
    found = {what: sum(row[what] for row in rows) for what in ("lost", "double_texts", "late")}
    found["broken"] = sum(len(row["broken"]) for row in rows)
    return ", ".join(f"{count} {what}" for what, count in found.items() if count) or None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="bugs whose name contains this")
    options = parser.parse_args()
    missed = []
    for bug in (each for each in BUGS if options.only in each.name):
        how = caught(bug, seed=options.seed)
        print(f"{bug.name:<50} {bug.kind:<26} {f'caught: {how}' if how else 'MISSED'}", flush=True)
        missed += [] if how else [bug.name]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
