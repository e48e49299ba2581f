"""What `make bench` must reach: below it, or void, or not measured, it exits 1 (rule R88). Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Floor:
    """`figure` is its name in latest.json, with dots; `part` is what measures it."""

    part: str
    figure: str
    reach: float
    better: Literal["more", "less"]

    def reached(self, value: float | None) -> bool:
        if value is None:
            return False
        return value >= self.reach if self.better == "more" else value <= self.reach


FLOORS = (
    Floor("accept", "accept_ratio", 0.85, "more"),
    Floor("accept", "accept_ratio_relaying", 0.75, "more"),
    Floor("handoff", "handoff_ms.p99", 100, "less"),
    Floor("filled", "capacity_filled_reports_per_s", 200, "more"),
    Floor("match", "match_p99_ms.1m", 2, "less"),
)


def shortfalls(
    figures: Mapping[str, Any],
    *,
    ran: Collection[str],
    void: Mapping[str, Collection[str]],
    failed: Mapping[str, Collection[str]],
) -> list[str]:
    """What is below its floor, in words.

    Args:
        ran: the parts that were asked for; only their floors are looked at.
        void: why what a part measured says nothing, by part.
        failed: what went wrong while it was measured, by part; a figure is missing for it, or says too little.
    """
    said = [
        f"{part}: {what}, {'; '.join(reasons)}"
        for what, by_part in (("failed", failed), ("void", void))
        for part, reasons in by_part.items()
        if reasons
    ]
    for floor in FLOORS:
        if floor.part not in ran:
            continue
        value = value_of(figures, floor.figure)
        if not floor.reached(value):
            bound = "at least" if floor.better == "more" else "at most"
            said.append(f"{floor.figure} is {'not there' if value is None else f'{value:g}'}, {bound} {floor.reach:g}")
    return said


def value_of(figures: Mapping[str, Any], name: str) -> float | None:
    found: Any = figures
    for key in name.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, int | float) else None
