"""Whose the machine was while something was measured: ours, other processes', or the host's other guests'."""

import os
from dataclasses import dataclass
from pathlib import Path

OTHERS_SHARE, STEAL_SHARE = 0.10, 0.02
"""Of all cores: what other processes, and other guests of the host, may take while we measure."""
LOAD_PER_CORE = 0.75
"""Tasks that ran or waited, on average over the minute before, for each core."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Of /proc/stat, all cores together, since the machine started."""

    total: int
    steal: int
    busy: int
    """In processes: user, nice and system. Interrupts are nobody's."""

    @classmethod
    def read(cls, text: str) -> "Ticks":
        user, nice, system, idle, iowait, irq, softirq, steal = map(int, text.split()[1:9])
        return cls(user + nice + system + idle + iowait + irq + softirq + steal, steal, user + nice + system)


@dataclass(frozen=True, slots=True)
class Use:
    others_share: float
    steal_share: float

    def disturbed(self) -> list[str]:
        said: list[str] = []
        if self.others_share > OTHERS_SHARE:
            said.append(f"other processes took {self.others_share:.0%} of the machine")
        if self.steal_share > STEAL_SHARE:
            said.append(f"the host took {self.steal_share:.0%} of the machine away")
        return said


UNDISTURBED = Use(0.0, 0.0)


def use_between(before: Ticks, after: Ticks, *, ours: float) -> Use:
    """`ours`: ticks that our own processes used meanwhile."""
    total = max(1, after.total - before.total)
    return Use(
        others_share=max(0.0, after.busy - before.busy - ours) / total,
        steal_share=(after.steal - before.steal) / total,
    )


class Watch:
    """Made when a measurement begins; `use` tells whose the machine was since."""

    def __init__(self) -> None:
        self._ours, self._before = our_ticks(), now()

    def use(self) -> Use:
        return use_between(self._before, now(), ours=our_ticks() - self._ours)


def now() -> Ticks:
    return Ticks.read(Path("/proc/stat").read_text().partition("\n")[0])


def loaded_before() -> list[str]:
    """Why a bench should not begin now."""
    return too_loaded(os.getloadavg()[0], os.cpu_count() or 1)


def too_loaded(load: float, cores: int) -> list[str]:
    if load <= LOAD_PER_CORE * cores:
        return []
    return [f"load {load:.1f} on {cores} cores before it began"]


def our_ticks() -> int:
    """What this process and all below it used so far; the time of one that ended is its parent's from then on."""
    stats: dict[int, tuple[int, int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (fields := _stat(folder)) is not None:
            stats[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    return sum(ticks for pid, (_, ticks) in stats.items() if _is_below(pid, stats))


def _stat(process: Path) -> list[str] | None:
    """What follows the name in its stat: state, parent, and so on."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _is_below(pid: int, stats: dict[int, tuple[int, int]]) -> bool:
    own = os.getpid()
    while pid != own and pid in stats:
        pid = stats[pid][0]
    return pid == own
