"""`make demo`: a fresh instance of its own, the story told on it, and everything stopped again."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import replace

from rich.console import Console

from deploy.local.layout import Layout, Ports, free_port_base, layout_from
from deploy.local.programs.environment import overrides_from
from deploy.local.stack import EVERYTHING, STORES, Stack
from deploy.local.supervisor.display import Display
from deploy.local.supervisor.instance_lock import lock_holder
from deploy.local.supervisor.keeper import StartFailed

STARTED_AT = time.time()


def demo_layout(environment: Mapping[str, str]) -> Layout:
    """Beside the state of `make up`, never in it; on the usual ports, or on free ones when those are taken."""
    usual = layout_from(environment)
    ports = usual.ports if not usual.ports.taken() else Ports(free_port_base())
    return replace(usual, home=usual.home.with_name(f"{usual.home.name}-demo"), ports=ports)


def command_started_at(environment: Mapping[str, str] = os.environ) -> float:
    """When the person's command began (UNIX time): make says so, since setting up comes before this process."""
    return float(environment.get("HOTLINE_LOCAL_STARTED_AT") or STARTED_AT)


async def run_demo(environment: Mapping[str, str], console: Console, *, keep: bool) -> bool:
    """True when the story ended as told. However it ends, nothing is left running."""
    layout = demo_layout(environment)
    if (pid := lock_holder(layout.home)) is not None:
        raise StartFailed(f"another demo is running (process {pid}); its state is in {layout.home}")
    shutil.rmtree(layout.home, ignore_errors=True)
    me = asyncio.current_task()
    assert me is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, me.cancel)
    display = Display(console, (*STORES, *EVERYTHING))
    stack = Stack(layout, env=overrides_from(environment), lasting=False, on_change=display.changed)
    try:
        with display:
            await stack.up()
        from deploy.local.demo.story import tell_story  # only the demo needs it, and it needs much

        told_well = await tell_story(stack, console, command_started_at(environment))
        if keep:
            console.print("The instance is kept until you press Ctrl-C.")
            await asyncio.Event().wait()
        return told_well
    finally:
        await stack.down()
