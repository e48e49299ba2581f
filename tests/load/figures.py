"""What was measured, by its names in latest.json, and as bars of the picture. Pure."""

from collections.abc import Mapping
from typing import Any

from tests.load.floors import FLOORS, value_of
from tests.load.picture import Bar

CPU_MS = 5.5
MEMORY_MB = 120
NAMES = {
    "accept_ratio": "accepts over no-op accepts",
    "accept_ratio_relaying": "the same, relaying meanwhile",
    "handoff_ms.p99": "202 to provider, p99 ms",
    "capacity_filled_reports_per_s": "reports/s that hold, a year of history",
    "match_p99_ms.1m": "match p99 ms, 1m on call",
}


def named(measured: Mapping[str, Any]) -> dict[str, Any]:
    """The figures by name; a part that did not run has no entry."""
    out: dict[str, Any] = {}
    if accept := measured.get("accept"):
        out["accept_ratio"] = accept["deferred"]["ratio"]
        out["accept_ratio_relaying"] = accept["relaying"]["ratio"]
        out["accepts_per_s"] = accept["deferred"]["durable_per_s"]
        out["accepts_noop_per_s"] = accept["deferred"]["noop_per_s"]
        out["drain_events_per_s"] = accept["deferred"]["drain"]["events_per_s"]
    if handoff := measured.get("handoff"):
        out["handoff_ms"] = {"p50": handoff["p50"], "p99": handoff["p99"]}
    if cost := measured.get("cost"):
        out["rss_mb"] = cost["rss_mb"]
        out["cpu_ms_per_report"] = cost["cpu_ms_per_report"]
        out["sustained_drained_s"] = cost["drained_s"]
    if capacity := measured.get("capacity"):
        out["capacity_reports_per_s"] = out["sustained_reports_per_s"] = capacity["reports_per_s"]
        rate = capacity["reports_per_s"]
        held = [one for one in capacity["windows"] if (one["rate"], one["verdict"]) == (rate, "holds")]
        out["sustained_backlog_texts"] = held[-1]["owed"] if held else []
    if filled := measured.get("filled"):
        out["capacity_filled_reports_per_s"] = filled["reports_per_s"]
    if flood := measured.get("flood"):
        out["behind_flood_s"] = flood["seconds"]
    if match := measured.get("match"):
        out["match_p99_ms"] = match["match_p99_ms"]
    return out


def readable(value: float) -> str:
    """Three digits that count, and all of them before the point: 0.826, 7.31, 113, 1,234."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def bars(found: Mapping[str, Any]) -> list[Bar]:
    """What the picture shows: each figure beside what it should reach, and its ceiling where there is one."""
    drawn: list[Bar] = []
    for floor in FLOORS:
        if floor.figure.partition(".")[0] in found:
            drawn.append(Bar(NAMES[floor.figure], value_of(found, floor.figure), floor.reach, floor.better))
    if "accepts_per_s" in found:
        noop = found["accepts_noop_per_s"]
        note = "ceiling: the same server doing nothing"
        drawn.append(Bar("accepts/s", found["accepts_per_s"], 0.85 * noop, "more", ceiling=noop, note=note))
    if handoff := found.get("handoff_ms"):
        drawn.append(Bar("202 to provider, p50 ms", handoff["p50"], 25, "less"))
    if "capacity_reports_per_s" in found:
        drawn.append(Bar("reports/s that hold, no history", found["capacity_reports_per_s"], 250, "more"))
    if cpu := found.get("cpu_ms_per_report"):
        drawn.append(Bar("CPU ms per report, all parts", cpu["total"], CPU_MS, "less"))
    if "behind_flood_s" in found:
        drawn.append(Bar("behind 20,000 held reports, s", found["behind_flood_s"], 2, "less"))
    for part, megabytes in (found.get("rss_mb") or {}).items():
        if part in ("intake", "dispatch", "notify"):
            drawn.append(Bar(f"memory of {part}, MB", megabytes, MEMORY_MB, "less"))
    match = found.get("match_p99_ms")
    if match and {"10k", "1m"} <= match.keys():
        drawn.append(Bar("match p99, 1m over 10k", round(match["1m"] / match["10k"], 2), 1.5, "less"))
    return drawn
