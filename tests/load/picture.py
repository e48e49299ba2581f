"""The figures as a picture: a bar each, with a mark where it should reach and a line for its ceiling."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

ROW, LEFT, WIDTH, TOP = 44, 250, 420, 64


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure; `better` says whether more or less of it is better."""

    name: str
    value: float | None
    reach: float
    better: Literal["more", "less"]
    ceiling: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.reach if self.better == "more" else self.value <= self.reach

    @property
    def verdict(self) -> str:
        return "reached" if self.reached else "not reached"


def draw(bars: Sequence[Bar], machine: dict[str, Any]) -> str:
    """An SVG document that needs nothing from outside."""
    height = TOP + ROW * len(bars) + 40
    total = LEFT + WIDTH + 170
    rows = "\n".join(_row(bar, TOP + ROW * number) for number, bar in enumerate(bars))
    facts = [
        f"{machine['cores']} cores",
        machine["cpu"],
        f"Python {machine['python']}",
        machine["commit"],
        machine["at"],
    ]
    told = escape(", ".join(facts))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {height}" font-family="sans-serif">
<rect width="{total}" height="{height}" fill="#fbfaf7"/>
<text x="24" y="32" font-size="18" font-weight="600" fill="#1d2b26">From a report to a phone: what was measured</text>
<text x="24" y="50" font-size="11" fill="#5c6b64">{told}; tick: to reach; dashed: ceiling of the same run</text>
{rows}
</svg>
"""


def _row(bar: Bar, y: int) -> str:
    top = max(bar.value or 0, bar.reach, bar.ceiling or 0) * 1.05 or 1
    length, mark = (bar.value or 0) / top * WIDTH, bar.reach / top * WIDTH
    color = "#2f7d5b" if bar.reached else "#b5532a"
    tick = LEFT + mark
    parts = [
        f'<text x="24" y="{y + 20}" font-size="13" fill="#1d2b26">{escape(bar.name)}</text>',
        f'<rect x="{LEFT}" y="{y + 8}" width="{length:.1f}" height="16" rx="2" fill="{color}"/>',
        f'<line x1="{tick:.1f}" y1="{y + 3}" x2="{tick:.1f}" y2="{y + 29}" stroke="#1d2b26" stroke-width="2"/>',
        f'<text x="{LEFT + WIDTH + 14}" y="{y + 20}" font-size="13" font-weight="600" fill="{color}">'
        f"{'none' if bar.value is None else f'{bar.value:g}'}</text>",
        f'<text x="{LEFT + WIDTH + 84}" y="{y + 20}" font-size="11" fill="#5c6b64">'
        f"{'≥' if bar.better == 'more' else '≤'} {bar.reach:.4g}</text>",
    ]
    if bar.ceiling is not None:
        at = LEFT + bar.ceiling / top * WIDTH
        parts.append(
            f'<line x1="{at:.1f}" y1="{y + 3}" x2="{at:.1f}" y2="{y + 29}" stroke="#5c6b64" stroke-dasharray="3 3"/>'
        )
    if bar.note:
        parts.append(f'<text x="{LEFT}" y="{y + 38}" font-size="10" fill="#5c6b64">{escape(bar.note)}</text>')
    return "\n".join(parts)
