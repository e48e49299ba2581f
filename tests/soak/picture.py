"""Every series as a line, small, one below the other."""

from collections.abc import Sequence
from html import escape

from tests.soak.verdict import Trend

WIDTH, HEIGHT, LEFT, STEP = 560, 46, 230, 64


def draw(series: dict[str, list[tuple[float, float]]], trends: Sequence[Trend], title: str) -> str:
    """An SVG document that needs nothing from outside."""
    rows = "\n".join(_row(each, series[each.name], 60 + STEP * place) for place, each in enumerate(trends))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 150} {80 + STEP * len(trends)}"
 font-family="sans-serif"><rect width="100%" height="100%" fill="#fbfaf7"/>
<text x="24" y="34" font-size="16" font-weight="600" fill="#1d2b26">{escape(title)}</text>
{rows}
</svg>
"""


def _row(trend: Trend, points: list[tuple[float, float]], y: int) -> str:
    low, high = min(value for _, value in points), max(value for _, value in points)
    span, end = (high - low) or 1, points[-1][0] or 1
    line = " ".join(
        f"{LEFT + at / end * WIDTH:.1f},{y + HEIGHT - (value - low) / span * HEIGHT:.1f}" for at, value in points
    )
    color = "#2f7d5b" if trend.flat else "#b5532a"
    return (
        f'<text x="24" y="{y + 20}" font-size="12" fill="#1d2b26">{escape(trend.name)}</text>'
        f'<text x="24" y="{y + 36}" font-size="11" fill="#5c6b64">{low:,.0f} to {high:,.0f}</text>'
        f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="1.5"/>'
        f'<text x="{LEFT + WIDTH + 14}" y="{y + 28}" font-size="11" fill="{color}">rise {trend.rise:+,.1f}</text>'
    )
