"""The watching app (textual): the newest events, a filter, and at the foot how far behind everything is."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Final

from rich.text import Text
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Footer, Input, RichLog, Static

from services.console.cli.output import Output, clean
from services.console.errors import CommandRefused, ServiceUnreachable
from services.console.feed.events import EventFilter, EventTone, WatchedEvent

KEPT: Final = 2000
"""Events kept on the screen and for a change of filter: memory is bounded however long somebody watches."""
FOOT_EVERY_SECONDS: Final = 5.0
KEYS: Final = (
    ("q", "quit"),
    ("j", "json"),
    ("slash", "filter"),
    ("r", "receipts"),
    ("p", "pause"),
    ("escape", "clear_filter"),
)
"""A key and the action it is for; `watch.<action>` of the catalogue names it at the foot."""
STYLES: dict[EventTone, str] = {"danger": "bold red", "warning": "yellow", "good": "green", "plain": "", "quiet": "dim"}


class WatchApp(App[None]):
    """Reads `events()` until it is quit; `foot()` is asked again and again."""

    CSS = """
    RichLog { height: 1fr; scrollbar-size: 1 1; }
    #foot { height: auto; color: $text-muted; padding: 0 1; }
    #filter { height: 3; display: none; }
    #filter.asked { display: block; }
    """
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        out: Output,
        wanted: EventFilter,
        *,
        events: Callable[[], AsyncIterator[WatchedEvent]],
        foot: Callable[[], Awaitable[str]],
        as_json: bool = False,
        receipts: bool = False,
    ) -> None:
        super().__init__()
        for key, action in KEYS:
            self.bind(key, action, description=out.text(f"watch.{action}"), show=action != "clear_filter")
        self._out = out
        self._wanted = wanted
        self._events = events
        self._foot = foot
        self._as_json = as_json
        self._receipts = receipts
        self._paused = False
        self._kept: deque[WatchedEvent] = deque(maxlen=KEPT)
        self.problem: CommandRefused | ServiceUnreachable | None = None

    def compose(self) -> ComposeResult:
        yield RichLog(id="events", max_lines=KEPT, wrap=True, markup=False, highlight=False)
        yield Input(id="filter", placeholder=self._out.text("filter_hint"))
        yield Static(self._out.text("foot_asking"), id="foot", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.title = "hotline watch"
        self.query_one(RichLog).focus()
        self._read()
        self._ask_foot()
        self.set_interval(FOOT_EVERY_SECONDS, self._ask_foot)

    @work(exclusive=True, group="events")
    async def _read(self) -> None:
        try:
            async for event in self._events():
                self._kept.append(event)
                if not self._paused:
                    self._show(event)
        except (CommandRefused, ServiceUnreachable) as problem:
            self.problem = problem
            self.exit()

    @work(exclusive=True, group="foot")
    async def _ask_foot(self) -> None:
        self.query_one("#foot", Static).update(clean(await self._foot()))

    def _show(self, event: WatchedEvent) -> None:
        told = event.told(self._out.language, self._out.wall_clock(event.network_id))
        if (event.is_quiet and not self._receipts) or not self._wanted.wants(event, told):
            return
        style = STYLES[event.tone]
        if self._as_json:
            line = Text(clean(event.as_json(indent=2)), style=style)
        else:
            line = Text(f"{self._out.clock(event.at, event.network_id, seconds=True)} ", style="dim")
            proof = self._out.text(f"watch.{event.proof}")
            line.append(f"{proof} ", style=style if event.proof == "unverified" else "dim")
            line.append(clean(told), style=style)
        self.query_one(RichLog).write(line)

    def _show_all(self) -> None:
        self.query_one(RichLog).clear()
        for event in self._kept:
            self._show(event)

    def action_json(self) -> None:
        self._as_json = not self._as_json
        self._show_all()

    def action_receipts(self) -> None:
        self._receipts = not self._receipts
        self._show_all()

    def action_pause(self) -> None:
        """What comes meanwhile is kept, and shown afterwards."""
        self._paused = not self._paused
        if not self._paused:
            self._show_all()

    def action_filter(self) -> None:
        asked = self.query_one("#filter", Input)
        asked.add_class("asked")
        asked.focus()

    def action_clear_filter(self) -> None:
        asked = self.query_one("#filter", Input)
        asked.value = ""
        self._apply("")

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        self._apply(submitted.value.strip())

    def _apply(self, text: str) -> None:
        self._wanted = replace(self._wanted, text=text)
        self.query_one("#filter", Input).remove_class("asked")
        self.query_one(RichLog).focus()
        self._show_all()
