"""Run the sandbox phone network and mailbox until it is told to stop: `python -m deploy.sandbox`."""

import asyncio
import gc
import logging
import os
import signal
import sys

import uvloop

from deploy.sandbox.app import Sandbox
from deploy.sandbox.network.journal import JournalInUse
from deploy.sandbox.settings import BadSettings, SandboxSettings


async def run(settings: SandboxSettings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    sandbox = Sandbox(settings)
    await sandbox.open()
    try:
        await stopped.wait()
    finally:
        await sandbox.close()


def main() -> int:
    gc.set_threshold(50_000, 20, 20)  # the ledger's many lasting objects are no garbage to look for all the time
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    try:
        settings = SandboxSettings.from_environment(os.environ)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(settings))
    except (BadSettings, JournalInUse) as reason:
        print(f"sandbox: {reason}", file=sys.stderr)
        return 2
    except OSError as reason:
        print(f"sandbox: {reason.strerror or reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
