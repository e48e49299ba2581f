"""How far a bench is: a bar over all its parts, or a line for each where nobody watches a terminal."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

TICK_SECONDS = 0.5


class HowFar:
    """Entered around everything; each part fills its share of the bar in the time that it is expected to take.

    Args:
        expected: seconds by part, in the order in which they run. One that takes longer waits at the end of its share,
            one that was quicker jumps there.
    """

    def __init__(self, console: Console, expected: Mapping[str, float]) -> None:
        self._console = console
        self._expected = expected
        self._whole = sum(expected.values())
        self._behind = 0.0
        self._progress = Progress(
            TextColumn("{task.description:<40}"),
            BarColumn(40),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("", total=self._whole)

    def __enter__(self) -> "HowFar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @asynccontextmanager
    async def during(self, part: str) -> AsyncIterator[None]:
        """The bar moves meanwhile; how long it took is said at its end."""
        began = time.monotonic()
        self.tell(part)
        moving = asyncio.create_task(self._move(part, began))
        try:
            yield
        finally:
            moving.cancel()
            with suppress(asyncio.CancelledError):
                await moving
            self._behind += self._expected[part]
            self._progress.update(self._task, completed=self._behind)
            self._console.print(f"{part}: {time.monotonic() - began:.0f} s", highlight=False)

    def tell(self, what: str) -> None:
        """What is being done now."""
        self._progress.update(self._task, description=what)
        if not self._console.is_terminal:
            self._console.print(f"{what} …", highlight=False)

    async def _move(self, part: str, began: float) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            done = min(time.monotonic() - began, self._expected[part])
            self._progress.update(self._task, completed=self._behind + done)
