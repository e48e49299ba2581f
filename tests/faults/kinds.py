"""What a trial may break: each kind by its name (docs/faults.md says what each stands for, and what is missing)."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial

from schemas.topics import GROUPS
from services.chassis.failpoints import NAMES
from services.dispatch.incident.asking import WAVE
from tests.faults import harm
from tests.faults.trials import Break, Field

SERVICE_OF = {"I": "intake", "M": "dispatch", "N": "notify"}
REPLYING = frozenset({"Y.stored", "Y.accepted"})
LED_TO = frozenset({"C.in_revoke", "T.claimed", "T.post_commit"})
"""Places that reports in flight do not pass."""
CLAIMS = frozenset({"I.pre_commit", "R.selected", "R.acked", "C.inbox", "C.post_commit", "N.claimed", "N.response"})
"""Where a process holds something that it must not act on when it wakes late (rule R85)."""

PROVIDER_FAULTS = (
    "accept_then_timeout",
    "accept_then_reset",
    "accept_then_500",
    "accept_then_500+callbacks_lost",
    "too_many_requests",
    "outage",
    "callbacks_lost",
    "callbacks_duplicated",
    "callbacks_reordered",
    "callbacks_forged",
)
"""The phone network's own names for them."""


def kill(part: str, *, replies: bool = False) -> Break:
    """kill -9, at a random moment; the supervisor starts it again."""

    async def strike(field: Field) -> bool:
        if replies:  # they come later than the reports
            await asyncio.sleep(field.chance.uniform(0.5, 2))
        since = field.stack.starts(part)
        field.stack.kill(part, signal.SIGKILL, all_of_it=part == "postgres")
        await field.stack.wait_revived(part, since=since)
        return True

    return Break(strike, replies=replies)


def restart(part: str) -> Break:
    """A stop as an operator does it, and a start."""

    async def strike(field: Field) -> bool:
        await field.stack.restart(part)
        return True

    return Break(strike)


def empty_kafka() -> Break:
    """The broker comes back without any of its data."""

    async def strike(field: Field) -> bool:
        await field.stack.wipe_kafka()
        return True

    return Break(strike)


async def _wait_for_it(field: Field) -> None:
    """Reports in flight lead there by themselves."""


def at_failpoint(name: str, service: str, lead_there: Callable[[Field], Awaitable[None]] = _wait_for_it) -> Break:
    """kill -9 inside the service, the first time that a process passes a named place."""

    async def prepare(field: Field) -> None:
        await harm.arm(field, service, f"{name}:kill9")
        field.armed_at = field.stack.starts(service)

    async def strike(field: Field) -> bool:
        await lead_there(field)
        try:
            await field.stack.wait_revived(service, since=field.armed_at, timeout_seconds=20)
        except TimeoutError:
            await field.stack.restart(service)  # without it: the place was not passed
            return False
        return True

    return Break(strike, prepare, replies=name in REPLYING)


def stopped_at_failpoint(name: str, service: str) -> Break:
    """SIGSTOP where the service has just claimed something, for longer than any claim or session; then CONT."""

    async def prepare(field: Field) -> None:
        await harm.arm(field, service, f"{name}:stop")

    async def strike(field: Field) -> bool:
        stopped = await harm.until_stopped(field.stack, service, seconds=10)
        if stopped:
            await harm.stay_stopped(field.stack, service)
        return stopped

    return Break(strike, prepare)


def all_kinds() -> dict[str, Break]:
    """Every kind of trial by name."""
    kinds: dict[str, Break] = {
        f"kill.{part}": kill(part) for part in ("intake", "dispatch", "notify", "kafka", "postgres")
    }
    kinds |= {
        "kill.dispatch+replies": kill("dispatch", replies=True),
        "restart.kafka": restart("kafka"),
        "restart.postgres": restart("postgres"),
        "emptied.kafka": empty_kafka(),
        "records-deleted.kafka": Break(harm.delete_records, loses_records=True),
        "connections-used-up.postgres": Break(harm.use_up_connections),
        "stop.kafka": Break(partial(harm.stop, part="kafka")),
        "disk-full": Break(harm.fill_the_disk),
        "poison": Break(harm.poison, tidy=harm.sweep_dead_letters, sets_aside=harm.POISONS),
    }
    for service in ("intake", "dispatch", "notify"):
        kinds[f"stop.{service}"] = Break(partial(harm.stop, part=service))
        for store in ("kafka", "postgres"):
            kinds[f"kill.{service}+stop.{store}"] = Break(
                partial(harm.die_while_store_stands_still, part=service, store=store)
            )
        kinds[f"log.{service}"] = Break(partial(harm.refuse_its_log, part=service))
        for minutes in (10, -10):
            kinds[f"clock{minutes:+}min.{service}"] = Break(
                harm.nothing,
                prepare=partial(harm.set_clock, service=service, minutes=minutes),
                tidy=partial(harm.set_clock, service=service, minutes=0),
            )
    for group, service in GROUPS.items():
        if group.endswith(".main"):
            kinds[f"rebalance-storm.{service}"] = Break(partial(harm.storm, group=group), reports_per_second=2)
            leaving = partial(harm.join_and_leave, group=group, times=1)
            kinds[f"C.in_revoke.{service}"] = at_failpoint("C.in_revoke", service, leaving)
    for name in ("T.claimed", "T.post_commit"):
        kinds[f"{name}.dispatch"] = at_failpoint(name, "dispatch", partial(harm.let_deadlines_pass, kind=WAVE))
    for fault in PROVIDER_FAULTS:
        times = 10 if fault.startswith("callbacks") else 4
        kinds[f"provider.{fault}"] = Break(
            harm.nothing,
            prepare=partial(harm.let_provider_fail, kinds=fault.split("+"), times=times),
            tidy=harm.let_provider_be,
        )
    for name in sorted(NAMES - LED_TO):
        prefix = name.split(".")[0]
        services = {"R": ("intake", "dispatch", "notify"), "C": ("dispatch", "notify"), "Y": ()}.get(
            prefix, (SERVICE_OF.get(prefix, ""),)
        )
        if name in REPLYING:
            services = ("notify",) if name == "Y.stored" else ("dispatch",)
        for service in services:
            kinds[f"{name}.{service}"] = at_failpoint(name, service)
            if name in CLAIMS:
                kinds[f"stop-at.{name}.{service}"] = stopped_at_failpoint(name, service)
    return kinds
