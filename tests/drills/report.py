"""What a drill found: lines for whoever watches, and build/<drill>/latest.json."""

import json
import subprocess
import time
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.markup import escape

from deploy.local.layout import CHECKOUT


@dataclass
class DrillReport:
    """Checks in the order in which they were made."""

    name: str
    console: Console
    figures: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def say(self, what: str) -> None:
        self.console.print(f"[dim]{time.monotonic() - self.began:6.1f} s[/] {escape(what)}", highlight=False)

    def check(self, what: str, holds: bool, found: object = "") -> None:
        """`found` is shown where it does not hold."""
        self.checks.append({"what": what, "holds": holds, "found": str(found)})
        self.say(f"{'holds ' if holds else 'BROKEN'} {what}{'' if holds else f': {found}'}")

    @property
    def holds(self) -> bool:
        return bool(self.checks) and all(check["holds"] for check in self.checks)

    def write(self) -> None:
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=CHECKOUT, check=False
        )
        output = CHECKOUT / f"build/{self.name}/latest.json"
        output.parent.mkdir(parents=True, exist_ok=True)
        document = {
            "commit": commit.stdout.strip(),
            "holds": self.holds,
            "seconds": round(time.monotonic() - self.began, 1),
            **self.figures,
            "checks": self.checks,
        }
        output.write_text(json.dumps(document, indent=2) + "\n")
        self.console.print(f"{'holds' if self.holds else 'DOES NOT HOLD'}; {output.relative_to(CHECKOUT)}")
